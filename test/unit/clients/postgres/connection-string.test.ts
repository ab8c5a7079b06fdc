import { expect, test } from 'vitest';
import {
  describeDatabase,
  describeProtection,
  normaliseConnectionString,
} from '../../../../src/clients/postgres/connection-string.ts';

test.each([
  ['postgresql://u:p@h:5432/d', 'postgresql://u:p@h:5432/d'],
  ['postgres://u:p@h/d', 'postgresql://u:p@h/d'],
  ['postgresql+psycopg2://u:p@h/d', 'postgresql://u:p@h/d'],
  ['postgresql://u:p@ss@h/d', 'postgresql://u:p%40ss@h/d'],
  ['postgresql://u:a/b#c?d:e@h/d', 'postgresql://u:a%2Fb%23c%3Fd%3Ae@h/d'],
  ['postgresql://u:100%@h/d', 'postgresql://u:100%25@h/d'],
  ['postgresql://u:p%40ss@h/d', 'postgresql://u:p%40ss@h/d'],
  ['postgresql://h/d', 'postgresql://h/d'],
  ['postgresql://u@[::1]:5433/d', 'postgresql://u@[::1]:5433/d'],
  ['postgresql://u@/d?host=%2Ftmp%2Fx&port=1', 'postgresql://u@/d?host=%2Ftmp%2Fx&port=1'],
  ['postgresql://u@h/d?sslmode=require', 'postgresql://u@h/d?sslmode=require&uselibpqcompat=true'],
  [
    'postgresql://u@h/d?sslmode=require&sslrootcert=system',
    'postgresql://u@h/d?sslmode=verify-full&uselibpqcompat=true',
  ],
  ['not a url', 'not a url'],
])('%s', (given, expected) => {
  expect(normaliseConnectionString(given)).toBe(expected);
});

test.each([
  ['postgresql://user:secret@h:1/d', 'h:1/d'],
  ['postgresql://user:sec@ret@h/d', 'h:5432/d'],
  ['postgresql://user@/d?host=/tmp/x', '/tmp/x:5432/d'],
  ['user:secret', 'database'],
])('tells where %s leads and nothing else', (given, expected) => {
  expect(describeDatabase(given)).toBe(expected);
});

test.each([
  ['postgresql://u:p@h/d', 'plain'],
  ['postgresql://u:p@h/d?sslmode=disable', 'plain'],
  ['postgresql://u:p@h/d?sslmode=prefer', 'encrypted'],
  ['postgresql://u:p@h/d?sslmode=require', 'encrypted'],
  ['postgresql://u:p@h/d?sslmode=require&sslrootcert=ca.crt', 'verified'],
  ['postgresql://u:p@h/d?sslmode=verify-ca&sslrootcert=ca.crt', 'verified'],
  ['postgresql://u:p@h/d?sslmode=verify-full', 'verified'],
  ['postgresql://u:p@h/d?ssl=true', 'verified'],
  ['postgresql://u@/d?host=%2Ftmp%2Fx', undefined],
])('knows how %s is protected', (given, level) => {
  expect(describeProtection(given)?.level).toBe(level);
});
