import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import { DatabaseSetupError } from '../database-setup-error.ts';
import { explainConnectionError } from '../explain-connection-error.ts';
import { findPackageFolder } from '../../package-folder/find-package-folder.ts';
import { assertSchemaCurrent } from '../migrations/migration-status.ts';
import { hasSqlState, SQL_STATE } from '../sql-state.ts';

/** Two at once would change the same rows of the catalogue. */
const TAKE_TURNS = `SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock(4202117)`;

/**
 * Makes the roles of `db/roles.sql` and gives them their rights, all or nothing. Safe to run twice.
 * @throws DatabaseSetupError when the schema is not up to date, or the user may not do it: then with what is missing.
 */
export async function applyRoles(pool: Pool): Promise<void> {
  const roles = await readFile(path.join(findPackageFolder(), 'db', 'roles.sql'), 'utf8');
  await assertSchemaCurrent(pool);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(TAKE_TURNS);
    await client.query(roles);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw explainFailure(error);
  } finally {
    client.release();
  }
}

/** Whether `callq_app` was given rights in this database, so that tables made since want theirs. */
export async function areRolesInUse(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM pg_roles WHERE rolname = 'callq_app' AND has_table_privilege(oid, 'schema_migrations', 'SELECT')`,
  );
  return rowCount === 1;
}

/** The server's own words name the role, table or schema it refused, and no content. */
function explainFailure(error: unknown): unknown {
  if (!hasSqlState(error, SQL_STATE.insufficientPrivilege)) return explainConnectionError(error);
  return new DatabaseSetupError(
    `No role was changed: ${(error as Error).message}. The user of DATA_BASE must own the tables and the schema, and ` +
      'have CREATEROLE while a role is missing: ALTER ROLE … CREATEROLE, or run db/roles.sql with psql as such a user.',
    { cause: error },
  );
}
