import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { nameUser } from './database-url.ts';
import type { TestDatabase } from './test-database.ts';

export type RoleName = 'callq_app' | 'callq_bi' | 'callq_bi_personal';

/** A user of the server that is a member of one role, and how it connects. */
export interface RoleUser {
  readonly connectionString: string;
  drop(): Promise<void>;
}

/** The role must be there: `callq db roles` made it. */
export async function createRoleUser(database: TestDatabase, role: RoleName): Promise<RoleUser> {
  const name = `callq_test_user_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await database.pool.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' IN ROLE ${role}`);
  return {
    connectionString: nameUser(database.connectionString, name, password),
    async drop() {
      await database.pool.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    },
  };
}

/** Relations of the schema of which the role may read at least a column. */
export async function listReadable(pool: Pool, role: RoleName): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND CASE relkind WHEN 'S' THEN has_sequence_privilege($1, oid, 'SELECT, USAGE, UPDATE')
         ELSE has_any_column_privilege($1, oid, 'SELECT, INSERT, UPDATE, REFERENCES')
           OR has_table_privilege($1, oid, 'DELETE, TRUNCATE, TRIGGER') END
     ORDER BY relname`,
    [role],
  );
  return rows.map(({ name }) => name);
}
