import type { Pool } from 'pg';
import { DatabaseSetupError } from './database-setup-error.ts';
import { explainConnectionError } from './explain-connection-error.ts';
import { refuseOldServer } from './server-version.ts';

/** What the session would be without CallQ's own `SET`. */
const MAY_WRITE = `
  SELECT pg_is_in_recovery() AS standby,
    (SELECT reset_val = 'on' FROM pg_settings WHERE name = 'default_transaction_read_only') AS "readOnly"`;

/**
 * The version of a server that a run could use.
 * @throws DatabaseSetupError when it cannot be reached, is too old, a standby or read-only.
 */
export async function lookAtServer(pool: Pool): Promise<string> {
  try {
    const version = await refuseOldServer(pool);
    const { rows } = await pool.query<{ standby: boolean; readOnly: boolean }>(MAY_WRITE);
    if (rows[0]?.standby === true) {
      throw new DatabaseSetupError('The server is a standby: DATA_BASE must name the primary server.');
    }
    if (rows[0]?.readOnly === true) {
      throw new DatabaseSetupError(
        'Transactions of this user or database are read-only (default_transaction_read_only): switch that off for CallQ.',
      );
    }
    return version;
  } catch (error) {
    throw explainConnectionError(error);
  }
}
