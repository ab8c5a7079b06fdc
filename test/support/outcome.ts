import type { Pool } from 'pg';

/** Rows as JSON text, by table. */
export type Outcome = Readonly<Record<string, readonly string[]>>;

const queries: Readonly<Record<string, string>> = {
  calls: `SELECT to_jsonb(t) - 'analysis_id' AS row FROM calls t ORDER BY id`,
  call_transcripts: `SELECT to_jsonb(t) - 'id' AS row FROM call_transcripts t ORDER BY call_id`,
  call_evaluations: `SELECT to_jsonb(t) - 'id' AS row FROM call_evaluations t ORDER BY call_id, position`,
  call_recommendations: `SELECT to_jsonb(t) - 'id' AS row FROM call_recommendations t ORDER BY call_id, id`,
  agreements: `SELECT to_jsonb(t) - 'id' AS row FROM agreements t ORDER BY call_id, id`,
  call_decline_reasons: `SELECT to_jsonb(t) - 'id' AS row FROM call_decline_reasons t ORDER BY call_id, id`,
  call_ledger: `
    SELECT jsonb_build_array(department_id, day, call_id, state, failure_stage, failure_class) AS row
    FROM call_ledger ORDER BY department_id, day, call_id`,
};

/**
 * What BI reads, and where each call stands: without serial ids, so that two databases in which the same night ended alike
 * are equal, however often it was disturbed.
 */
export async function readOutcome(pool: Pool): Promise<Outcome> {
  const tables = Object.entries(queries).map(async ([table, query]) => {
    const { rows } = await pool.query<{ row: unknown }>(query);
    return [table, rows.map(({ row }) => JSON.stringify(row))] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

/** One number, such as `SELECT count(*) FROM calls`. */
export async function readNumber(pool: Pool, query: string): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(`SELECT (${query}) AS n`);
  return Number(rows[0]!.n);
}

/** The sum of a record of counts, such as the actions of a summary. */
export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
