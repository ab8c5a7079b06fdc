import type { Pool } from 'pg';

type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/**
 * What the statements of `callq run` need of the database. A test runs a night with a role that has these and no others,
 * and sees each of them missed.
 */
export const runPrivileges: Readonly<Record<string, readonly Privilege[]>> = {
  agreements: ['SELECT', 'INSERT', 'DELETE'],
  analyses: ['SELECT', 'INSERT'],
  analysis_evidence: ['SELECT', 'INSERT'],
  call_decline_reasons: ['SELECT', 'INSERT', 'DELETE'],
  call_evaluations: ['SELECT', 'INSERT', 'DELETE'],
  call_ledger: ['SELECT', 'INSERT', 'UPDATE'],
  call_phrases: ['SELECT', 'INSERT'],
  call_quotes: ['SELECT', 'INSERT', 'DELETE'],
  call_recommendations: ['SELECT', 'INSERT', 'DELETE'],
  call_transcripts: ['SELECT', 'INSERT', 'DELETE'],
  calls: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  checklist_criteria: ['SELECT', 'INSERT'],
  checklist_versions: ['SELECT', 'INSERT'],
  database_mark: ['SELECT'],
  day_exports: ['SELECT', 'INSERT', 'UPDATE'],
  day_listings: ['SELECT', 'INSERT', 'UPDATE'],
  departments: ['SELECT'],
  forget_key: ['SELECT', 'INSERT'],
  forgotten_numbers: ['SELECT'],
  instructions_versions: ['SELECT', 'INSERT'],
  lock_takings: ['SELECT', 'INSERT', 'UPDATE'],
  model_answers: ['SELECT', 'INSERT'],
  night_reconciliation: ['SELECT'],
  operators: ['SELECT'],
  prompt_versions: ['SELECT', 'INSERT'],
  runs: ['SELECT', 'INSERT', 'UPDATE'],
  schema_migrations: ['SELECT'],
};

const FIND_MISSING = `
  SELECT needed.name AS "table", array_agg(needed.privilege ORDER BY needed.position) AS privileges
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS needed (name, privilege, position)
  WHERE to_regclass(needed.name) IS NULL OR NOT has_table_privilege(to_regclass(needed.name), needed.privilege)
  GROUP BY 1
  UNION ALL
  SELECT owned.name, '{USAGE}'
  FROM (
    SELECT DISTINCT pg_get_serial_sequence(quote_ident(columns.table_name), columns.column_name) AS name
    FROM information_schema.columns AS columns
    WHERE columns.table_schema = current_schema() AND columns.column_default LIKE 'nextval(%'
      AND columns.table_name = ANY ($3::text[])
  ) AS owned
  WHERE owned.name IS NOT NULL AND NOT has_sequence_privilege(owned.name, 'USAGE')
  ORDER BY 1`;

/** Tables, views and sequences that the user of the connection may not use as a run needs to; none is missing: empty. */
export async function findMissingPrivileges(
  pool: Pool,
): Promise<{ readonly user: string; readonly missing: readonly string[] }> {
  const needed = Object.entries(runPrivileges).flatMap(([table, privileges]) =>
    privileges.map((privilege) => ({ table, privilege })),
  );
  const written = Object.keys(runPrivileges).filter((table) => runPrivileges[table]?.includes('INSERT'));
  const user = await pool.query<{ name: string }>('SELECT current_user::text AS name');
  const { rows } = await pool.query<{ table: string; privileges: string[] }>(FIND_MISSING, [
    needed.map(({ table }) => table),
    needed.map(({ privilege }) => privilege),
    written,
  ]);
  return {
    user: user.rows[0]?.name ?? '',
    missing: rows.map(({ table, privileges }) => `${privileges.join(', ')} on ${table}`),
  };
}
