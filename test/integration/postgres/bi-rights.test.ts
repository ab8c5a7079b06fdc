import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { listReadable } from '../../support/role-users.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const folder = fileURLToPath(new URL('../../../db/migrations/', import.meta.url));
const files = readdirSync(folder).sort();
const definitions = files.indexOf('017_bi_definitions.sql');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(() => database.drop());

/** As `callq db roles` had given them, in a database that stands at 016. */
const GIVE_RIGHTS = `
  DO $$ BEGIN CREATE ROLE callq_bi NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
  DO $$ BEGIN CREATE ROLE callq_bi_personal NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
  GRANT SELECT ON bi_departments, bi_calls, bi_criteria, bi_criterion_month, bi_coverage, bi_decline_reasons, bi_versions TO callq_bi;
  GRANT SELECT ON bi_personal_calls, bi_personal_texts TO callq_bi_personal;`;

test('who could read the BI views can read them after the migration that makes them anew', async () => {
  const { pool } = database;
  for (const file of files.slice(0, definitions)) await pool.query(readFileSync(folder + file, 'utf8'));
  await pool.query(GIVE_RIGHTS);
  const before = await listReadable(pool, 'callq_bi');
  const personal = (await listReadable(pool, 'callq_bi_personal')).filter((name) => !before.includes(name));
  expect([before.length, personal]).toEqual([7, ['bi_personal_calls', 'bi_personal_texts']]);
  await pool.query(readFileSync(folder + files[definitions]!, 'utf8'));
  expect(await listReadable(pool, 'callq_bi')).toEqual(before);
  expect(await listReadable(pool, 'callq_bi_personal')).toEqual(expect.arrayContaining(personal));
});
