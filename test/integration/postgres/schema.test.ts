import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  assertSchemaCurrent,
  readMigrationStatus,
} from '../../../src/clients/postgres/migrations/migration-status.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

/** What a schema is made of, each with a line a thing, in a form that does not depend on object ids. */
const CATALOG: Readonly<Record<string, string>> = {
  columns: `
    SELECT concat_ws(' ', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN 'NOT NULL' END, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
  constraints: `
    SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated) AS line
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
  indexes: `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public'`,
  triggers: `SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal`,
  functions: `SELECT pg_get_functiondef(oid) AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
  views: `SELECT concat_ws(' ', viewname, definition) AS line FROM pg_views WHERE schemaname = 'public'`,
  sequences: `
    SELECT concat_ws(' ', sequencename, data_type, start_value, increment_by, last_value) AS line
    FROM pg_sequences WHERE schemaname = 'public'`,
  comments: `
    SELECT concat_ws(' ', i.type, i.identity, d.description) AS line
    FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i WHERE i.schema = 'public'`,
  departments: `SELECT concat_ws(' ', id, name) AS line FROM departments`,
  migrations: `SELECT concat_ws(' ', version, name, checksum) AS line FROM schema_migrations`,
};

let loaded: TestDatabase;
let migrated: TestDatabase;
beforeAll(async () => {
  loaded = await createTestDatabase({ empty: true });
  migrated = await createTestDatabase();
  await loaded.pool.query(await readFile(new URL('../../../db/schema.sql', import.meta.url), 'utf8'));
});
afterAll(async () => {
  await loaded.drop();
  await migrated.drop();
});

async function readCatalog(pool: Pool, statement: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(statement);
  return rows.map((row) => row.line).sort();
}

test.each(Object.keys(CATALOG))('db/schema.sql and the migrations agree in %s', async (part) => {
  const expected = await readCatalog(migrated.pool, CATALOG[part]!);
  expect(part === 'views' || expected.length > 0).toBe(true);
  expect(await readCatalog(loaded.pool, CATALOG[part]!)).toEqual(expected);
});

test('db status is clean after db/schema.sql', async () => {
  await assertSchemaCurrent(loaded.pool);
  expect(await readMigrationStatus(loaded.pool)).toMatchObject({ pending: [], unknown: [], changed: [] });
});

test('every table says what it is for', async () => {
  const { rows } = await migrated.pool.query<{ table: string }>(
    `SELECT relname AS table FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND obj_description(oid) IS NULL`,
  );
  expect(rows).toEqual([]);
});
