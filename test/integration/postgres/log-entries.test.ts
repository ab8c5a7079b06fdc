import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { LogEntryQueue } from '../../../src/clients/postgres/log-entries/log-entry-queue.ts';
import { startPostgresProxy } from '../../support/postgres-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('TRUNCATE log_entries'));

const entry = { at: new Date('2026-11-03T03:00:00Z'), level: 'warn', message: 'a line', fields: {} } as const;
const openQueue = (connectionString = database.connectionString, departmentId = 1): LogEntryQueue =>
  new LogEntryQueue({ ...{ connectionString, departmentId, keepDays: 30 }, invocationId: randomUUID() });
const count = async (): Promise<number> =>
  (await database.pool.query<{ n: number }>('SELECT count(*)::integer AS n FROM log_entries')).rows[0]!.n;

it('entries become rows, with run and call in columns of their own; a NUL does not keep them out', async () => {
  const queue = openQueue();
  queue.add({ ...entry, level: 'error', message: 'a \u0000line' });
  queue.begin();
  queue.add({
    ...entry,
    fields: { runId: '9007199254740993', callId: 5, status: 500, failureClass: 'http_500' },
  });
  expect(await queue.close()).toEqual({ lost: 0, failureClass: null });
  const { rows } = await database.pool.query(
    `SELECT entry, department_id, logged_at, level, message, run_id::text, call_id::text, fields
     FROM log_entries ORDER BY entry`,
  );
  const same = { department_id: 1, logged_at: entry.at };
  expect(rows).toEqual([
    { ...same, entry: 1, level: 'error', message: 'a line', run_id: null, call_id: null, fields: {} },
    {
      ...{ ...same, entry: 2, level: 'warn', message: 'a line', run_id: '9007199254740993', call_id: '5' },
      fields: { status: 500, failureClass: 'http_500' },
    },
  ]);
});

it('nothing is sent before the database is known to be meant', async () => {
  const queue = openQueue();
  queue.add(entry);
  expect(await queue.close()).toEqual({ lost: 1, failureClass: null });
  expect(await count()).toBe(0);
});

it('rows of the department that are too old go, and no others', async () => {
  await database.pool.query(
    `INSERT INTO log_entries (invocation_id, entry, department_id, logged_at, level, message, fields)
     SELECT gen_random_uuid(), 1, department, now() - age::interval, 'warn', age, '{}'
     FROM unnest(ARRAY[1, 2]) AS department, unnest(ARRAY['29 days', '31 days']) AS age`,
  );
  const queue = openQueue();
  queue.begin();
  await queue.close();
  const { rows } = await database.pool.query(
    'SELECT department_id, message FROM log_entries ORDER BY department_id, message',
  );
  expect(rows).toEqual([
    { department_id: 1, message: '29 days' },
    { department_id: 2, message: '29 days' },
    { department_id: 2, message: '31 days' },
  ]);
});

it('more than the queue holds is lost and counted, and adding does not wait', async () => {
  const queue = openQueue();
  for (let line = 0; line < 1200; line += 1) queue.add(entry);
  queue.begin();
  expect(await queue.close()).toEqual({ lost: 200, failureClass: null });
  expect(await count()).toBe(1000);
});

it('a database that will not have them is given up, and what is lost is counted', async () => {
  await database.pool.query('ALTER TABLE log_entries RENAME TO hidden');
  try {
    const queue = openQueue();
    queue.begin();
    for (let line = 0; line < 5; line += 1) queue.add(entry);
    expect(await queue.close()).toEqual({ lost: 5, failureClass: '42P01' });
  } finally {
    await database.pool.query('ALTER TABLE hidden RENAME TO log_entries');
  }
});

it('after an outage they come late, each once', async () => {
  const proxy = await startPostgresProxy(database.connectionString);
  const queue = openQueue(proxy.connectionString);
  queue.begin();
  for (let line = 0; line < 3; line += 1) queue.add(entry);
  while ((await count()) < 3) await sleep(20);
  proxy.refuse();
  queue.add(entry);
  await sleep(300);
  proxy.pass();
  queue.add(entry);
  while ((await count()) < 5) await sleep(20);
  expect((await queue.close()).lost).toBe(0);
  expect(await count()).toBe(5);
  await proxy.close();
});

it('entries whose confirmation is lost are not doubled', async () => {
  const proxy = await startPostgresProxy(database.connectionString);
  const queue = openQueue(proxy.connectionString);
  proxy.lose('confirmation', 'INSERT INTO log_entries');
  queue.begin();
  queue.add(entry);
  while (proxy.losses === 0) await sleep(20);
  expect(await queue.close()).toEqual({ lost: 0, failureClass: 'connection' });
  expect(await count()).toBe(1);
  await proxy.close();
});

it('a database that hangs does not hold up the end', async () => {
  const proxy = await startPostgresProxy(database.connectionString);
  const queue = openQueue(proxy.connectionString);
  queue.begin();
  queue.add(entry);
  while ((await count()) < 1) await sleep(20);
  proxy.hang();
  queue.add(entry);
  expect((await queue.close()).lost).toBe(1);
  await proxy.close();
});
