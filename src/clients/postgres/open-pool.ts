import { Pool } from 'pg';
import type { Logger } from '../../domain/ports.ts';
import { normaliseConnectionString } from './connection-string.ts';
import { getSqlState } from './sql-state.ts';

/** More connections do not make a run faster: PostgreSQL stores a call in a fraction of what the model needs. */
const MAXIMUM_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
const STATEMENT_TIMEOUT_MILLISECONDS = 60_000;
/** A server that vanished without a word: noticed by ourselves, after its own limit had its chance. */
const ANSWER_TIMEOUT_MILLISECONDS = STATEMENT_TIMEOUT_MILLISECONDS + 15_000;

/** How a pool behaves beyond what its connection string says. */
export interface PoolOptions {
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Every write is refused by the server. Default false. */
  readonly readOnly?: boolean;
  /** At most so many. Default 8. */
  readonly connections?: number;
  /** Where lost idle connections are told; without it they are not. */
  readonly logger?: Logger;
}

/** Connections are made when they are needed, so that opening never fails. End it with `end()`. */
export function openPool(connectionString: string, options: PoolOptions): Pool {
  const settings =
    `SET statement_timeout = ${STATEMENT_TIMEOUT_MILLISECONDS}` +
    (options.readOnly ? '; SET default_transaction_read_only = on' : '');
  const pool = new Pool({
    connectionString: normaliseConnectionString(connectionString),
    application_name: options.applicationName,
    max: options.connections ?? MAXIMUM_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    query_timeout: ANSWER_TIMEOUT_MILLISECONDS,
    keepAlive: true,
    // Not as parameters of the connection: poolers refuse those. The pool awaits this; its types do not say so.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises
    onConnect: (client) => client.query(settings),
  });
  // An idle connection that the server ends would otherwise end the process.
  pool.on('error', (error) => {
    options.logger?.warn('a database connection was lost while idle', {
      failureClass: getSqlState(error) ?? 'connection',
    });
  });
  // A pool does not listen to connections that are in use; there the statement under way fails and tells.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return pool;
}
