/** The connection breaks after a statement was committed and before we hear of it: sent again, it has happened once. */
import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import type { LedgerEntry, RunStore, Store } from '../../../src/domain/ports.ts';
import type { PostgresProxy } from '../../support/postgres-proxy.ts';
import { startPostgresProxy } from '../../support/postgres-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  exampleAnalysis,
  exampleAnswer,
  exampleRecord,
  exampleRun,
  STORE_OPTIONS,
  LOCK_HELD,
} from './example-records.ts';

let database: TestDatabase;
let proxy: PostgresProxy;
let pool: Pool;
let store: Store;
beforeEach(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO operators (id, full_name, department_id) VALUES (7, 'Малев Сергей', 1)`,
  );
  proxy = await startPostgresProxy(database.connectionString);
  pool = openPool(proxy.connectionString, { applicationName: 'callq test' });
  store = createStore(pool, STORE_OPTIONS);
});
afterEach(async () => {
  await pool.end();
  await proxy.close();
  await database.drop();
});

const start = exampleRun();
const finished: Parameters<RunStore['finish']>[0] = {
  listed: 1,
  actions: { analysed: 1, kept: 0, excluded: 0, failed: 0, left: 0 },
  ...{
    inputTokens: 1,
    outputTokens: 1,
    possiblyPaid: { requests: 0, estimatedTokens: 0, estimatedCostUsd: '0' },
    costUsd: null,
    exitCode: 0,
    errorClass: null,
  },
};
const pending: LedgerEntry = {
  callId: 1,
  outcome: { action: 'left', state: 'pending', reason: 'interrupted' },
  ...{ operatorName: null, operatorLogin: null, startedAt: null, durationSeconds: null },
};

const tables = [
  ...['runs', 'checklist_versions', 'checklist_criteria', 'prompt_versions', 'instructions_versions'],
  ...['model_answers', 'analyses', 'call_phrases', 'calls', 'call_transcripts', 'call_evaluations'],
  ...[
    'call_recommendations',
    'agreements',
    'call_decline_reasons',
    'call_quotes',
    'call_ledger',
    'database_mark',
    'day_listings',
    'analysis_evidence',
  ],
];

/** Rows of every table that a run writes. */
async function countRows(): Promise<Record<string, number>> {
  const counts = tables.map((table) => `(SELECT count(*)::integer FROM ${table}) AS ${table}`);
  const { rows } = await database.pool.query<Record<string, number>>(`SELECT ${counts.join(', ')}`);
  return rows[0]!;
}

/** Everything that a run writes about one call; before each statement the wire may be told to break at it. */
async function writeNight(before: (marker: string) => void): Promise<void> {
  before('INSERT INTO database_mark');
  await store.claimDatabase('sandbox');
  before('INSERT INTO runs');
  const run = await store.beginRun(start, LOCK_HELD);
  before('INSERT INTO day_listings');
  await run.recordListing({ callIds: [1], complete: true });
  before('record_outcomes');
  await run.recordOutcomes([pending]);
  before('append_answer');
  const answerId = await run.appendAnswer(exampleAnswer(1));
  before('save_call');
  await run.saveCall(exampleRecord(1, exampleAnalysis([answerId])));
  before('UPDATE runs SET');
  await run.finish(finished);
}

test.each(['confirmation', 'connection'] as const)(
  'every statement of a run, its %s lost: the rows are those of an undisturbed run',
  async (loss) => {
    const markers: string[] = [];
    await writeNight((marker) => {
      expect(proxy.losses).toBe(markers.length); // the one before met its loss
      markers.push(marker);
      proxy.lose(loss, marker);
    });
    expect(proxy.losses).toBe(7);
    const disturbed = await countRows();
    await database.pool.query(`TRUNCATE ${tables.join(', ')}`);
    await pool.end();
    pool = openPool(proxy.connectionString, { applicationName: 'callq test' });
    store = createStore(pool, STORE_OPTIONS);
    await writeNight(() => undefined);
    expect(disturbed).toEqual(await countRows());
    expect(disturbed).toMatchObject({
      runs: 1,
      model_answers: 1,
      analyses: 1,
      calls: 1,
      call_evaluations: 2,
    });
  },
);

test('a statement that is still under way when its connection breaks is ended before it is sent again', async () => {
  const run = await store.beginRun(start, LOCK_HELD);
  const answerId = await run.appendAnswer(exampleAnswer(1));
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE call_evaluations IN SHARE MODE');
  const waiting = async (): Promise<number[]> => {
    const { rows } = await database.pool.query<{ pid: number }>(
      `SELECT pid FROM pg_locks
       WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.map(({ pid }) => pid);
  };
  proxy.lose('connection', 'save_call');
  const saving = run.saveCall(exampleRecord(1, exampleAnalysis([answerId])));
  // The first attempt waits for the table, without anybody at the other end; then the second one, instead of it.
  await expect.poll(() => proxy.losses).toBe(1);
  const seen = new Set<number>();
  const note = async (): Promise<number> => {
    for (const backend of await waiting()) seen.add(backend);
    return seen.size;
  };
  await expect.poll(note, { interval: 10 }).toBe(2);
  expect(await waiting()).toHaveLength(1);
  await blocker.query('COMMIT');
  blocker.release();
  await saving;
  expect(await countRows()).toMatchObject({ analyses: 1, calls: 1, call_evaluations: 2, call_quotes: 2 });
});
