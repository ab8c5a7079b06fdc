import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPhoneHasher } from '../../../src/clients/phones/create-phone-hasher.ts';
import { forgetNumber, type ForgetReport } from '../../../src/clients/postgres/erasure/forget-number.ts';
import { purgeCalls, type PurgeScope } from '../../../src/clients/postgres/erasure/purge-calls.ts';
import { purgeWords } from '../../../src/clients/postgres/erasure/purge-words.ts';
import { migrateDatabase } from '../../../src/clients/postgres/migrations/migrate.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import { Outage } from '../../../src/clients/postgres/outage.ts';
import { Patience } from '../../../src/clients/postgres/patience.ts';
import type { StatementContext } from '../../../src/clients/postgres/run-statement.ts';
import { dumpDatabase, findInDatabase } from '../../support/dump-database.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { SILENT_LOGGER } from './example-records.ts';
import { OLD_DATABASE } from './old-database.ts';

/** Calls of the old program: words in call_transcripts and in what was judged; no phrases, analyses or ledger. */
const old = { withWords: 9_000_000_001, bare: 9_000_000_002 };
const stopping = new AbortController().signal;
const scope: PurgeScope = { departmentId: 1, before: '2024-05-02', dryRun: false, stopping };

let database: TestDatabase;
let pool: Pool;
let context: StatementContext;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  await database.pool.query(OLD_DATABASE);
  await migrateDatabase(database.pool);
  pool = openPool(database.connectionString, { applicationName: 'callq test' });
  context = { pool, logger: SILENT_LOGGER, patience: new Patience(stopping), outage: new Outage() };
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const forget = (nationalDigits: string, dryRun = false): Promise<ForgetReport> =>
  forgetNumber(context, {
    ...{ phone: `+7${nationalDigits}`, nationalDigits, dryRun, stopping },
    hasher: createPhoneHasher('an invented key of more than 32 bytes'),
  });
const query = (sql: string): Promise<unknown> => database.pool.query(sql);

test.each([
  [
    'call_transcripts',
    `UPDATE call_transcripts SET transcript = E'client: мой: 8 (495)\\t000-00-18\\noperator: 5'`,
  ],
  ['call_evaluations', `UPDATE call_evaluations SET reason = 'назвал 84950000018'`],
  [
    'call_recommendations',
    `UPDATE call_recommendations SET issue = 'а 495 000 00 18', priority = 'high' WHERE call_id > 404`,
  ],
  [
    'call_recommendations',
    `UPDATE call_recommendations SET recommendation = '495-0000018', priority = 'high' WHERE call_id > 404`,
  ],
  ['agreements', `UPDATE agreements SET agreement = 'позвонить: +7 495 000 00 18'`],
  ['call_decline_reasons', `UPDATE call_decline_reasons SET reason_description = '+74950000018'`],
  ['call_decline_reasons', `UPDATE call_decline_reasons SET reason_type = 'см. 495/000/00/18'`],
  [
    'call_quotes',
    `INSERT INTO call_quotes VALUES (${old.withWords}, 1, 1, 'a', 'client', '8-495-000-00-18', 'not_found')`,
  ],
  [
    'call_phrases',
    `INSERT INTO call_phrases VALUES (${old.withWords}, 'transcript', 0, 'client', 0, '8 495 000-00-18')`,
  ],
])('a number that stands in %s of an old call is a mention, and the call stays', async (place, change) => {
  await query(change);
  const report = await forget('4950000018');
  expect(report).toMatchObject({ calls: 0, mentionedIn: [old.withWords] });
  expect(Object.entries(report.mentions).filter(([, found]) => found > 0)).toEqual([[place, 1]]);
  expect((await database.pool.query('SELECT FROM calls')).rowCount).toBe(2);
});

test('a number in a stored answer is a mention; numbers of JSON that follow each other are none', async () => {
  const answer = (callId: number, body: string): Promise<unknown> =>
    database.pool.query(
      `WITH run AS (
         INSERT INTO runs (invocation_id, department_id, day, version, host, process_id)
         VALUES (gen_random_uuid(), 1, '2026-11-20', '1', 'host', 1) RETURNING id
       )
       INSERT INTO model_answers (call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
         instructions_fingerprint, transcript_fingerprint, asked_model, attempt, status, body, body_truncated, latency_ms)
       SELECT $1, 1, '2026-11-20', id, '', '', '', '', 'model', 1, 200, convert_to($2, 'UTF8'), false, 1 FROM run`,
      [callId, body],
    );
  await answer(1, JSON.stringify({ content: JSON.stringify({ reason: 'клиент — 8 (495) 000–00 18' }) }));
  await answer(2, '{"created":495,"tokens":[0,0,0,0,0,1,8]}');
  expect(await forget('4950000018')).toMatchObject({ mentionedIn: [1], mentions: { model_answers: 1 } });
});

