import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Pool } from 'pg';

import { describeDatabase, describeProtection } from '../clients/postgres/connection-string.ts';
import type { PoolOptions } from '../clients/postgres/open-pool.ts';
import { openPool } from '../clients/postgres/open-pool.ts';
import { isPrivateHost } from '../config/value-schemas.ts';
import { StopRunError } from '../domain/errors.ts';
import type { EnvironmentOptions } from './settings.ts';
import type { Host } from './host.ts';
import type { Resources } from './resources.ts';

export interface OpenedDatabase {
  /** Holds the password: never printed. */
  readonly connectionString: string;
  readonly embedded: boolean;
  /** For the line that says which hosts are talked to. */
  readonly label: string;
}

/** The database of DATA_BASE, or with `--embedded` the one in `.callq/`, started when nobody else has. */
export async function openDatabase(
  host: Host,
  options: EnvironmentOptions,
  dataBase: string,
  resources: Resources,
): Promise<OpenedDatabase> {
  if (options.embedded !== true) {
    return { connectionString: dataBase, embedded: false, label: describeDatabase(dataBase) };
  }
  const { startEmbeddedPostgres } = await import('../clients/postgres/embedded-postgres.ts');
  const server = await startEmbeddedPostgres({ dataDirectory: join(host.workingDirectory, '.callq') });
  resources.add(() => server.stop());
  await server.ensureDatabase('callq');
  return { connectionString: server.connectionString('callq'), embedded: true, label: 'embedded in .callq/' };
}

/** What to say about a connection that others on its way can read or take over; NULL when there is nothing to say. */
export function remarkOnProtection({ connectionString }: OpenedDatabase): string | null {
  const protection = describeProtection(connectionString);
  if (protection === null || protection.level === 'verified' || isPrivateHost(protection.host)) return null;
  const problem =
    protection.level === 'plain'
      ? 'DATA_BASE: the connection is not encrypted, and its host is no private one'
      : 'DATA_BASE: the connection is encrypted, but not to a server that has shown who it is';
  return `${problem}: add sslmode=verify-full and sslrootcert=FILE (docs/security.md)`;
}

/** The same for whoever must not make anything: the embedded cluster has to be there. */
export async function openExistingDatabase(
  host: Host,
  options: EnvironmentOptions,
  dataBase: string,
  resources: Resources,
): Promise<OpenedDatabase> {
  if (options.embedded === true && !existsSync(join(host.workingDirectory, '.callq', 'postgres'))) {
    throw new StopRunError(
      'database',
      'There is no embedded database in .callq/ of this folder yet: `callq db migrate --embedded` makes it.',
    );
  }
  return openDatabase(host, options, dataBase, resources);
}

/** A pool on that database, closed with the resources; what all commands but `run` need. */
export async function openCommandPool(
  host: Host,
  options: EnvironmentOptions,
  dataBase: string,
  { resources, ...pooling }: { readonly resources: Resources } & PoolOptions,
): Promise<Pool> {
  const database = await openDatabase(host, options, dataBase, resources);
  const pool = openPool(database.connectionString, pooling);
  resources.add(() => pool.end());
  return pool;
}
