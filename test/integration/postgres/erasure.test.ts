import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPhoneHasher } from '../../../src/clients/phones/create-phone-hasher.ts';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { noRows } from '../../../src/clients/postgres/erasure/erase-calls.ts';
import { forgetNumber } from '../../../src/clients/postgres/erasure/forget-number.ts';
import { purgeCalls } from '../../../src/clients/postgres/erasure/purge-calls.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import { Outage } from '../../../src/clients/postgres/outage.ts';
import { Patience } from '../../../src/clients/postgres/patience.ts';
import type { StatementContext } from '../../../src/clients/postgres/run-statement.ts';
import type { RunStore, Store } from '../../../src/domain/ports.ts';
import { dumpDatabase } from '../../support/dump-database.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  DAY,
  exampleAnalysis,
  exampleAnswer,
  exampleRecord,
  exampleRun,
  SILENT_LOGGER,
  STORE_OPTIONS,
  LOCK_HELD,
} from './example-records.ts';

const hasher = createPhoneHasher('an invented key of more than 32 bytes');
/** Of `exampleRecord`. */
const phone = '+70000000000';
const stopping = new AbortController().signal;

let database: TestDatabase;
let pool: Pool;
let store: Store;
let run: RunStore;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.connectionString, { applicationName: 'callq test' });
  await database.pool.query(
    "INSERT INTO operators (id, full_name, department_id, active) VALUES (7, 'Малев', 1, true)",
  );
});
beforeEach(async () => {
  await database.pool.query(
    'TRUNCATE calls, analyses, model_answers, call_phrases, call_ledger, forgotten_numbers CASCADE',
  );
  store = createStore(pool, { ...STORE_OPTIONS, phoneHasher: hasher });
  run = await store.beginRun(exampleRun(), LOCK_HELD);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const context = (): StatementContext => ({
  ...{ pool, logger: SILENT_LOGGER, patience: new Patience(stopping), outage: new Outage() },
});

async function saveCalls(first: number, count: number): Promise<void> {
  for (let id = first; id < first + count; id += 1) {
    const answer = await run.appendAnswer(exampleAnswer(id));
    await run.saveCall(exampleRecord(id, exampleAnalysis([answer])));
  }
}

test('every table that holds something about a call is erased', async () => {
  const { rows } = await database.pool.query<{ table: string }>(
    `SELECT c.relname AS table FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND (a.attname = 'call_id' OR c.relname = 'calls')
     GROUP BY 1`,
  );
  expect(rows.map(({ table }) => table).sort()).toEqual(Object.keys(noRows).sort());
});

test('more calls than one transaction takes are purged, and no day that is not old enough', async () => {
  await saveCalls(1, 205);
  await run.recordOutcomes([
    {
      ...{ callId: -9_007_199_254_740_991, operatorName: null, operatorLogin: null, startedAt: null },
      ...{ durationSeconds: null, outcome: { action: 'excluded', state: 'malformed', reason: 'no id' } },
    },
  ]);
  const before = await dumpDatabase(database.pool);
  const scope = { departmentId: 1, dryRun: false, stopping };
  expect(await purgeCalls(context(), { ...scope, before: DAY })).toMatchObject({ calls: 0, rows: noRows });
  expect(await dumpDatabase(database.pool)).toEqual(before);
  const purged = await purgeCalls(context(), { ...scope, before: '2026-11-23' });
  expect(purged).toMatchObject({ calls: 206, rows: { calls: 205, model_answers: 205, call_ledger: 206 } });
  expect(await run.purgedCalls([1, 2, 1000])).toEqual(
    new Map([
      [1, 'saved'],
      [2, 'saved'],
    ]),
  );
});

test('a call that a younger day lists as well is as old as that', async () => {
  await saveCalls(1, 1);
  await database.pool.query(
    `INSERT INTO call_ledger (department_id, day, call_id, state, action, run_id)
     SELECT department_id, day + 10, call_id, state, action, run_id FROM call_ledger`,
  );
  const scope = { departmentId: 1, before: '2026-11-25', dryRun: false, stopping };
  expect(await purgeCalls(context(), scope)).toMatchObject({ calls: 0 });
  expect(await purgeCalls(context(), { ...scope, before: '2026-12-25' })).toMatchObject({ calls: 1 });
});

test.each(['forget', 'purge'])(
  'an answer on its way while its call falls to %s: what it cost is kept, its body is not',
  async (command) => {
    const entry = {
      ...{ operatorName: null, operatorLogin: null, startedAt: null, durationSeconds: null },
      outcome: { action: 'left', state: 'pending', reason: 'interrupted' } as const,
      phoneHash: hasher.hash(phone),
    };
    const others = { ...entry, callId: 2, phoneHash: null };
    await run.recordOutcomes([{ ...entry, callId: 1 }, others]);
    if (command === 'purge') {
      await database.pool.query('UPDATE call_ledger SET day = day + 10 WHERE call_id = 2');
      await purgeCalls(context(), {
        ...{ departmentId: 1, before: '2026-11-23', dryRun: false },
        stopping,
      });
      await database.pool.query('UPDATE call_ledger SET day = day - 10 WHERE call_id = 2');
    } else {
      const number = { phone, nationalDigits: '0000000000', hasher };
      await forgetNumber(context(), { ...number, dryRun: false, stopping });
    }
    for (const callId of [1, 2]) await run.appendAnswer(exampleAnswer(callId));
    const read = 'SELECT call_id, body IS NULL AS erased, cost_usd FROM model_answers ORDER BY call_id';
    expect((await database.pool.query(read)).rows).toEqual([
      { call_id: '1', erased: true, cost_usd: '0.00012' },
      { call_id: '2', erased: false, cost_usd: '0.00012' },
    ]);
    // Taken up again (--force), the call is like any other.
    await run.recordOutcomes([{ ...entry, callId: 1 }]);
    await run.appendAnswer(exampleAnswer(1, 2));
    const again = 'SELECT body IS NULL AS erased FROM model_answers WHERE call_id = 1 AND attempt = 2';
    expect((await database.pool.query(again)).rows).toEqual([{ erased: false }]);
  },
);

test('a number is forgotten in all departments, and a stop leaves the rest to a second start', async () => {
  await saveCalls(1, 105);
  await database.pool.query('UPDATE calls SET department_id = 2 WHERE id > 100');
  const forget = (signal: AbortSignal): ReturnType<typeof forgetNumber> =>
    forgetNumber(context(), {
      phone,
      nationalDigits: '0000000000',
      hasher,
      dryRun: false,
      stopping: signal,
    });
  const stopped = await forget(AbortSignal.abort());
  expect(stopped).toMatchObject({ calls: 105, left: 105, rows: noRows });
  // The number is known already: whatever happens now, a run does not take its calls.
  expect((await store.phoneRegister({ claim: false })).isForgotten('8 (000) 000-00-00')).toBe(true);
  expect(await forget(stopping)).toMatchObject({
    calls: 105,
    left: 0,
    rows: { calls: 105, call_ledger: 105 },
  });
  expect(await forget(stopping)).toMatchObject({ calls: 0, rows: noRows });
});

test('the hash of a number stays when a later entry has none', async () => {
  const entry = {
    ...{ callId: 5, operatorName: null, operatorLogin: null, startedAt: null, durationSeconds: null },
    outcome: { action: 'left', state: 'pending', reason: 'interrupted' },
  } as const;
  await run.recordOutcomes([{ ...entry, phoneHash: hasher.hash(phone) }]);
  await run.recordOutcomes([entry]);
  const { rows } = await database.pool.query('SELECT phone_hmac FROM call_ledger WHERE call_id = 5');
  expect(rows).toEqual([{ phone_hmac: hasher.hash(phone) }]);
});

test('of an answer the body alone may be removed, once and for all', async () => {
  await saveCalls(1, 1);
  const { pool: own } = database;
  await expect(own.query("UPDATE model_answers SET body = 'other'")).rejects.toThrow('append-only');
  await expect(own.query('UPDATE model_answers SET body = NULL, cost_usd = 0')).rejects.toThrow(
    'append-only',
  );
  await expect(own.query('UPDATE model_answers SET attempt = 2')).rejects.toThrow('append-only');
  await own.query('UPDATE model_answers SET body = NULL');
  await expect(own.query("UPDATE model_answers SET body = ''")).rejects.toThrow('append-only');
});
