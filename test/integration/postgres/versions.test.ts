import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { readMigrationFiles } from '../../../src/clients/postgres/migrations/migration-files.ts';
import { readLastChecklist } from '../../../src/clients/postgres/read-last-checklist.ts';
import type { Checklist } from '../../../src/domain/checklist.ts';
import { parseChecklist } from '../../../src/domain/checklist.ts';
import { fingerprint } from '../../../src/domain/fingerprint.ts';
import { parsePromptTemplate } from '../../../src/domain/prompt-template.ts';
import type { Yardstick } from '../../../src/domain/question.ts';
import { fingerprintsOf } from '../../../src/domain/question.ts';
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
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await pool.query(`
    TRUNCATE runs, analyses, checklist_versions, prompt_versions, instructions_versions CASCADE;
    INSERT INTO operators (id, full_name, department_id) VALUES (7, 'Малев Сергей', 1) ON CONFLICT DO NOTHING`);
});

function checklistOf(...rows: (string | number)[][]): Checklist {
  const parsing = parseChecklist([['Критерий'], ['Контакт'], ...rows]);
  if (!parsing.ok) throw new Error(parsing.problems.join('; '));
  return parsing.checklist;
}

const greeting = ['Приветствие', 'первые\nфразы [вес 1,5] [критично]', '10,5', 'да/нет'];
const farewell = ['Прощание', '[н/п допустимо]', 2];
const SOURCE =
  'Оцени, ответь {{"is_sales_call": true}}\n{criteria_list}\n{custom_instructions}\n{transcription}';

function yardstickOf(checklist: Checklist, instructions = 'Будь строг'): Yardstick {
  const parsing = parsePromptTemplate(SOURCE);
  if (!parsing.ok) throw new Error(parsing.problems.join('; '));
  return { template: parsing.template, checklist, instructions, askedModel: 'model' };
}

function begin(yardstick: Yardstick, changes: { departmentId?: number; invocationId?: string } = {}) {
  const { departmentId = 1, invocationId = randomUUID() } = changes;
  const store = createStore(pool, { ...STORE_OPTIONS, departmentId });
  return store.beginRun(
    exampleRun({ invocationId, fingerprints: fingerprintsOf(yardstick), yardstick }),
    LOCK_HELD,
  );
}

async function countRows(): Promise<unknown> {
  const { rows } = await pool.query<Record<string, number>>(`
    SELECT (SELECT count(*)::integer FROM checklist_versions) AS checklists,
      (SELECT count(*)::integer FROM checklist_criteria) AS criteria,
      (SELECT count(*)::integer FROM prompt_versions) AS prompts,
      (SELECT count(*)::integer FROM instructions_versions) AS instructions`);
  return rows[0];
}

test('a run stores the versions it judges by, word for word', async () => {
  await begin(yardstickOf(checklistOf(greeting, farewell)));
  const { rows } = await pool.query(`
    SELECT position, category, name, comment, maximum, conditions, weight, allows_not_applicable, critical
    FROM checklist_criteria JOIN checklist_versions ON fingerprint = checklist_fingerprint
    WHERE department_id = 1 ORDER BY position`);
  expect(rows).toEqual([
    {
      ...{ position: 1, category: 'Контакт', name: 'Приветствие', comment: 'первые\nфразы' },
      ...{
        maximum: '10.5',
        conditions: 'да/нет',
        weight: '1.5',
        allows_not_applicable: false,
        critical: true,
      },
    },
    {
      ...{ position: 2, category: 'Контакт', name: 'Прощание', comment: '', maximum: '2', conditions: '' },
      ...{ weight: '1', allows_not_applicable: true, critical: false },
    },
  ]);
  expect((await pool.query('SELECT template FROM prompt_versions')).rows).toEqual([{ template: SOURCE }]);
  expect((await pool.query('SELECT text FROM instructions_versions')).rows).toEqual([{ text: 'Будь строг' }]);
});

test('every fingerprint can be computed again from what is stored', async () => {
  const yardstick = yardstickOf(checklistOf(greeting, farewell));
  await begin(yardstick);
  const used = await readLastChecklist(pool, 1);
  const { rows } = await pool.query<{
    prompt: string;
    template: string;
    instructions: string;
    text: string;
  }>(`
    SELECT p.fingerprint AS prompt, template, i.fingerprint AS instructions, text
    FROM prompt_versions p, instructions_versions i`);
  const [row] = rows;
  const parsing = parsePromptTemplate(row!.template);
  if (!parsing.ok || used === null) throw new Error('nothing is stored');
  const again = {
    ...yardstick,
    checklist: used.checklist,
    template: parsing.template,
    instructions: row!.text,
  };
  expect(fingerprintsOf(again)).toEqual({
    ...{
      checklist: used.fingerprint,
      prompt: row!.prompt,
      instructions: row!.instructions,
      askedModel: 'model',
    },
  });
  expect(row!.instructions).toBe(fingerprint('Будь строг'));
});

