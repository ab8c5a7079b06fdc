import type { ClientBase, Pool } from 'pg';
import { DatabaseSetupError } from '../database-setup-error.ts';
import { explainConnectionError } from '../explain-connection-error.ts';
import { hasSqlState, SQL_STATE } from '../sql-state.ts';
import { type MigrationFile, readMigrationFiles } from './migration-files.ts';

/** How the database stands to the migrations of this code; each list holds `001_name`. */
export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Applied by a newer program. */
  readonly unknown: readonly string[];
  /** Applied, but the file's content has changed since. */
  readonly changed: readonly string[];
}

interface AppliedRow {
  version: number;
  name: string;
  checksum: string;
}

/** Compares the table `schema_migrations` with the files. Writes nothing. */
export async function readMigrationStatus(
  database: Pool | ClientBase,
  files?: readonly MigrationFile[],
): Promise<MigrationStatus> {
  const known = files ?? (await readMigrationFiles());
  const rows = new Map((await readApplied(database)).map((row) => [row.version, row]));
  const isApplied = (file: MigrationFile) => rows.has(file.version);
  const versions = new Set(known.map((file) => file.version));
  return {
    applied: known.filter(isApplied).map(label),
    pending: known.filter((file) => !isApplied(file)).map(label),
    unknown: [...rows.values()].filter((row) => !versions.has(row.version)).map(label),
    changed: known
      .filter((file) => isApplied(file) && rows.get(file.version)?.checksum !== file.checksum)
      .map(label),
  };
}

/**
 * Whether a run may use the database.
 * @throws DatabaseSetupError saying which command helps.
 */
export async function assertSchemaCurrent(database: Pool | ClientBase): Promise<void> {
  const status = await readMigrationStatus(database);
  refuseForeignSchema(status);
  if (status.applied.length === 0) {
    throw new DatabaseSetupError('The database has no CallQ schema yet: run `callq db migrate`.');
  }
  if (status.pending.length > 0) {
    const missing = status.pending.join(', ');
    throw new DatabaseSetupError(`The database schema is behind (${missing}): run \`callq db migrate\`.`);
  }
}

/** A schema that this program does not know: newer, or made by files that differ. */
export function refuseForeignSchema(status: MigrationStatus): void {
  if (status.unknown.length > 0) {
    const newer = status.unknown.join(', ');
    throw new DatabaseSetupError(
      `The database schema is newer than this program (${newer}): update the program.`,
    );
  }
  if (status.changed.length > 0) {
    throw new DatabaseSetupError(
      `These files of db/migrations differ from what was applied: ${status.changed.join(', ')}. ` +
        'Restore them, or update the program to the version that belongs to this database.',
    );
  }
}

/** `001_name`, as the file is called. */
export function label(migration: { version: number; name: string }): string {
  return `${String(migration.version).padStart(3, '0')}_${migration.name}`;
}

async function readApplied(database: Pool | ClientBase): Promise<AppliedRow[]> {
  try {
    const { rows } = await database.query<AppliedRow>(
      'SELECT version, name, checksum FROM schema_migrations ORDER BY version',
    );
    return rows;
  } catch (error) {
    if (hasSqlState(error, SQL_STATE.undefinedTable)) return [];
    if (!hasSqlState(error, SQL_STATE.undefinedColumn)) throw explainConnectionError(error);
    throw new DatabaseSetupError(
      'The table schema_migrations belongs to another program: give CallQ a database or schema of its own.',
      { cause: error },
    );
  }
}
