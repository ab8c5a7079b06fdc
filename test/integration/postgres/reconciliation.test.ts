import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import type { Balance } from '../../../src/domain/balance.ts';
import type { CallOutcome } from '../../../src/domain/call-state.ts';
import { callStates } from '../../../src/domain/call-state.ts';
import type { RunStore, Store } from '../../../src/domain/ports.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  exampleAnalysis,
  exampleAnswer,
  exampleCall,
  exampleRecord,
  exampleRun,
  STORE_OPTIONS,
  LOCK_HELD,
} from './example-records.ts';

/** The day on which the example call starts in Moscow, 00:30. */
const DAY = '2026-11-21';

let database: TestDatabase;
let pool: Pool;
let store: Store;
let run: RunStore;

function openStore(departmentId: number): Store {
  return createStore(pool, { ...STORE_OPTIONS, departmentId });
}

function begin(changes: { day?: string; selection?: 'all' | 'chosen' } = {}): Promise<RunStore> {
  return store.beginRun(exampleRun({ day: DAY, ...changes }), LOCK_HELD);
}

/** An outcome with this state, as a run gives it. */
function outcomeOf(state: (typeof callStates)[number], reason = 'interrupted'): CallOutcome {
  if (state === 'saved' || state === 'not_sales') return { action: 'analysed', state, reason: null };
  if (state === 'failed')
    return { action: 'failed', state, reason: 'r', stage: 'analysis', failureClass: 'c' };
  if (state === 'pending') return { action: 'left', state, reason: reason as 'interrupted' };
  return { action: 'excluded', state, reason: null };
}

async function record(callId: number, state: (typeof callStates)[number], reason?: string): Promise<void> {
  const { startedAt, durationSeconds } = exampleCall(callId);
  const operator = { operatorName: null, operatorLogin: null };
  await run.recordOutcomes([
    { callId, outcome: outcomeOf(state, reason), startedAt, durationSeconds, ...operator },
  ]);
}

async function save(callId: number): Promise<void> {
  const answerId = await run.appendAnswer(exampleAnswer(callId));
  await run.saveCall(exampleRecord(callId, exampleAnalysis([answerId])));
}

async function list(...callIds: number[]): Promise<void> {
  await run.recordListing({ callIds, complete: true });
}

async function balance(of = run): Promise<Balance> {
  const found = await of.balance();
  if (found === null) throw new Error('the day has no run');
  return found;
}

async function vanishedIds(): Promise<number[]> {
  const { rows } = await database.pool.query<{ id: number }>(
    'SELECT call_id::integer AS id FROM call_ledger WHERE vanished_at IS NOT NULL ORDER BY 1',
  );
  return rows.map(({ id }) => id);
}

const EVEN = { difference: 0, missing: 0, unlisted: 0, withoutRow: 0, withoutLedger: 0 };

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.connectionString, { applicationName: 'callq test' });
  store = openStore(1);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await database.pool.query(`
    TRUNCATE runs, calls, analyses, model_answers, call_phrases, call_ledger, day_listings CASCADE;
    DELETE FROM operators;
    INSERT INTO operators (id, full_name, department_id, active) VALUES (7, 'Малев Сергей', 1, true)`);
  run = await begin();
});