test('digits of two lines of a transcript make no number', async () => {
  await query(`UPDATE call_transcripts SET transcript = E'client: 8 495\\noperator: 000 00 18'`);
  expect(await forget('4950000018')).toMatchObject({ mentionedIn: [] });
});

test('an old call is forgotten with all that hangs on it, and is no mention of itself', async () => {
  await query(`UPDATE calls SET phone_number = '8 (495) 000-00-18' WHERE id = ${old.withWords}`);
  await query(`UPDATE call_transcripts SET transcript = 'client: мой номер 495 000-00-18'`);
  const before = await dumpDatabase(database.pool);
  const rehearsed = await forget('4950000018', true);
  expect(await dumpDatabase(database.pool)).toEqual(before);
  const report = await forget('4950000018');
  expect(rehearsed).toEqual(report);
  expect(report).toMatchObject({ calls: 1, mentionedIn: [], left: 0 });
  expect(report.rows).toMatchObject({
    ...{ calls: 1, call_transcripts: 1, call_evaluations: 1, call_recommendations: 1, agreements: 1 },
    ...{ call_decline_reasons: 1, analyses: 0, call_phrases: 0, call_ledger: 0 },
  });
  for (const words of [String(old.withWords), '000-00-18', 'дорого', 'заказ']) {
    expect([words, await findInDatabase(database.pool, words)]).toEqual([words, []]);
  }
  const { rows } = await database.pool.query('SELECT id::text FROM calls');
  expect(rows).toEqual([{ id: String(old.bare) }]);
});

test('words are removed from old calls, their scores, amounts and kinds stay', async () => {
  await query('ALTER TABLE call_evaluations DROP CONSTRAINT call_evaluations_score_check');
  await query(
    `INSERT INTO call_evaluations (id, call_id, category, criterion, score, max_score, reason)
     VALUES (501, ${old.withWords}, 'К', 'Возражения', NULL, 5, 'не было')`,
  );
  await query(`ALTER TABLE call_evaluations ADD CONSTRAINT call_evaluations_score_check CHECK (CASE state
    WHEN 'scored' THEN score IS NOT NULL AND max_score IS NOT NULL ELSE score IS NULL AND max_score IS NULL END) NOT VALID`);
  const calls = (await dumpDatabase(database.pool))['calls'];
  const rehearsed = await purgeWords(context, { ...scope, dryRun: true });
  const purged = await purgeWords(context, scope);
  expect(rehearsed).toEqual(purged);
  expect(purged).toEqual({
    calls: 1,
    rows: {
      ...{ call_transcripts: 1, call_phrases: 0, call_quotes: 0, call_evaluations: 2 },
      ...{ call_recommendations: 1, agreements: 1, call_decline_reasons: 1, model_answers: 0 },
    },
  });
  const read = async (sql: string): Promise<unknown> => (await database.pool.query(sql)).rows;
  expect(
    await read(
      'SELECT state, score, max_score::integer AS maximum, reason FROM call_evaluations ORDER BY id',
    ),
  ).toEqual([
    { state: 'scored', score: 5, maximum: 5, reason: null },
    { state: 'not_scored', score: null, maximum: null, reason: null },
  ]);
  expect(
    await read(
      'SELECT category, issue, recommendation, priority FROM call_recommendations WHERE call_id > 404',
    ),
  ).toEqual([{ category: 'К', issue: '', recommendation: '', priority: 'high' }]);
  expect(await read('SELECT amount::integer AS amount, agreement FROM agreements')).toEqual([
    { amount: 1000, agreement: '' },
  ]);
  expect(
    await read('SELECT reason_type, reason_description, product_category FROM call_decline_reasons'),
  ).toEqual([{ reason_type: 'снижение_объемов', reason_description: '', product_category: 'грунт' }]);
  expect((await dumpDatabase(database.pool))['calls']).toEqual(calls);
  expect(await purgeWords(context, scope)).toMatchObject({ calls: 0 });
});

test('old calls are purged with all that hangs on them, those of the day itself stay', async () => {
  const before = await dumpDatabase(database.pool);
  expect(await purgeCalls(context, { ...scope, before: '2024-05-01' })).toMatchObject({ calls: 0 });
  expect(await dumpDatabase(database.pool)).toEqual(before);
  const rehearsed = await purgeCalls(context, { ...scope, dryRun: true });
  const purged = await purgeCalls(context, scope);
  expect(rehearsed).toEqual(purged);
  expect(purged).toMatchObject({ calls: 2, rows: { calls: 2, call_transcripts: 1, call_evaluations: 1 } });
  const after = await dumpDatabase(database.pool);
  for (const table of ['calls', 'call_transcripts', 'call_evaluations', 'agreements']) {
    expect([table, after[table]]).toEqual([table, []]);
  }
});
