import type { Pool, PoolClient } from 'pg';
import { DatabaseSetupError } from '../database-setup-error.ts';
import { explainConnectionError } from '../explain-connection-error.ts';
import { hasSqlState, SQL_STATE } from '../sql-state.ts';
import { checkOldTables } from './adoption/check-old-tables.ts';
import { type MigrationFile, readMigrationFiles } from './migration-files.ts';
import { refuseOldServer } from '../server-version.ts';
import { label, type MigrationStatus, readMigrationStatus, refuseForeignSchema } from './migration-status.ts';

/** An index on a large table takes its time; the pool's own limit is for runs. */
const LONGEST_MIGRATION_MILLISECONDS = 24 * 3_600_000;
/** Serialises programs that migrate the same database. */
const MIGRATION_LOCK = 4_202_116;

/** What `callq db migrate` did. */
export interface MigrationReport {
  /** Migrations applied now, such as `001_name`; empty when there was nothing to do. */
  readonly applied: readonly string[];
  /** What works in the tables of the old program, but not quite as it should. */
  readonly warnings: readonly string[];
}

/**
 * Brings the database up to the newest migration, each file in a transaction of its own. Tables of the old program
 * are adopted. Safe to run twice, and twice at once.
 * @throws DatabaseSetupError with all problems when the database cannot be adopted, is newer, or too old.
 */
export async function migrateDatabase(pool: Pool): Promise<MigrationReport> {
  const files = await readMigrationFiles();
  const applied: string[] = [];
  const warnings: string[] = [];
  const client = await connect(pool);
  try {
    await refuseOldServer(client);
    for (const file of files) {
      const done = await applyWhenPending(client, file, files);
      if (done === undefined) continue;
      applied.push(label(file));
      warnings.push(...done.warnings);
    }
    return { applied, warnings };
  } finally {
    client.release();
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw explainConnectionError(error);
  }
}

/** The lock ends with the transaction, so that it also holds behind a pooler. */
async function applyWhenPending(
  client: PoolClient,
  file: MigrationFile,
  files: readonly MigrationFile[],
): Promise<{ warnings: readonly string[] } | undefined> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'`);
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const status = await readStatusInTransaction(client, files);
    refuseForeignSchema(status);
    if (status.applied.includes(label(file))) {
      await client.query('COMMIT');
      return undefined;
    }
    const warnings = status.applied.length === 0 ? await checkOldTables(client) : [];
    await createMigrationTable(client);
    const migration = { text: file.sql, query_timeout: LONGEST_MIGRATION_MILLISECONDS };
    await client.query(migration);
    await client.query('INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)', [
      file.version,
      file.name,
      file.checksum,
    ]);
    await client.query('COMMIT');
    return { warnings };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw explainFailure(error, file);
  }
}

function explainFailure(error: unknown, file: MigrationFile): DatabaseSetupError {
  if (error instanceof DatabaseSetupError) return error;
  const inUse = hasSqlState(error, SQL_STATE.lockNotAvailable);
  const why = inUse ? 'the tables are in use by another program, try again later' : (error as Error).message;
  return new DatabaseSetupError(`Migration ${label(file)} was not applied: ${why}.`, { cause: error });
}

/** A failing statement would end the transaction, so that a missing table is looked for first. */
async function readStatusInTransaction(
  client: PoolClient,
  files: readonly MigrationFile[],
): Promise<MigrationStatus> {
  const found = await client.query(`SELECT WHERE to_regclass('schema_migrations') IS NOT NULL`);
  if (found.rowCount === 1) return readMigrationStatus(client, files);
  return { applied: [], pending: files.map(label), unknown: [], changed: [] };
}

async function createMigrationTable(client: PoolClient): Promise<void> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      version integer PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE schema_migrations IS 'Migrations of db/migrations that were applied.';
    COMMENT ON COLUMN schema_migrations.checksum IS 'SHA-256 of the file as it was applied.';
  `);
}
