import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateDatabase } from '../../../src/clients/postgres/migrations/migrate.ts';
import {
  assertSchemaCurrent,
  readMigrationStatus,
} from '../../../src/clients/postgres/migrations/migration-status.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(() => database.drop());

test('a database without tables says which command makes them', async () => {
  await expect(assertSchemaCurrent(database.pool)).rejects.toThrow(/callq db migrate/);
});

test('two programs that migrate at once leave one whole schema', async () => {
  const other = new Pool({ connectionString: database.connectionString });
  const reports = await Promise.all([migrateDatabase(database.pool), migrateDatabase(other)]);
  await other.end();
  const status = await readMigrationStatus(database.pool);
  expect(status.pending).toEqual([]);
  expect(reports.flatMap((report) => report.applied).sort()).toEqual(status.applied);
  await assertSchemaCurrent(database.pool);
});

test('a second migration has nothing to do', async () => {
  expect(await migrateDatabase(database.pool)).toEqual({ applied: [], warnings: [] });
});

test('a file that was edited after it was applied is an error', async () => {
  await database.pool.query(`UPDATE schema_migrations SET checksum = 'other' WHERE version = 2`);
  await expect(assertSchemaCurrent(database.pool)).rejects.toThrow(/002_directory/);
  await expect(migrateDatabase(database.pool)).rejects.toThrow(/002_directory/);
  expect((await readMigrationStatus(database.pool)).changed).toEqual(['002_directory']);
});

test('a database behind the program asks for a migration, one ahead of it for a newer program', async () => {
  const ahead = await createTestDatabase();
  await ahead.pool.query(`INSERT INTO schema_migrations VALUES (999, 'future', 'x')`);
  await expect(assertSchemaCurrent(ahead.pool)).rejects.toThrow(/999_future.*update the program/);
  await expect(migrateDatabase(ahead.pool)).rejects.toThrow(/update the program/);
  await ahead.pool.query(`DELETE FROM schema_migrations WHERE version > 1`);
  await expect(assertSchemaCurrent(ahead.pool)).rejects.toThrow(/behind.*callq db migrate/);
  await ahead.drop();
});

test('a migration that fails leaves nothing behind and says which one it was', async () => {
  const broken = await createTestDatabase({ empty: true });
  await broken.pool.query(
    'CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN END$$',
  );
  await expect(migrateDatabase(broken.pool)).rejects.toThrow(/003_runs_and_analyses was not applied/);
  const status = await readMigrationStatus(broken.pool);
  expect(status.applied).toEqual(['001_prepare_old_tables', '002_directory']);
  const { rows } = await broken.pool.query(`SELECT to_regclass('runs') AS made`);
  expect(rows).toEqual([{ made: null }]);
  await broken.drop();
});

test('a table schema_migrations of another program is not touched', async () => {
  const foreign = await createTestDatabase({ empty: true });
  await foreign.pool.query('CREATE TABLE schema_migrations (version bigint, dirty boolean)');
  await expect(migrateDatabase(foreign.pool)).rejects.toThrow(/belongs to another program/);
  await foreign.drop();
});