/** Rows that the joins of a query's plan compared in vain, by PostgreSQL's own count. */
async function comparedInVain(query: string): Promise<number> {
  const { rows } = await database.pool.query<{ 'QUERY PLAN': unknown }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
  );
  const text = JSON.stringify(rows);
  const counts = text.matchAll(/"Rows Removed by Join Filter":(\d+)/g);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('the balance of a day', () => {
  test('has a place for every state', async () => {
    for (const [index, state] of callStates.entries()) if (state !== 'saved') await record(index + 1, state);
    await save(1);
    await list(...callStates.map((_state, index) => index + 1));
    expect(await balance()).toMatchObject({
      ...{ listed: callStates.length, saved: 1, notSales: 1, excluded: 9, pending: 2, failed: 1 },
      ...{ ...EVEN, pendingTranscript: 1, vanished: 0, outdatedRows: 0 },
    });
  });

  test('does not compare each listed call with each in the ledger, even without statistics', async () => {
    const callIds = Array.from({ length: 300 }, (_, index) => index + 1);
    for (const callId of callIds) await record(callId, 'too_short');
    await list(...callIds);
    const query = `SELECT * FROM night_reconciliation WHERE department_id = 1 AND day = '${DAY}'`;
    expect(await comparedInVain(query)).toBeLessThan(callIds.length);
    expect(await balance()).toMatchObject({ ...EVEN, listed: 300, excluded: 300 });
  });

  test('is unknown until a listing was read to its end', async () => {
    await record(1, 'too_short');
    await run.recordListing({ callIds: [1], complete: false });
    expect(await balance()).toMatchObject({ listed: null, difference: null, missing: null, excluded: 1 });
  });

  test('shows a listed call that the ledger lost, which a count of the ledger would not', async () => {
    for (const id of [1, 2]) await record(id, 'too_short');
    await list(1, 2);
    expect(await balance()).toMatchObject(EVEN);
    await database.pool.query('DELETE FROM call_ledger WHERE call_id = 2');
    expect(await balance()).toMatchObject({ listed: 2, excluded: 1, difference: 1, missing: 1 });
  });

  test('shows a call of the ledger that was never listed, also when the number of calls fits', async () => {
    for (const id of [1, 2]) await record(id, 'too_short');
    await list(1, 2);
    await database.pool.query('UPDATE call_ledger SET call_id = 3 WHERE call_id = 2');
    expect(await balance()).toMatchObject({ difference: 0, missing: 1, unlisted: 1 });
  });

  test('counts as saved only what BI can see: rows deleted by hand are missed until they are made again', async () => {
    await save(1);
    await list(1);
    expect(await balance()).toMatchObject({ saved: 1, ...EVEN });
    await database.pool.query('DELETE FROM calls');
    expect(await balance()).toMatchObject({ saved: 0, difference: 1, withoutRow: 1 });
    const [stored] = await run.storedCalls([1]);
    const storedId = stored?.kind === 'refillable' ? stored.analysisId : '';
    await run.saveCall(exampleRecord(1, { storedId }));
    expect(await balance()).toMatchObject({ saved: 1, ...EVEN });
  });

  test('shows a row of calls that the ledger does not know', async () => {
    await save(1);
    await list();
    await database.pool.query(`DELETE FROM call_ledger; UPDATE day_listings SET vanished_ids = '{}'`);
    expect(await balance()).toMatchObject({ listed: 0, saved: 1, difference: -1, withoutLedger: 1 });
  });

  test('tells of rows of an earlier judgement without counting them twice', async () => {
    await save(1);
    await record(1, 'failed');
    await list(1);
    expect(await balance()).toMatchObject({ saved: 0, failed: 1, outdatedRows: 1, ...EVEN });
  });

  test('is each department’s and each day’s own', async () => {
    await record(1, 'too_short');
    await list(1);
    const other = await openStore(2).beginRun(exampleRun({ day: DAY }), LOCK_HELD);
    await other.recordListing({ callIds: [8, 9], complete: true });
    expect(await balance()).toMatchObject({ listed: 1, ...EVEN });
    expect(await balance(other)).toMatchObject({ listed: 2, missing: 2, difference: 2 });
    const { rows } = await database.pool.query(
      'SELECT day::text, department_id, listed, difference FROM night_reconciliation ORDER BY department_id',
    );
    expect(rows).toEqual([
      { day: DAY, department_id: 1, listed: 1, difference: 0 },
      { day: DAY, department_id: 2, listed: 2, difference: 2 },
    ]);
  });
});

describe('a call that T-Bank no longer lists', () => {
  test('is kept, marked and accounted for; when it comes back, the mark goes', async () => {
    for (const id of [1, 2]) await record(id, 'too_short');
    await list(1, 2);
    run = await begin();
    await record(1, 'too_short');
    await list(1);
    expect(await vanishedIds()).toEqual([2]);
    expect(await balance()).toMatchObject({ listed: 2, excluded: 2, vanished: 1, ...EVEN });
    run = await begin();
    await record(2, 'too_short');
    await list(1, 2);
    expect(await vanishedIds()).toEqual([]);
    expect(await balance()).toMatchObject({ listed: 2, vanished: 0, ...EVEN });
  });

  test('is marked also when only a run that was killed had listed it', async () => {
    await record(5, 'pending');
    run = await begin();
    await record(1, 'too_short');
    await list(1);
    expect(await vanishedIds()).toEqual([5]);
    expect(await balance()).toMatchObject({ listed: 2, vanished: 1, pending: 1, ...EVEN });
  });

  test('is missed when its row is lost', async () => {
    for (const id of [1, 2]) await record(id, 'too_short');
    await list(1, 2);
    await list(1);
    await database.pool.query('DELETE FROM call_ledger WHERE call_id = 2');
    expect(await balance()).toMatchObject({ difference: 1, missing: 1 });
  });

  test('has not vanished because a run did not read, or did not take, the whole listing', async () => {
    for (const id of [1, 2]) await record(id, 'too_short');
    await list(1, 2);
    await record(3, 'too_short');
    await run.recordListing({ callIds: [1, 3], complete: false });
    expect(await vanishedIds()).toEqual([]);
    expect(await balance()).toMatchObject({ listed: 3, vanished: 0, ...EVEN });
  });

  test('keeps its mark when the listing is stored again, because its confirmation was lost', async () => {
    for (const id of [1, 2]) await record(id, 'too_short');
    await list(1);
    const { rows: before } = await database.pool.query(
      'SELECT vanished_at FROM call_ledger ORDER BY call_id',
    );
    await list(1);
    const { rows } = await database.pool.query('SELECT vanished_at FROM call_ledger ORDER BY call_id');
    expect(rows).toEqual(before);
    expect(await balance()).toMatchObject({ listed: 2, vanished: 1, ...EVEN });
  });
});

