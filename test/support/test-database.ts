import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { inject } from 'vitest';
import { nameDatabase, runStatement } from './database-url.ts';

/** A database for one test file. */
export interface TestDatabase {
  readonly connectionString: string;
  /** Connections of the test itself; the code under test makes its own. */
  readonly pool: Pool;
  /** Closes the pool and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A copy of the migrated template; `empty`: a database without any table. Call it in `beforeAll`, `drop` in `afterAll`. */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const { serverUrl, templateDatabase } = inject('testPostgres');
  const name = `callq_test_${randomBytes(6).toString('hex')}`;
  const template = options.empty ? 'template0' : templateDatabase;
  await runStatement(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const connectionString = nameDatabase(serverUrl, name);
  const pool = new Pool({ connectionString, max: 4 });
  pool.on('error', () => undefined); // Tests end servers and connections on purpose.
  return {
    connectionString,
    pool,
    async drop() {
      await pool.end();
      await runStatement(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
