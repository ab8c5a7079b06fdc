import type { Pool } from 'pg';

/**
 * Every row of every table as JSON text, by table: two dumps are equal when nothing at all has changed. Left out is who took
 * a department's lock last: a command that changes nothing takes it too.
 */
export async function dumpDatabase(pool: Pool): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'lock_takings' ORDER BY 1",
  );
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM ${name} AS t ORDER BY 1`,
    );
    dump[name] = rows.map(({ row }) => row);
  }
  return dump;
}

/** Places (`table.column`) whose text, or bytes read as text, hold the words; the whole database is searched. */
export async function findInDatabase(pool: Pool, words: string): Promise<string[]> {
  const { rows: columns } = await pool.query<{ table: string; column: string; type: string }>(
    `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1, 2`,
  );
  const found: string[] = [];
  for (const { table, column, type } of columns) {
    // Bodies of answers are UTF-8; what is not is compared as it is shown.
    const text = type === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`;
    const wanted = type === 'bytea' ? "encode(convert_to($1, 'UTF8'), 'escape')" : '$1::text';
    const { rows } = await pool.query(`SELECT FROM ${table} WHERE strpos(${text}, ${wanted}) > 0 LIMIT 1`, [
      words,
    ]);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}
