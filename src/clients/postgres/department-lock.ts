import { Client } from 'pg';
import { LockHeldError } from '../../domain/errors.ts';
import type { DepartmentLock } from '../../domain/ports.ts';
import { normaliseConnectionString } from './connection-string.ts';
import { explainConnectionError } from './explain-connection-error.ts';

/** First key of the advisory lock; the department is the second. */
const LOCK_CLASS = 4_202_117;
const ANSWER_TIMEOUT_MILLISECONDS = 10_000;
/** A connection that died without a word must be noticed well before a second run could do harm. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** PostgreSQL cuts longer application names. */
const LONGEST_NAME = 63;

/** Who takes the lock; shown to whoever finds it taken. */
export interface LockOwner {
  readonly departmentId: number;
  readonly host: string;
  readonly processId: number;
}

/**
 * Takes the department's lock on a connection of its own, which holds it until `release` or the end of the process.
 * @throws LockHeldError saying who holds it since when.
 */
export async function acquireDepartmentLock(
  connectionString: string,
  owner: LockOwner,
): Promise<DepartmentLock> {
  const lost = new AbortController();
  const client = new Client({
    connectionString: normaliseConnectionString(connectionString),
    application_name: nameOwner(owner),
    connectionTimeoutMillis: ANSWER_TIMEOUT_MILLISECONDS,
    query_timeout: ANSWER_TIMEOUT_MILLISECONDS,
    keepAlive: true,
  });
  client.on('error', () => {
    lost.abort();
  });
  client.on('end', () => {
    lost.abort();
  });
  try {
    await client.connect();
    await takeLock(client, owner.departmentId);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw explainConnectionError(error);
  }
  return holdLock(client, lost);
}

function holdLock(client: Client, lost: AbortController): DepartmentLock {
  const heartbeat = setInterval(() => {
    client.query('SELECT').catch(() => {
      lost.abort();
    });
  }, HEARTBEAT_MILLISECONDS).unref();
  lost.signal.addEventListener('abort', () => {
    clearInterval(heartbeat);
  });
  return {
    lost: lost.signal,
    async release() {
      clearInterval(heartbeat);
      client.removeAllListeners('end');
      // The server frees the lock with the connection; a server that does not answer must not hold us up.
      const patience = new Promise((resolve) => setTimeout(resolve, 2_000).unref());
      await Promise.race([client.end().catch(() => undefined), patience]);
    },
  };
}

async function takeLock(client: Client, departmentId: number): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
    LOCK_CLASS,
    departmentId,
  ]);
  if (rows[0]?.taken) return;
  const holder = await client.query<{ name: string; since: Date | null }>(
    `SELECT activity.application_name AS name, activity.backend_start AS since
     FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
     WHERE pg_locks.locktype = 'advisory' AND pg_locks.granted AND pg_locks.objsubid = 2
       AND pg_locks.classid::bigint = $1 AND pg_locks.objid::bigint = $2
       AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [LOCK_CLASS, departmentId],
  );
  const [found] = holder.rows;
  const who = found?.name ?? 'a run that has just ended';
  const since = found?.since ? ` since ${found.since.toISOString()}` : '';
  throw new LockHeldError(`Another run of department ${departmentId} is going on: ${who}${since}.`);
}

function nameOwner({ host, processId }: LockOwner): string {
  const process = `callq process ${processId} on `;
  return process + host.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_NAME - process.length);
}
