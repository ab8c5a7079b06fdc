/** The table of sql-state.ts, row by row, with a server that really says these codes. */
import { rm } from 'node:fs/promises';
import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { startEmbeddedPostgres } from '../../../src/clients/postgres/embedded-postgres.ts';
import { migrateDatabase } from '../../../src/clients/postgres/migrations/migrate.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import type { Logger, RunStore, Store } from '../../../src/domain/ports.ts';
import { emptyFolder } from '../../support/callq-process.ts';
import { isAlive } from '../../support/is-alive.ts';
import { startPostgresProxy } from '../../support/postgres-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { exampleAnswer, exampleRun, SILENT_LOGGER, STORE_OPTIONS, LOCK_HELD } from './example-records.ts';

let database: TestDatabase;
let warnings: string[];
let pool: Pool;
let store: Store;
let run: RunStore;
const logger: Logger = { ...SILENT_LOGGER, warn: (message) => void warnings.push(message) };
const options = { ...STORE_OPTIONS, logger };
const start = exampleRun();
beforeEach(async () => {
  warnings = [];
  database = await createTestDatabase();
  pool = openPool(database.connectionString, { applicationName: 'callq victim', logger });
  store = createStore(pool, options);
  run = await store.beginRun(start, LOCK_HELD);
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

/** The server raises the code so many times instead of storing an answer; a connection class ends the session too. */
async function plant(code: string, times: number): Promise<void> {
  await database.pool.query(`
    CREATE SEQUENCE tries;
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('tries') <= ${times} THEN RAISE EXCEPTION 'planted' USING ERRCODE = '${code}'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER fail BEFORE INSERT ON model_answers FOR EACH ROW EXECUTE FUNCTION fail();
    CREATE TRIGGER fail BEFORE INSERT ON call_ledger FOR EACH ROW EXECUTE FUNCTION fail()`);
}

async function tries(): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>('SELECT last_value::integer AS n FROM tries');
  return rows[0]!.n;
}

test.each(['40001', '40P01'])('%s: the transaction is repeated up to 3 times', async (code) => {
  await plant(code, 3);
  await run.appendAnswer(exampleAnswer(1));
  expect(await tries()).toBe(4);
  expect(warnings).toEqual(Array(3).fill('a database conflict: trying again'));
});

test.each(['40001', '40P01'])('%s for good: the call fails after 4 attempts', async (code) => {
  await plant(code, 1000);
  const failure = { name: 'CallError', stage: 'saving', failureClass: code };
  await expect(run.appendAnswer(exampleAnswer(1))).rejects.toMatchObject(failure);
  expect(await tries()).toBe(4);
});

test.each(['57P01', '57P02', '57P03', '08006', '08P01', '53300'])(
  '%s: reconnected, and sent again as often as it takes',
  async (code) => {
    await plant(code, 4);
    await run.appendAnswer(exampleAnswer(1));
    expect(await tries()).toBe(5);
    expect(new Set(warnings)).toEqual(new Set(['the database is lost: trying again']));
  },
);

test.each(['25006', '53100', '42501'])('%s: the run stops at once', async (code) => {
  await plant(code, 1000);
  const failure = { name: 'StopRunError', errorClass: 'database' };
  await expect(run.appendAnswer(exampleAnswer(1))).rejects.toMatchObject(failure);
  expect(await tries()).toBe(1);
});

test.each(['23505', '22003', '42P01', '57014', 'P0001', 'XX000'])(
  '%s: the call fails at once; a statement that is about no call ends the run',
  async (code) => {
    await plant(code, 1000);
    const failure = { name: 'CallError', stage: 'saving', failureClass: code };
    await expect(run.appendAnswer(exampleAnswer(1))).rejects.toMatchObject(failure);
    expect(await tries()).toBe(1);
    const outcome = { action: 'left', state: 'pending', reason: 'limit' } as const;
    const unknown = { operatorName: null, operatorLogin: null, startedAt: null, durationSeconds: null };
    await expect(run.recordOutcomes([{ callId: 1, outcome, ...unknown }])).rejects.toMatchObject({
      name: 'StopRunError',
      errorClass: 'database',
    });
  },
);

test('a real deadlock: whoever is chosen is repeated', async () => {
  const other = await database.pool.connect();
  await database.pool.query(`
    CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM FROM departments WHERE id = 1 FOR UPDATE;
      PERFORM FROM departments WHERE id = 2 FOR UPDATE;
      RETURN NEW;
    END $$;
    CREATE TRIGGER meet BEFORE INSERT ON model_answers FOR EACH ROW EXECUTE FUNCTION meet()`);
  await other.query('BEGIN; SELECT FROM departments WHERE id = 2 FOR UPDATE');
  const appending = run.appendAnswer(exampleAnswer(1));
  const waits = 'SELECT FROM pg_locks WHERE NOT granted';
  await expect.poll(async () => (await database.pool.query(waits)).rowCount).toBeGreaterThan(0);
  // The server looks for a deadlock once, a second after a wait began: the store's statement began first.
  await other.query('SELECT FROM departments WHERE id = 1 FOR UPDATE');
  await other.query('COMMIT');
  other.release();
  await appending;
  expect(warnings).toEqual(['a database conflict: trying again']);
});

test('a primary that became read-only: the run stops, and what reads still works', async () => {
  const { rows } = await database.pool.query<{ name: string }>('SELECT current_database() AS name');
  await database.pool.query(`ALTER DATABASE ${rows[0]!.name} SET default_transaction_read_only = on`);
  await database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'callq victim'`,
  );
  await expect(run.appendAnswer(exampleAnswer(1))).rejects.toMatchObject({
    ...{ name: 'StopRunError', errorClass: 'database' },
    message: expect.stringContaining('primary') as string,
  });
  expect(await store.activeOperators()).toEqual([]);
});

test('every session terminated again and again: nothing is lost, nothing is doubled', async () => {
  const done = new AbortController();
  const terminating = (async () => {
    while (!done.signal.aborted) {
      await database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'callq victim' AND datname = current_database()`,
      );
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  })();
  const ids = Array.from({ length: 400 }, (_, index) => index + 1);
  const stored: string[] = [];
  for (let at = 0; at < ids.length; at += 8) {
    stored.push(
      ...(await Promise.all(ids.slice(at, at + 8).map((id) => run.appendAnswer(exampleAnswer(id))))),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  done.abort();
  await terminating;
  expect(warnings).toContain('the database is lost: trying again');
  const { rows } = await database.pool.query('SELECT id::text AS id FROM model_answers ORDER BY call_id');
  expect(rows.map(({ id }: { id: string }) => id)).toEqual(stored);
});

