import type { ClientBase, Pool } from 'pg';
import { DatabaseSetupError } from './database-setup-error.ts';

const OLDEST_SERVER = { number: 150_000, name: '15' };

/**
 * The server's version, as `15.18`.
 * @throws DatabaseSetupError when CallQ needs a newer one.
 */
export async function refuseOldServer(database: ClientBase | Pool): Promise<string> {
  const { rows } = await database.query<{ number: number; name: string }>(
    `SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS name`,
  );
  const [server] = rows;
  if (server === undefined) throw new Error('SELECT current_setting() returned no row');
  if (server.number >= OLDEST_SERVER.number) return server.name;
  throw new DatabaseSetupError(
    `PostgreSQL ${OLDEST_SERVER.name} or newer is needed, this is ${server.name}.`,
  );
}
