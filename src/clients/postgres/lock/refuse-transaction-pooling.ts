import type { Client } from 'pg';
import { DatabaseSetupError } from '../database-setup-error.ts';
import { getSqlState } from '../sql-state.ts';
import { backendOf } from '../send-once.ts';

/** Connections that are tried beside the lock's; a pooler hands a free server connection to the first that comes. */
const PROBES = 3;

/**
 * A lock is held by a session of the server. Behind a pooler in transaction mode each transaction may run in another
 * session, and somebody else's in ours.
 * @param connect makes another connection of the same kind
 * @returns the server's process of this connection
 * @throws DatabaseSetupError when the session of an idle connection is given away
 */
export async function refuseTransactionPooling(
  client: Client,
  connect: () => Promise<Client>,
): Promise<number> {
  const session = await sessionOf(client);
  // A server announces its process to whom it is connected; poolers announce something of their own.
  if (session === backendOf(client) && session === (await sessionOf(client))) return session;
  const probes: Client[] = [];
  try {
    while (probes.length < PROBES) {
      const probe = await connect().catch(() => null);
      if (probe === null) break; // no connection is left: the heartbeat goes on watching
      probes.push(probe);
      // The first probe finds a session that rests longest, the next ones also one that was given back last.
      if (probes.length > 1 && (await sessionOf(client)) !== session) throw poolerError();
      await probe.query('BEGIN');
      if ((await sessionOf(probe)) === session) throw poolerError();
    }
  } catch (error) {
    if (error instanceof DatabaseSetupError) throw error;
    // A pooler in statement mode refuses transactions. Without an answer no session was free for the probe, so ours was
    // not given away: the pool is in session mode, or full, and the heartbeat goes on watching.
    if (getSqlState(error) !== undefined) throw poolerError();
  } finally {
    for (const probe of probes) probe.end().catch(() => undefined);
  }
  return session;
}

/** What to do about a pooler on which no lock holds. */
export function poolerError(): DatabaseSetupError {
  return new DatabaseSetupError(
    'DATA_BASE leads to a connection pooler in transaction mode (such as PgBouncer with pool_mode=transaction or statement), ' +
      'behind which the lock of a department does not hold. Name the port of PostgreSQL itself in DATA_BASE ' +
      '(usually 5432), or a pool in session mode.',
  );
}

async function sessionOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  if (rows[0] === undefined) throw new Error('SELECT pg_backend_pid() returned no row');
  return rows[0].pid;
}