test('an immediate stop of the server and its restart', async () => {
  const folder = await emptyFolder();
  const servers = [await startEmbeddedPostgres({ dataDirectory: folder, durable: true })];
  await servers[0]!.ensureDatabase('callq');
  const proxy = await startPostgresProxy(servers[0]!.connectionString('callq'));
  const own = openPool(proxy.connectionString, { applicationName: 'callq test', logger });
  try {
    await migrateDatabase(own);
    run = await createStore(own, options).beginRun(start, LOCK_HELD);
    await run.appendAnswer(exampleAnswer(1));
    const { rows: files } = await own.query<{ text: string }>(
      `SELECT pg_read_file('postmaster.pid') AS text`,
    );
    const postmaster = Number.parseInt(files[0]!.text);
    process.kill(postmaster, 'SIGQUIT'); // what pg_ctl stop -m immediate does
    await expect.poll(() => isAlive(postmaster)).toBe(false);
    const appending = run.appendAnswer(exampleAnswer(2));
    await expect.poll(() => warnings).toContain('the database is lost: trying again');
    servers.push(await startEmbeddedPostgres({ dataDirectory: folder, durable: true }));
    proxy.pass(servers[1]!.connectionString('callq'));
    await appending;
    const { rows } = await own.query('SELECT call_id::integer AS id FROM model_answers ORDER BY id');
    expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
  } finally {
    await own.end();
    await proxy.close();
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test('a database that hangs ends the statement when the run is interrupted, within seconds', async () => {
  const interruption = new AbortController();
  const proxy = await startPostgresProxy(database.connectionString);
  const own = openPool(proxy.connectionString, { applicationName: 'callq test' });
  run = await createStore(own, { ...options, interruption: interruption.signal }).beginRun(start, LOCK_HELD);
  proxy.hang();
  const appending = run.appendAnswer(exampleAnswer(1));
  setTimeout(() => {
    interruption.abort('SIGTERM');
  }, 100);
  await expect(appending).rejects.toMatchObject({ name: 'StopRunError', errorClass: 'database' });
  // The next ones know already that little time is left.
  await expect(run.averagePercentage()).rejects.toMatchObject({ errorClass: 'database' });
  await proxy.close();
  await own.end();
});
