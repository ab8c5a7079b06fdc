import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import type { RunStore, Store } from '../../../src/domain/ports.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  DAY,
  exampleAnalysis,
  exampleAnswer,
  exampleCall,
  exampleProjection,
  exampleRecord,
  exampleRun,
  FINGERPRINTS,
  STORE_OPTIONS,
  TRANSCRIPT,
  LOCK_HELD,
} from './example-records.ts';

let database: TestDatabase;
let pool: Pool;
let store: Store;
let run: RunStore;

function openStore(departmentId: number): Store {
  return createStore(pool, { ...STORE_OPTIONS, departmentId });
}

function begin(of: Store, changes: { day?: string; checklist?: string } = {}): Promise<RunStore> {
  const fingerprints = { ...FINGERPRINTS, checklist: changes.checklist ?? 'checklist' };
  return of.beginRun(exampleRun({ day: changes.day ?? DAY, fingerprints }), LOCK_HELD);
}

async function read(statement: string): Promise<unknown[]> {
  return (await database.pool.query<Record<string, unknown>>(statement)).rows;
}

/** Everything that is stored of calls and their children, without numbers given by the database. */
function readProjection(): Promise<unknown[]> {
  return read(`
    SELECT calls.id::integer, start_time::text, finish_time::text, started_at = '2026-11-20 21:30Z' AS right_instant,
      operator_id, department_id, phone_number, total_score, max_score, performance_percentage,
      (SELECT array_agg(transcript) FROM call_transcripts WHERE call_id = calls.id) AS transcript,
      (SELECT jsonb_agg(jsonb_build_array(position, criterion_id, category, criterion, score, max_score, reason, state)
        ORDER BY position) FROM call_evaluations WHERE call_id = calls.id) AS evaluations,
      (SELECT jsonb_agg(jsonb_build_array(category, issue, recommendation, priority))
        FROM call_recommendations WHERE call_id = calls.id) AS recommendations,
      (SELECT jsonb_agg(jsonb_build_array(amount, agreement)) FROM agreements WHERE call_id = calls.id) AS agreements,
      (SELECT jsonb_agg(jsonb_build_array(reason_type, reason_description, product_category))
        FROM call_decline_reasons WHERE call_id = calls.id) AS decline_reasons
    FROM calls ORDER BY id`);
}

