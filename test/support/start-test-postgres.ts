import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/clients/postgres/embedded-postgres.ts';
import { migrateDatabase } from '../../src/clients/postgres/migrations/migrate.ts';
import { nameDatabase, runStatement } from './database-url.ts';
import { isAlive } from './is-alive.ts';

const DIRECTORY_PREFIX = 'callq-test-';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How test files reach the server: a URL of its maintenance database, and the migrated template to copy. */
    testPostgres: { serverUrl: string; templateDatabase: string };
  }
}

/**
 * One PostgreSQL for a whole vitest run: the server of CALLQ_TEST_DATABASE_URL, else an embedded one in a temporary
 * folder. vitest calls the returned function at the end.
 */
export default async function startTestPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['CALLQ_TEST_DATABASE_URL'];
  const server = given ? { url: given, stop: () => Promise.resolve() } : await startOwnServer();
  const templateDatabase = `callq_template_${randomBytes(6).toString('hex')}`;
  try {
    await createTemplate(server.url, templateDatabase);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('testPostgres', { serverUrl: server.url, templateDatabase });
  return async () => {
    if (given) await runStatement(server.url, `DROP DATABASE IF EXISTS ${templateDatabase}`);
    await server.stop();
  };
}

async function startOwnServer(): Promise<{ url: string; stop(): Promise<void> }> {
  await removeAbandonedServers();
  const directory = await mkdtemp(path.join(tmpdir(), `${DIRECTORY_PREFIX}${process.pid}-`));
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  return {
    url: postgres.connectionString('postgres'),
    async stop() {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Servers of test runs that were killed: whoever joins one as its only user stops it on leaving. */
async function removeAbandonedServers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(DIRECTORY_PREFIX)) continue;
    if (isAlive(Number(name.slice(DIRECTORY_PREFIX.length).split('-')[0]))) continue;
    const directory = path.join(tmpdir(), name);
    const left = await startEmbeddedPostgres({ dataDirectory: directory, durable: false }).catch(
      () => undefined,
    );
    await left?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function createTemplate(serverUrl: string, database: string): Promise<void> {
  await runStatement(serverUrl, `CREATE DATABASE ${database} TEMPLATE template0`);
  const pool = new Pool({ connectionString: nameDatabase(serverUrl, database), max: 1 });
  await migrateDatabase(pool);
  await pool.end();
}
