import type { ClientBase } from 'pg';

/** A table (or what stands in its place) found in the database. */
export interface FoundTable {
  readonly table: string;
  /** `r` for an ordinary table; views, partitioned and foreign tables have other letters. */
  readonly kind: string;
  /** Whether the migrating user may alter it. */
  readonly isOwned: boolean;
  readonly owner: string;
  /** Whether it lies in the schema in which CallQ makes its tables. */
  readonly isInCurrentSchema: boolean;
  /** Whether a unique index on exactly `id` is there. */
  readonly hasIdKey: boolean;
}

/** A column of such a table. */
export interface FoundColumn {
  readonly table: string;
  readonly column: string;
  /** As PostgreSQL writes it, such as `character varying(100)`. */
  readonly type: string;
  readonly isMandatory: boolean;
  /** Filled by itself: default, identity or generated. */
  readonly fillsItself: boolean;
  readonly isGenerated: boolean;
}

/** Which of these tables exist, wherever the search path finds them. */
export async function readFoundTables(client: ClientBase, names: readonly string[]): Promise<FoundTable[]> {
  const { rows } = await client.query<FoundTable>(
    `SELECT c.relname AS "table", c.relkind AS kind, pg_get_userbyid(c.relowner) AS owner,
       pg_has_role(c.relowner, 'USAGE') AS "isOwned",
       c.relnamespace = to_regnamespace(current_schema()) AS "isInCurrentSchema",
       EXISTS (
         SELECT FROM pg_index i
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'id'
         WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
           AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum AND i.indpred IS NULL
       ) AS "hasIdKey"
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, position)
     JOIN pg_class c ON c.oid = to_regclass(wanted.name)
     ORDER BY wanted.position`,
    [names],
  );
  return rows;
}

/** All columns of these tables. */
export async function readFoundColumns(client: ClientBase, names: readonly string[]): Promise<FoundColumn[]> {
  const { rows } = await client.query<FoundColumn>(
    `SELECT wanted.name AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS "isMandatory", a.atthasdef OR a.attidentity <> '' AS "fillsItself",
       a.attgenerated <> '' AS "isGenerated"
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, position)
     JOIN pg_attribute a ON a.attrelid = to_regclass(wanted.name) AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY wanted.position, a.attnum`,
    [names],
  );
  return rows;
}

/** How many ids of the table stand in more than one row or are missing. */
export async function countUnusableIds(client: ClientBase, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count
     FROM (SELECT FROM ${table} GROUP BY id HAVING count(*) > 1 OR id IS NULL) AS unusable`,
  );
  return rows[0]?.count ?? 0;
}

/** How many T-Bank logins several operators share. */
export async function countRepeatedLogins(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM (
       SELECT FROM operators WHERE tbank_login IS NOT NULL GROUP BY lower(tbank_login) HAVING count(*) > 1
     ) AS repeated`,
  );
  return rows[0]?.count ?? 0;
}

/** Whether departments 1 and 2 are both there, so that the migration has none to insert. */
export async function hasBothDepartments(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM departments WHERE id IN (1, 2)');
  return rows.length === 2;
}