const SAVED_CALL = {
  ...{ id: 1, start_time: '2026-11-21 00:30:00', finish_time: '2026-11-21 00:35:00', right_instant: true },
  ...{ operator_id: 7, department_id: 1, phone_number: '+70000000000' },
  ...{ total_score: '7.5', max_score: '10', performance_percentage: 75 },
  transcript: ['operator: Добрый день\nclient: Здравствуйте'],
  evaluations: [
    [1, 'a', 'Начало', 'Приветствие', 7.5, 10, 'поздоровался', 'scored'],
    [2, 'b', 'Начало', 'Возражения', null, null, '', 'not_applicable'],
  ],
  recommendations: [['Начало', 'тихо', 'громче', 'low']],
  agreements: [[null, 'перезвонить']],
  decline_reasons: [['проблемы_с_товаром', 'брак', null]],
};

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
    TRUNCATE runs, calls, analyses, model_answers, call_phrases, call_ledger, database_mark CASCADE;
    DELETE FROM operators;
    INSERT INTO operators (id, full_name, department_id, active)
    VALUES (7, 'Малев Сергей', 1, true), (8, 'Ушедший Иван', 1, false), (9, 'Чужая Анна', 2, true)`);
  run = await begin(store);
});

async function saveFirst(id = 1): Promise<void> {
  const answerId = await run.appendAnswer(exampleAnswer(id));
  await run.saveCall(exampleRecord(id, exampleAnalysis([answerId])));
}

test('only active operators of the department count', async () => {
  expect(await store.activeOperators()).toEqual([{ id: 7, fullName: 'Малев Сергей', tbankLogin: null }]);
});

describe('a saved call', () => {
  test('has all its rows, in wall time of the zone, and its place in the ledger', async () => {
    await saveFirst();
    expect(await readProjection()).toEqual([SAVED_CALL]);
    expect(await read('SELECT state, action, operator_name, duration_seconds FROM call_ledger')).toEqual([
      { state: 'saved', action: 'analysed', operator_name: 'Оператор Малев Сергей', duration_seconds: 300 },
    ]);
    expect(await read('SELECT verdict, requests, cost_usd, cached_tokens FROM analyses')).toEqual([
      { verdict: 'sales', requests: 1, cost_usd: '0.00012', cached_tokens: null },
    ]);
    expect(await read('SELECT speaker, start_ms, text FROM call_phrases ORDER BY phrase_index')).toEqual([
      { speaker: 'operator', start_ms: 0, text: 'Добрый день' },
      { speaker: 'client', start_ms: 1500, text: 'Здравствуйте' },
    ]);
  });

  test('that is saved again never has a row twice', async () => {
    await saveFirst();
    run = await begin(store);
    await saveFirst();
    expect(await readProjection()).toEqual([SAVED_CALL]);
    expect(await read('SELECT count(*)::integer AS count FROM analyses')).toEqual([{ count: 2 }]);
  });

  test('whose confirmation was lost, so that it is sent again, is one analysis and one answer', async () => {
    const answerId = await run.appendAnswer(exampleAnswer(1));
    expect(await run.appendAnswer(exampleAnswer(1))).toBe(answerId);
    const record = exampleRecord(1, exampleAnalysis([answerId]));
    await run.saveCall(record);
    await run.saveCall(record);
    expect(await readProjection()).toEqual([SAVED_CALL]);
    expect(await read('SELECT count(*)::integer AS count FROM analyses')).toEqual([{ count: 1 }]);
  });

  test('loses the rows it no longer has', async () => {
    await saveFirst();
    const answerId = await run.appendAnswer(exampleAnswer(1, 2));
    const projection = exampleProjection({ recommendations: [], agreements: [], declineReasons: [] });
    await run.saveCall({ ...exampleRecord(1, exampleAnalysis([answerId])), projection });
    const nothing = { recommendations: null, agreements: null, decline_reasons: null };
    expect(await readProjection()).toEqual([{ ...SAVED_CALL, ...nothing }]);
  });

  test('that turns out to be no sales call has no row left', async () => {
    await saveFirst();
    const answerId = await run.appendAnswer(exampleAnswer(1, 2));
    await run.saveCall({
      ...exampleRecord(1, exampleAnalysis([answerId], { verdict: 'not_sales' })),
      outcome: { action: 'analysed', state: 'not_sales', reason: null },
      projection: null,
    });
    expect(await readProjection()).toEqual([]);
    expect(await read('SELECT call_id FROM call_transcripts')).toEqual([]);
    expect(await run.storedCalls([1])).toEqual([{ callId: 1, kind: 'not_sales' }]);
  });

  test('is stored whole or not at all', async () => {
    const answerId = await run.appendAnswer(exampleAnswer(1));
    const record = exampleRecord(1, exampleAnalysis([answerId]));
    const wrongRow = { category: 'к', issue: 'и', recommendation: 'р', priority: 'urgent' as 'high' };
    const broken = { ...record, projection: exampleProjection({ recommendations: [wrongRow] }) };
    await expect(run.saveCall(broken)).rejects.toMatchObject({
      ...{ name: 'CallError', stage: 'saving', failureClass: '23514' },
    });
    expect(await readProjection()).toEqual([]);
    expect(await read('SELECT id FROM analyses')).toEqual([]);
    expect(await read('SELECT state FROM call_ledger')).toEqual([]);
  });

  test('with text that PostgreSQL cannot hold is stored without those characters', async () => {
    const answerId = await run.appendAnswer({ ...exampleAnswer(1), finishReason: 'st\u0000op' });
    const record = exampleRecord(1, exampleAnalysis([answerId]));
    const agreements = [{ amount: 1, agreement: 'a\u0000b \ud800 \\u0000 😀' }];
    await run.saveCall({
      ...record,
      transcript: { phrases: [{ speaker: 'client', startMs: 0, text: 'x\u0000y' }] },
      projection: exampleProjection({ agreements }),
    });
    expect(await read('SELECT agreement FROM agreements')).toEqual([{ agreement: 'ab \ufffd \\u0000 😀' }]);
    expect(await read('SELECT transcript FROM call_transcripts')).toEqual([{ transcript: 'client: xy' }]);
  });
});

describe('what is stored', () => {
  test('needs no new analysis, and is asked for page by page', async () => {
    await saveFirst(1);
    expect(await run.storedCalls([1, 2, 3])).toEqual([{ callId: 1, kind: 'saved' }]);
    expect(await run.storedCalls([])).toEqual([]);
  });

  test('fills a deleted day again from phrases and answers', async () => {
    await saveFirst();
    await database.pool.query(`DELETE FROM calls WHERE start_time::date = '2026-11-21'`);
    const [stored] = await run.storedCalls([1]);
    if (stored?.kind !== 'refillable') throw new Error('expected refillable');
    const analysis = await run.storedAnalysis(stored.analysisId);
    expect(analysis.transcript).toEqual(TRANSCRIPT);
    expect(analysis.answers.map(({ body }) => Buffer.from(body).toString())).toEqual(['{"attempt":1}']);
    await run.saveCall({
      ...exampleRecord(1, { storedId: stored.analysisId }),
      outcome: { action: 'kept', state: 'saved', reason: null },
    });
    expect(await readProjection()).toEqual([SAVED_CALL]);
    expect(await run.storedCalls([1])).toEqual([{ callId: 1, kind: 'saved' }]);
    expect(await read('SELECT count(*)::integer AS count FROM analyses')).toEqual([{ count: 1 }]);
  });

  test('by another check-list does not count, and comes back with that check-list', async () => {
    await saveFirst();
    const other = await begin(store, { checklist: 'new' });
    expect(await other.storedCalls([1])).toEqual([]);
    const answerId = await other.appendAnswer(exampleAnswer(1));
    await other.saveCall(exampleRecord(1, exampleAnalysis([answerId])));
    expect(await run.storedCalls([1])).toMatchObject([{ callId: 1, kind: 'refillable' }]);
  });

  test('for another department stays that department’s', async () => {
    await saveFirst();
    const other = await begin(openStore(2));
    expect(await other.storedCalls([1])).toEqual([{ callId: 1, kind: 'other_department' }]);
    const answerId = await other.appendAnswer(exampleAnswer(1));
    await expect(other.saveCall(exampleRecord(1, exampleAnalysis([answerId])))).rejects.toMatchObject({
      failureClass: 'other_department',
    });
    expect(await readProjection()).toEqual([SAVED_CALL]);
    await database.pool.query(`DELETE FROM calls; INSERT INTO departments VALUES (3, 'Третий')`);
    expect(await (await begin(openStore(3))).storedCalls([1])).toEqual([
      { callId: 1, kind: 'other_department' },
    ]);
  });

  test('lets answers without an analysis be used before new ones are paid for', async () => {
    const first = await run.appendAnswer(exampleAnswer(1));
    const second = await run.appendAnswer(exampleAnswer(1, 2));
    const next = await begin(store);
    const unused = await next.unusedAnswers(1, 'transcript', null);
    expect(unused.map(({ id, cost }) => [id, cost.usd])).toEqual([
      [first, '0.00012'],
      [second, '0.00012'],
    ]);
    expect(await next.unusedAnswers(1, 'other transcript', null)).toEqual([]);
    expect(await (await begin(store, { checklist: 'new' })).unusedAnswers(1, 'transcript', null)).toEqual([]);
    await next.saveCall(exampleRecord(1, exampleAnalysis([first, second])));
    expect(await next.unusedAnswers(1, 'transcript', null)).toEqual([]);
  });

  test('says when answers of an analysis were removed', async () => {
    await saveFirst();
    await database.pool.query('DELETE FROM calls; DELETE FROM model_answers');
    const [stored] = await run.storedCalls([1]);
    const analysisId = stored?.kind === 'refillable' ? stored.analysisId : '';
    await expect(run.storedAnalysis(analysisId)).rejects.toMatchObject({
      failureClass: 'stored_answers_gone',
    });
  });
});

test('the ledger holds each call once, with its latest state and its first listing', async () => {
  const entry = { ...exampleCall(5), callId: 5 };
  await run.recordOutcomes([
    { ...entry, outcome: { action: 'left', state: 'pending', reason: 'interrupted' } },
    {
      ...entry,
      callId: -3,
      startedAt: null,
      outcome: { action: 'excluded', state: 'malformed', reason: 'no id' },
    },
    { ...entry, outcome: { action: 'left', state: 'pending', reason: 'limit' } },
  ]);
  const failure = {
    action: 'failed',
    state: 'failed',
    reason: 'late',
    stage: 'analysis',
    failureClass: 'timeout',
  } as const;
  await run.recordOutcomes([{ ...entry, outcome: failure }]);
  await run.recordOutcomes([]);
  expect(
    await read(`
      SELECT call_id::integer, state, reason, failure_stage, failure_class, updated_at > first_listed_at AS updated
      FROM call_ledger ORDER BY call_id`),
  ).toEqual([
    {
      call_id: -3,
      state: 'malformed',
      reason: 'no id',
      failure_stage: null,
      failure_class: null,
      updated: false,
    },
    {
      call_id: 5,
      state: 'failed',
      reason: 'late',
      failure_stage: 'analysis',
      failure_class: 'timeout',
      updated: true,
    },
  ]);
});

test('a run has one row, finished with counts and the average of its day', async () => {
  const day = await begin(store, { day: '2026-11-21' });
  const answerId = await day.appendAnswer(exampleAnswer(1));
  await day.saveCall(exampleRecord(1, exampleAnalysis([answerId])));
  expect(await day.averagePercentage()).toBe(75);
  expect(await run.averagePercentage()).toBeNull();
  await day.finish({
    ...{ listed: 3, actions: { analysed: 1, kept: 0, excluded: 1, failed: 0, left: 1 }, inputTokens: 10 },
    ...{ outputTokens: null, costUsd: '0.5', exitCode: 0, errorClass: null },
    possiblyPaid: { requests: 2, estimatedTokens: 5000, estimatedCostUsd: '0.25' },
  });
  expect(
    await read(`
      SELECT listed, left_over, input_tokens, output_tokens, cost_usd, average_percentage::float, exit_code,
        possibly_paid_requests, possibly_paid_tokens, possibly_paid_cost_usd,
        finished_at IS NOT NULL AS finished
      FROM runs WHERE day = '2026-11-21'`),
  ).toEqual([
    {
      ...{ listed: 3, left_over: 1, input_tokens: '10', output_tokens: null, cost_usd: '0.5' },
      ...{ average_percentage: 75, exit_code: 0, finished: true },
      ...{ possibly_paid_requests: 2, possibly_paid_tokens: '5000', possibly_paid_cost_usd: '0.25' },
    },
  ]);
});

test('a dry run reads the same and writes nothing', async () => {
  await saveFirst();
  const dry = store.readOnly(DAY, FINGERPRINTS);
  expect(dry.runId).toBeNull();
  expect(await dry.storedCalls([1])).toEqual([{ callId: 1, kind: 'saved' }]);
  await dry.recordOutcomes([
    { ...exampleCall(9), callId: 9, outcome: { action: 'left', state: 'pending', reason: 'limit' } },
  ]);
  await expect(dry.appendAnswer(exampleAnswer(1))).rejects.toThrow('dry run');
  await expect(dry.saveCall(exampleRecord(1, { storedId: '1' }))).rejects.toThrow('dry run');
  expect(await read('SELECT call_id::integer FROM call_ledger')).toEqual([{ call_id: 1 }]);
});

describe('invented and real calls', () => {
  test('an empty database becomes the sandbox’s and then refuses real calls', async () => {
    await store.claimDatabase('sandbox');
    await saveFirst();
    await store.claimDatabase('sandbox');
    await expect(store.claimDatabase('real')).rejects.toMatchObject({ errorClass: 'sandbox_database' });
  });

  test('a database with calls refuses the sandbox', async () => {
    await store.claimDatabase('real');
    await saveFirst();
    await expect(store.claimDatabase('sandbox')).rejects.toMatchObject({ errorClass: 'sandbox_database' });
    await store.claimDatabase('real');
  });

  test('the embedded database takes both', async () => {
    await saveFirst();
    const embedded = createStore(pool, { ...STORE_OPTIONS, embedded: true });
    await embedded.claimDatabase('sandbox');
    await embedded.claimDatabase('real');
  });
});

test('the weakest criteria of a day are named from five scores on, as in the report', async () => {
  await database.pool.query(`
    INSERT INTO calls (id, start_time, operator_id, department_id)
      SELECT id, '2026-11-20 10:00', 7, 1 FROM generate_series(1, 5) AS id;
    INSERT INTO call_evaluations (call_id, category, criterion, score, max_score)
      SELECT id, 'К', 'часто', 2, 4 FROM generate_series(1, 5) AS id;
    INSERT INTO call_evaluations (call_id, category, criterion, score, max_score)
      SELECT id, 'К', 'редко', 0, 4 FROM generate_series(1, 4) AS id`);
  expect(await store.weakestCriteria('2026-11-20')).toEqual([
    { category: 'К', criterion: 'часто', averagePercentage: 50, calls: 5 },
  ]);
});
