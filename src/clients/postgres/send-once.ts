import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { BoundValue } from './bind-values.ts';
import type { Patience } from './patience.ts';

/** A statement that was sent and of which nobody knows whether it was carried out. */
export interface LostAttempt {
  /** Process id of the server's side of the lost connection; NULL when it was not told. */
  readonly backend: number | null;
}

/** What a connection needs to send one statement. */
export interface Sending {
  readonly query: { readonly name?: string; readonly text: string; readonly values: BoundValue[] };
  /** The attempt before this one, when its end is unknown. */
  readonly before: LostAttempt | null;
  /** Told with the connection's backend before the statement is sent. */
  readonly onSend: (attempt: LostAttempt) => void;
}

/** Our own sessions only: ids of processes are used again. */
const END_BACKEND = {
  text: `
    SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity
    WHERE pid = $1 AND pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()
      AND application_name = current_setting('application_name')`,
};

/** Sends a statement on a connection of the pool; one that failed is thrown away. */
export async function sendOnce<Row extends QueryResultRow>(
  pool: Pool,
  patience: Patience,
  { query, before, onSend }: Sending,
): Promise<Row[]> {
  const connecting = pool.connect();
  const client = await patience.limit(connecting).catch((error: unknown) => {
    // It may still come when nobody waits for it any more.
    connecting.then(
      (late) => {
        late.release(true);
      },
      () => undefined,
    );
    throw error;
  });
  let failed = true;
  try {
    if (before?.backend != null) await patience.limit(endAttempt(client, before.backend));
    onSend({ backend: backendOf(client) });
    const { rows } = await patience.limit(client.query<Row>(query));
    failed = false;
    return rows;
  } finally {
    client.release(failed);
  }
}

/**
 * A connection that broke does not stop its statement: the server may still be at it, and would commit what the next
 * attempt has not seen.
 * @throws Error when it cannot be ended, which counts as a lost connection
 */
async function endAttempt(client: PoolClient, backend: number): Promise<void> {
  const { rows } = await client.query<{ ended: boolean }>(END_BACKEND, [backend]);
  if (rows.some(({ ended }) => !ended)) throw new Error('an earlier attempt is still under way');
}

/** As the server announced it when the connection was made; missing in the types of `pg`. */
export function backendOf(client: object): number | null {
  const id = (client as { readonly processID?: unknown }).processID;
  return typeof id === 'number' ? id : null;
}
