import { Client, type Pool } from 'pg';
import { LockHeldError, StopRunError } from '../../../domain/errors.ts';
import { normaliseConnectionString } from '../connection-string.ts';
import { explainConnectionError } from '../explain-connection-error.ts';
import { poolerError, refuseTransactionPooling } from './refuse-transaction-pooling.ts';

/** First key of the advisory lock; the department is the second. */
const LOCK_CLASS = 4_202_117;
const ANSWER_TIMEOUT_MILLISECONDS = 10_000;
/** A connection that died without a word must be noticed well before a second run could do harm. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** The server frees the lock with the connection; one that does not answer must not hold us up. */
const CLOSE_MILLISECONDS = 2_000;
/** PostgreSQL cuts longer application names. */
const LONGEST_NAME = 63;

const TAKE_LOCK = 'SELECT pg_try_advisory_lock($1, $2) AS taken';
const OF_THIS_LOCK = `pg_locks.locktype = 'advisory' AND pg_locks.granted AND pg_locks.objsubid = 2
  AND pg_locks.classid::bigint = $1 AND pg_locks.objid::bigint = $2
  AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
const FIND_HOLDER = `
  SELECT pid, activity.application_name AS name, activity.backend_start AS since
  FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
  WHERE ${OF_THIS_LOCK}`;
/** Asked as often as the connection is tried: whether it is still the session that took the lock. */
const STILL_HELD = `SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND ${OF_THIS_LOCK}`;
const IS_HELD = `SELECT EXISTS (SELECT FROM pg_locks WHERE ${OF_THIS_LOCK}) AS held`;
const END_SESSION = 'SELECT pg_terminate_backend($1, 5000)';

/** Who takes the lock; shown to whoever finds it taken. */
export interface LockOwner {
  readonly departmentId: number;
  /** Tells the runs of this start of the program from those of others. */
  readonly invocationId: string;
  readonly host: string;
  readonly processId: number;
}

/** A connection that holds the lock. */
export interface LockSession {
  /** For questions to the database that belong to the lock. */
  readonly client: Client;
  /** Process id of the server's side. */
  readonly backend: number;
  /** Aborted when the connection is lost; with a StopRunError as its reason when the lock is gone for good. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

/** Whether anybody holds the department's lock now: a run, or a command that changes what runs have stored. */
export async function isLocked(pool: Pool, departmentId: number): Promise<boolean> {
  const { rows } = await pool.query<{ held: boolean }>(IS_HELD, [LOCK_CLASS, departmentId]);
  return rows[0]?.held === true;
}

/**
 * Takes the lock on a connection of its own.
 * @param former server process of the connection that was lost: a server that has not noticed still lets it hold the lock
 * @throws LockHeldError saying who holds it since when; DatabaseSetupError behind a pooler on which no lock would hold.
 */
export async function openLockSession(
  connectionString: string,
  owner: LockOwner,
  former: number | null = null,
): Promise<LockSession> {
  const lost = new AbortController();
  const connect = (): Promise<Client> => connectClient(connectionString, nameOwner(owner));
  let client: Client | undefined;
  try {
    client = await connect();
    for (const event of ['error', 'end'] as const) {
      client.on(event, () => {
        lost.abort();
      });
    }
    const backend = await refuseTransactionPooling(client, connect);
    await takeLock(client, owner.departmentId, former);
    return { client, backend, ...holdLock(client, owner.departmentId, lost) };
  } catch (error) {
    await close(client);
    throw explainConnectionError(error);
  }
}

/**
 * Whether locks would hold on connections of this kind; takes none.
 * @throws DatabaseSetupError behind a pooler that gives sessions away.
 */
export async function assertLocksHold(connectionString: string, applicationName: string): Promise<void> {
  const connect = (): Promise<Client> => connectClient(connectionString, applicationName);
  let client: Client | undefined;
  try {
    client = await connect();
    await refuseTransactionPooling(client, connect);
  } catch (error) {
    throw explainConnectionError(error);
  } finally {
    await close(client);
  }
}

async function connectClient(connectionString: string, applicationName: string): Promise<Client> {
  const client = new Client({
    connectionString: normaliseConnectionString(connectionString),
    application_name: applicationName,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MILLISECONDS,
    query_timeout: ANSWER_TIMEOUT_MILLISECONDS,
    keepAlive: true,
  });
  client.on('error', () => undefined); // an unheard error would end the process
  await client.connect();
  return client;
}

function holdLock(
  client: Client,
  departmentId: number,
  lost: AbortController,
): Pick<LockSession, 'lost' | 'close'> {
  const heartbeat = setInterval(() => {
    client.query(STILL_HELD, [LOCK_CLASS, departmentId]).then(
      ({ rowCount }) => {
        if (rowCount === 0) lost.abort(poolerError());
      },
      () => {
        lost.abort();
      },
    );
  }, HEARTBEAT_MILLISECONDS).unref();
  lost.signal.addEventListener('abort', () => {
    clearInterval(heartbeat);
  });
  return {
    lost: lost.signal,
    close: () => {
      clearInterval(heartbeat);
      client.removeAllListeners('end');
      return close(client);
    },
  };
}

async function close(client: Client | undefined): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, CLOSE_MILLISECONDS).unref());
  await Promise.race([client?.end().catch(() => undefined), patience]);
}

async function takeLock(client: Client, departmentId: number, former: number | null): Promise<void> {
  const keys = [LOCK_CLASS, departmentId];
  const take = async (): Promise<boolean> => {
    const { rows } = await client.query<{ taken: boolean }>(TAKE_LOCK, keys);
    return rows[0]?.taken === true;
  };
  if (await take()) return;
  const { rows } = await client.query<{ pid: number; name: string; since: Date | null }>(FIND_HOLDER, keys);
  const [found] = rows;
  if (found !== undefined && found.pid === former) {
    await client.query(END_SESSION, [former]);
    if (await take()) return;
  }
  const who = found?.name ?? 'a run that has just ended';
  const since = found?.since ? ` since ${found.since.toISOString()}` : '';
  throw new LockHeldError(`Another run of department ${departmentId} is going on: ${who}${since}.`);
}

function nameOwner({ host, processId }: LockOwner): string {
  const process = `callq process ${processId} on `;
  return process + host.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_NAME - process.length);
}

/** Whether the reason of a lost lock says that it cannot be won back. */
export function isFinal(reason: unknown): reason is StopRunError {
  return reason instanceof StopRunError;
}
