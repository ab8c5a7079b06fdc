import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../../src/clients/postgres/embedded-postgres.ts';

/** A folder that only its owner can enter, like root's home. */
let home: string;
let dataDirectory: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'callq-embedded-'));
  await chmod(home, 0o700);
  dataDirectory = path.join(home, 'work', '.callq');
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function query(connectionString: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(statement);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

async function readServerProcessId(): Promise<number> {
  const [processId] = (await readFile(path.join(dataDirectory, 'postgres/postmaster.pid'), 'utf8')).split(
    '\n',
  );
  return Number(processId);
}

test('keeps data between starts, sorts Cyrillic, and is gone after stop', async () => {
  const first = await startEmbeddedPostgres({ dataDirectory });
  await first.ensureDatabase('callq');
  await first.ensureDatabase('callq');
  const url = first.connectionString('callq');
  await query(url, 'CREATE TABLE kept (id integer)');
  expect(await query(url, `SELECT lower('ЁЖ') AS value`)).toBe('ёж');
  const socketFolder = await query(url, `SELECT current_setting('unix_socket_directories') AS value`);
  expect((await stat(String(socketFolder))).mode & 0o777).toBe(0o700);
  await first.stop();
  await expect(readServerProcessId()).rejects.toThrow('ENOENT');
  await expect(stat(String(socketFolder))).rejects.toThrow('ENOENT');

  const second = await startEmbeddedPostgres({ dataDirectory });
  expect(await query(second.connectionString('callq'), `SELECT to_regclass('kept')::text AS value`)).toBe(
    'kept',
  );
  await second.stop();
});

test('is shared by several users, and the last one stops it', async () => {
  const users = await Promise.all(
    [1, 2, 3].map(() => startEmbeddedPostgres({ dataDirectory, durable: false })),
  );
  const url = users[0]!.connectionString('postgres');
  expect(new Set(users.map((user) => user.connectionString('postgres'))).size).toBe(1);
  await users[0]!.stop();
  await users[1]!.stop();
  expect(await query(url, 'SELECT 1 AS value')).toBe(1);
  await users[2]!.stop();
  await expect(query(url, 'SELECT 1')).rejects.toThrow();
});

test('a server that somebody else is connected to stays', async () => {
  const postgres = await startEmbeddedPostgres({ dataDirectory, durable: false });
  const visitor = new Client({ connectionString: postgres.connectionString('postgres') });
  await visitor.connect();
  await postgres.stop();
  expect((await visitor.query('SELECT 1')).rowCount).toBe(1);
  await visitor.end();
  const next = await startEmbeddedPostgres({ dataDirectory, durable: false });
  await next.stop();
  await expect(readServerProcessId()).rejects.toThrow('ENOENT');
});

test('comes back after a kill -9 of the server', async () => {
  const killed = await startEmbeddedPostgres({ dataDirectory });
  process.kill(await readServerProcessId(), 'SIGKILL');
  const next = await startEmbeddedPostgres({ dataDirectory });
  expect(await query(next.connectionString('postgres'), 'SELECT 1 AS value')).toBe(1);
  await killed.stop();
  await next.stop();
});

test('without sockets it listens on loopback and asks for a password', async () => {
  const postgres = await startEmbeddedPostgres({ dataDirectory, durable: false, listen: 'loopback' });
  const url = postgres.connectionString('postgres');
  expect(await query(url, 'SELECT 1 AS value')).toBe(1);
  await expect(query(url.replace(/:[0-9a-f]{32}@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password');
  await postgres.stop();
});
