import { expect, test } from 'vitest';
import { chooseReaction } from '../../../../src/clients/postgres/sql-state.ts';

test.each([
  ['40001', 'repeat'],
  ['40P01', 'repeat'],
  ['57P01', 'reconnect'],
  ['57P03', 'reconnect'],
  ['08006', 'reconnect'],
  ['ECONNREFUSED', 'reconnect'],
  ['EPIPE', 'reconnect'],
  [undefined, 'reconnect'],
  ['25006', 'stop'],
  ['53100', 'stop'],
  ['23505', 'fail'],
  ['22001', 'fail'],
])('%s means %s', (code, reaction) => {
  expect(chooseReaction(Object.assign(new Error('x'), code ? { code } : {}))).toBe(reaction);
});

test('a mistake of our own is no lost connection', () => {
  expect(chooseReaction(new TypeError('x'))).toBe('fail');
});
