import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import type { Cluster } from './embedded/cluster.ts';
import { hasSqlState, SQL_STATE } from './sql-state.ts';
import { prepareCluster } from './embedded/prepare-cluster.ts';
import {
  isRunning,
  readServerAddress,
  type ServerAddress,
  STARTED_BY_CALLQ,
  startServer,
  stopServer,
} from './embedded/server.ts';

/** After a kill -9 the old server's memory and locks can stay in the way of a new one for a second or two. */
const START_RETRY_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 200;
/** Connections that were just ended still show for a moment. */
const LAST_CLIENTS_MILLISECONDS = 1_000;
const QUERY_TIMEOUT_MILLISECONDS = 10_000;
/** Each user of the server holds this advisory lock shared; who stops it needs it alone. */
const USERS_LOCK = 4_202_115;

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** A URL for `pg` and psql; the database need not exist. */
  connectionString(database: string): string;
  /** Creates the database when it is missing. */
  ensureDatabase(database: string): Promise<void>;
  /** Lets go of the server and stops it when CallQ started it and nobody else uses it. Call it after closing pools. */
  stop(): Promise<void>;
}

/** Where the data lives and how the server behaves. */
export interface EmbeddedPostgresOptions {
  /** Made when missing (`.callq` for users). */
  readonly dataDirectory: string;
  /** false: faster, may lose data when the machine goes down (tests). Default true. */
  readonly durable?: boolean;
  /** Default: a Unix socket, except on Windows. */
  readonly listen?: 'socket' | 'loopback';
}

/**
 * Starts PostgreSQL on a directory, or joins the server that another process has started there.
 * @throws DatabaseSetupError when the programs are missing or the server does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await prepareCluster({ dataDirectory: options.dataDirectory, listen: options.listen });
  const { keeper, address } = await joinServer(cluster, options.durable ?? true);
  return {
    connectionString: (database) => buildConnectionString(address, database),
    async ensureDatabase(database) {
      const found = await keeper.query('SELECT FROM pg_database WHERE datname = $1', [database]);
      if (found.rowCount !== 0) return;
      await keeper.query(`CREATE DATABASE ${escapeIdentifier(database)}`).catch((error: unknown) => {
        if (!hasSqlState(error, SQL_STATE.duplicateDatabase)) throw error;
      });
    },
    stop: () => leaveServer(cluster, keeper),
  };
}

/** Starting and joining race with other processes that start and stop: whoever loses tries again for a while. */
async function joinServer(
  cluster: Cluster,
  durable: boolean,
): Promise<{ keeper: Client; address: ServerAddress }> {
  const deadline = Date.now() + START_RETRY_MILLISECONDS;
  for (;;) {
    try {
      if (!(await isRunning(cluster))) await startServer(cluster, durable);
      const address = await readServerAddress(cluster);
      return { address, keeper: await openKeeper(address) };
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

/** A connection that says for as long as this process lives: the server is in use. */
async function openKeeper(address: ServerAddress): Promise<Client> {
  const keeper = new Client({
    ...address,
    database: 'postgres',
    application_name: 'callq embedded',
    connectionTimeoutMillis: QUERY_TIMEOUT_MILLISECONDS,
    query_timeout: QUERY_TIMEOUT_MILLISECONDS,
  });
  keeper.on('error', () => undefined); // A lost server is noticed by the connections that do work.
  try {
    await keeper.connect();
    await keeper.query('SELECT pg_advisory_lock_shared($1)', [USERS_LOCK]);
    return keeper;
  } catch (error) {
    await keeper.end().catch(() => undefined);
    throw error;
  }
}

async function leaveServer(cluster: Cluster, keeper: Client): Promise<void> {
  try {
    if (await isLastUser(keeper)) await stopServer(cluster);
  } finally {
    await keeper.end().catch(() => undefined);
  }
}

/** Once true, nobody can join before the server is down: joining waits for the lock. */
async function isLastUser(keeper: Client): Promise<boolean> {
  try {
    const mayStop = await keeper.query<{ may_stop: boolean | null }>(
      'SELECT current_setting($1, true)::boolean AND pg_try_advisory_lock($2) AS may_stop',
      [STARTED_BY_CALLQ, USERS_LOCK],
    );
    if (mayStop.rows[0]?.may_stop !== true) return false;
    const deadline = Date.now() + LAST_CLIENTS_MILLISECONDS;
    for (;;) {
      const others = await keeper.query(
        `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1`,
      );
      if (others.rowCount === 0) return true;
      if (Date.now() > deadline) return false;
      await sleep(PAUSE_MILLISECONDS / 4);
    }
  } catch {
    return false; // The server is gone already.
  }
}

function buildConnectionString(address: ServerAddress, database: string): string {
  const user = address.password === undefined ? address.user : `${address.user}:${address.password}`;
  const name = encodeURIComponent(database);
  return address.host.startsWith('/')
    ? `postgresql://${user}@/${name}?host=${encodeURIComponent(address.host)}&port=${address.port}`
    : `postgresql://${user}@${address.host}:${address.port}/${name}`;
}