describe('what is left of earlier days', () => {
  test('is what failed, is pending or waits for a transcript; what --limit left only when it is asked for', async () => {
    const states = ['failed', 'pending_transcript', 'too_short', 'saved'] as const;
    for (const [index, state] of states.entries()) await record(index + 1, state);
    await record(8, 'pending', 'limit');
    await record(9, 'pending', 'over_budget');
    await list(1, 2, 3, 4, 8, 9);
    expect([...(await run.unfinishedCalls('left'))].sort()).toEqual([1, 2, 9]);
    expect([...(await run.unfinishedCalls('taken'))].sort()).toEqual([1, 2, 8, 9]);
    expect(await store.unfinishedDays(['2026-11-20', DAY], 'left')).toEqual([
      { day: DAY, calls: 3, neverListed: false },
    ]);
    expect(await openStore(2).unfinishedDays([DAY], 'taken')).toEqual([]);
  });

  test('is the whole day when a run that was to take it could not list it, not when one took chosen calls', async () => {
    await begin({ day: '2026-11-19', selection: 'chosen' });
    expect(await store.unfinishedDays(['2026-11-18', '2026-11-19', DAY], 'left')).toEqual([
      { day: DAY, calls: 0, neverListed: true },
    ]);
  });

  test('is the whole of a day without any run, or with chosen calls only, after the first night and not before it', async () => {
    await begin({ day: '2026-11-22', selection: 'chosen' });
    const days = ['2026-11-20', DAY, '2026-11-22', '2026-11-23'];
    expect((await store.unfinishedDays(days, 'left')).map(({ day }) => day)).toEqual(days.slice(1));
    expect(await openStore(2).unfinishedDays(days, 'left')).toEqual([]);
  });

  test('is nothing that was purged: neither its calls nor a day that was never listed', async () => {
    for (const id of [1, 2]) await record(id, 'failed');
    await database.pool.query('UPDATE call_ledger SET purged_at = now() WHERE call_id = 1');
    expect([...(await run.unfinishedCalls('taken'))]).toEqual([2]);
    expect(await store.unfinishedDays([DAY], 'left')).toEqual([{ day: DAY, calls: 1, neverListed: false }]);
    await list(1, 2);
    await database.pool.query('UPDATE call_ledger SET purged_at = now()');
    expect(await store.unfinishedDays([DAY], 'left')).toEqual([]);
  });

  test('is nothing when only vanished calls wait', async () => {
    await record(1, 'pending_transcript');
    await list();
    expect(await store.unfinishedDays([DAY], 'left')).toEqual([]);
  });

  test('calls of older days wait no longer for a transcript', async () => {
    for (const [id, state] of [
      [1, 'pending_transcript'],
      [2, 'pending'],
      [3, 'failed'],
    ] as const) {
      await record(id, state);
    }
    expect(await store.giveUpTranscripts(DAY, LOCK_HELD)).toBe(0);
    expect(await openStore(2).giveUpTranscripts('2026-11-22', LOCK_HELD)).toBe(0);
    expect(await store.giveUpTranscripts('2026-11-22', LOCK_HELD)).toBe(1);
    const { rows } = await database.pool.query('SELECT state, action FROM call_ledger ORDER BY call_id');
    expect(rows).toEqual([
      { state: 'no_transcript', action: 'excluded' },
      { state: 'pending', action: 'left' },
      { state: 'failed', action: 'failed' },
    ]);
  });
});