test('a version that was used before is not stored again, whoever uses it, even at once', async () => {
  const yardstick = yardstickOf(checklistOf(greeting, farewell));
  await Promise.all([
    ...[begin(yardstick), begin(yardstick), begin(yardstick, { departmentId: 2 })],
    ...[begin(yardstick, { departmentId: 2 }), begin(yardstick)],
  ]);
  await begin(yardstick);
  expect(await countRows()).toEqual({ checklists: 1, criteria: 2, prompts: 1, instructions: 1 });
  await begin(yardstickOf(checklistOf(greeting), ''));
  expect(await countRows()).toEqual({ checklists: 2, criteria: 3, prompts: 1, instructions: 2 });
});

test('a run whose confirmation was lost, so that it is begun again, is one run with one version', async () => {
  const yardstick = yardstickOf(checklistOf(greeting));
  const invocationId = randomUUID();
  const first = await begin(yardstick, { invocationId });
  expect((await begin(yardstick, { invocationId })).runId).toBe(first.runId);
  expect(await countRows()).toEqual({ checklists: 1, criteria: 1, prompts: 1, instructions: 1 });
});

test('a run that could not start stores no version', async () => {
  await createStore(pool, STORE_OPTIONS).beginRun(
    exampleRun({ fingerprints: null, yardstick: null }),
    LOCK_HELD,
  );
  expect(await countRows()).toEqual({ checklists: 0, criteria: 0, prompts: 0, instructions: 0 });
  expect(await readLastChecklist(pool, 1)).toBeNull();
});

test('an analysis leads to the words it was made with', async () => {
  const run = await begin(yardstickOf(checklistOf(greeting)));
  const answerId = await run.appendAnswer(exampleAnswer(1));
  await run.saveCall(exampleRecord(1, exampleAnalysis([answerId])));
  const { rows } = await pool.query(`
    SELECT c.name, c.conditions, p.template, i.text FROM analyses a
    JOIN checklist_criteria c ON c.checklist_fingerprint = a.checklist_fingerprint
    JOIN prompt_versions p ON p.fingerprint = a.prompt_fingerprint
    JOIN instructions_versions i ON i.fingerprint = a.instructions_fingerprint`);
  expect(rows).toEqual([{ name: 'Приветствие', conditions: 'да/нет', template: SOURCE, text: 'Будь строг' }]);
});

test('the last version is that of the department’s newest run, also when it is an old one again', async () => {
  const [old, newer] = [checklistOf(greeting), checklistOf(greeting, farewell)];
  await begin(yardstickOf(old));
  await begin(yardstickOf(newer));
  expect((await readLastChecklist(pool, 1))?.checklist).toEqual(newer);
  expect(await readLastChecklist(pool, 2)).toBeNull();
  await begin(yardstickOf(old));
  await begin(yardstickOf(newer), { departmentId: 2 });
  expect((await readLastChecklist(pool, 1))?.checklist).toEqual(old);
});

test('analyses of before the versions were stored stay as they are', async () => {
  const before = await createTestDatabase();
  try {
    await before.pool.query(`
      ALTER TABLE analyses DROP CONSTRAINT analyses_checklist_fingerprint_fkey,
        DROP CONSTRAINT analyses_prompt_fingerprint_fkey, DROP CONSTRAINT analyses_instructions_fingerprint_fkey;
      DROP TABLE checklist_criteria, checklist_versions, prompt_versions, instructions_versions CASCADE;
      INSERT INTO runs (invocation_id, department_id, day, version, host, process_id, checklist_fingerprint)
      VALUES (gen_random_uuid(), 1, '2026-01-01', '1', 'host', 1, 'old');
      INSERT INTO analyses (call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
        instructions_fingerprint, transcript_fingerprint, asked_model, verdict, requests, answer_ids)
      VALUES (1, 1, '2026-01-01', 1, 'old', 'old', 'old', 't', 'm', 'sales', 1, '{1}')`);
    const versions = (await readMigrationFiles()).find(({ name }) => name === 'versions');
    await before.pool.query(versions!.sql);
    const { rows } = await before.pool.query(
      `SELECT count(*)::integer AS analyses, (SELECT bool_or(convalidated) FROM pg_constraint
         WHERE conname ~ 'analyses_.*_fingerprint_fkey') AS judged FROM analyses`,
    );
    expect(rows).toEqual([{ analyses: 1, judged: false }]);
    expect(await readLastChecklist(before.pool, 1)).toBeNull();
  } finally {
    await before.drop();
  }
});
