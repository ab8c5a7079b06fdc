import type { Pool } from 'pg';

/** Made when the tables were: stays the same on another server, and is another one in a copy of another name. */
const IDENTIFY_DATABASE = `
  SELECT left(encode(sha256(convert_to(
      current_database() || ' ' || extract(epoch FROM applied_at)::text, 'UTF8'
    )), 'hex'), 16) AS identity
  FROM schema_migrations ORDER BY version LIMIT 1`;

/** 16 hexadecimal digits that tell this database from any other; they name nothing. */
export async function identifyDatabase(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ identity: string }>(IDENTIFY_DATABASE);
  return rows[0]?.identity ?? '';
}
