import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { assertSchemaCurrent } from '../../../src/clients/postgres/migrations/migration-status.ts';
import { importOperators } from '../../../src/clients/postgres/operators/import-operators.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import type { Logger } from '../../../src/domain/ports.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { exampleAnswer, exampleRun, SILENT_LOGGER, STORE_OPTIONS, LOCK_HELD } from './example-records.ts';

let database: TestDatabase;
let warnings: string[];
let pool: Pool;
const logger: Logger = { ...SILENT_LOGGER, warn: (message) => void warnings.push(message) };
beforeEach(async () => {
  warnings = [];
  database = await createTestDatabase();
  pool = openPool(database.connectionString, { applicationName: 'callq victim', logger });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const START = exampleRun();
const OPTIONS = { ...STORE_OPTIONS, logger };

function terminateConnections(): Promise<unknown> {
  return database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'callq victim' AND datname = current_database()`,
  );
}

test('an idle connection that is ended neither ends the process nor fails the next statement', async () => {
  const store = createStore(pool, OPTIONS);
  await store.activeOperators();
  await terminateConnections();
  await expect.poll(() => warnings).toContain('a database connection was lost while idle');
  expect(await store.activeOperators()).toEqual([]);
});

test('a statement that is cut off is sent again', async () => {
  const store = createStore(pool, OPTIONS);
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE runs');
  const waiting = store.beginRun(START, LOCK_HELD);
  await expect
    .poll(async () => (await blocker.query(`SELECT FROM pg_locks WHERE NOT granted`)).rowCount)
    .toBeGreaterThan(0);
  await terminateConnections();
  await blocker.query('COMMIT');
  blocker.release();
  const run = await waiting;
  expect(warnings).toContain('the database is lost: trying again');
  await run.appendAnswer(exampleAnswer(1));
  const { rows } = await database.pool.query('SELECT count(*)::integer AS runs FROM runs');
  expect(rows).toEqual([{ runs: 1 }]);
});

test('an import whose connection is ended in the middle: explained, nothing is there, and the process lives', async () => {
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE operators');
  const importing = importOperators(pool, 'full_name,department_id\nМалев Сергей,1\n');
  const explained = expect(importing).rejects.toMatchObject({ name: 'StopRunError' });
  await expect
    .poll(async () => (await blocker.query(`SELECT FROM pg_locks WHERE NOT granted`)).rowCount)
    .toBeGreaterThan(0);
  await terminateConnections();
  await explained;
  await blocker.query('COMMIT');
  blocker.release();
  expect((await database.pool.query('SELECT FROM operators')).rowCount).toBe(0);
});

test('a read-only pool refuses writes, and the run stops', async () => {
  const reader = openPool(database.connectionString, { applicationName: 'callq test', readOnly: true });
  const store = createStore(reader, OPTIONS);
  expect(await store.activeOperators()).toEqual([]);
  await expect(store.beginRun(START, LOCK_HELD)).rejects.toMatchObject({
    ...{ name: 'StopRunError', errorClass: 'database' },
    message: expect.stringContaining('read-only') as string,
  });
  await reader.end();
});

test.each([
  ['postgresql://callq:hidden@127.0.0.1:1/callq', /nothing listens there.*ECONNREFUSED/],
  ['postgresql://callq:hidden@no-such-host.invalid/callq', /no such host|cannot be resolved/],
])('an unreachable database is explained without its password: %s', async (url, message) => {
  const unreachable = openPool(url, { applicationName: 'callq test' });
  const error = (await assertSchemaCurrent(unreachable).catch((reason: unknown) => reason)) as Error;
  expect(error).toMatchObject({ name: 'StopRunError', errorClass: 'database' });
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('hidden');
  await unreachable.end();
});
