import type { NetConnectOpts } from 'node:net';
import { Client } from 'pg';

/** Where a connection string leads, and the same string for a server of ours on a loopback port in between. */
export interface PostgresAddress {
  readonly target: NetConnectOpts;
  through(port: number): string;
}

export function addressOf(connectionString: string): PostgresAddress {
  // The driver's own reading: a socket's folder, a host, defaults.
  const { host, port, user, password, database } = new Client({ connectionString });
  const secret = password ? `:${encodeURIComponent(password)}` : '';
  return {
    target: host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
    through: (own) =>
      `postgresql://${encodeURIComponent(user ?? '')}${secret}@127.0.0.1:${own}/${encodeURIComponent(database ?? '')}`,
  };
}
