import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import type { RunStore } from '../../../src/domain/ports.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  DAY,
  exampleAnalysis,
  exampleAnswer,
  exampleRecord,
  exampleRun,
  STORE_OPTIONS,
  LOCK_HELD,
} from './example-records.ts';

const FIRST = { number: 1, firstPhrase: 0, lastPhrase: 4 };
const SECOND = { number: 2, firstPhrase: 3, lastPhrase: 9 };

let database: TestDatabase;
let pool: Pool;
let run: RunStore;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.connectionString, { applicationName: 'callq test' });
  await database.pool.query(
    "INSERT INTO operators (id, full_name, department_id, active) VALUES (7, 'Малев', 1, true)",
  );
});
beforeEach(async () => {
  run = await createStore(pool, STORE_OPTIONS).beginRun(exampleRun(), LOCK_HELD);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('answers about parts come back with the phrases that were shown, unused or of an analysis', async () => {
  const ids = [
    await run.appendAnswer({ ...exampleAnswer(11, 1), part: FIRST }),
    await run.appendAnswer({ ...exampleAnswer(11, 2), part: SECOND }),
  ];
  const unused = await run.unusedAnswers(11, 'transcript', null);
  expect(unused.map(({ id, part }) => [id, part])).toEqual([
    [ids[0], FIRST],
    [ids[1], SECOND],
  ]);
  await run.saveCall(exampleRecord(11, exampleAnalysis(ids, { parts: 2 })));
  const { rows } = await database.pool.query<{ id: string; parts: number }>(
    'SELECT id::text, parts FROM analyses WHERE call_id = 11',
  );
  expect(rows).toMatchObject([{ parts: 2 }]);
  const stored = await run.storedAnalysis(rows[0]!.id);
  expect(stored.answers.map(({ part }) => part)).toEqual([FIRST, SECOND]);
});

test('answers about a whole call name no part', async () => {
  const id = await run.appendAnswer(exampleAnswer(12));
  expect(await run.unusedAnswers(12, 'transcript', null)).toMatchObject([{ id, part: null }]);
  await run.saveCall(exampleRecord(12, exampleAnalysis([id])));
  const { rows } = await database.pool.query('SELECT parts FROM analyses WHERE call_id = 12');
  expect(rows).toEqual([{ parts: 1 }]);
});

test.each([
  ['without its phrases', '1, NULL, NULL'],
  ['with half of its phrases', '1, 0, NULL'],
  ['numbered 0', '0, 0, 1'],
  ['that ends before it begins', '1, 5, 4'],
  ['of phrases without a number', 'NULL, 0, 4'],
])('the database takes no part %s', async (_, values) => {
  await expect(
    database.pool.query(`
      INSERT INTO model_answers (call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
        instructions_fingerprint, transcript_fingerprint, asked_model, attempt, status, body, body_truncated,
        latency_ms, part, first_phrase, last_phrase)
      VALUES (13, 1, '${DAY}', ${run.runId}, '', '', '', '', '', 1, 200, '', false, 1, ${values})`),
  ).rejects.toThrow('model_answers_part_check');
});
