import type { Pool } from 'pg';

/** One call with its scores, to be shown to a person. */
export interface ExampleCall {
  readonly callId: string;
  /** Wall time, `YYYY-MM-DD HH:MM`. */
  readonly startTime: string;
  readonly operator: string;
  readonly percentage: number | null;
  readonly total: number | null;
  readonly maximum: number | null;
  /** In the order of the check-list. */
  readonly evaluations: readonly {
    readonly criterion: string;
    /** NULL unless scored. */
    readonly score: number | null;
    readonly maximum: number | null;
    readonly reason: string;
  }[];
}

const READ_EXAMPLE_CALLS = `
  SELECT calls.id::text AS "callId", to_char(calls.start_time, 'YYYY-MM-DD HH24:MI') AS "startTime",
    coalesce(operators.full_name, '') AS operator, calls.performance_percentage::integer AS percentage,
    calls.total_score::double precision AS total, calls.max_score::double precision AS maximum,
    coalesce((
      SELECT jsonb_agg(
        jsonb_build_object('criterion', criterion, 'score', score, 'maximum', max_score, 'reason', coalesce(reason, ''))
        ORDER BY position
      )
      FROM call_evaluations WHERE call_id = calls.id
    ), '[]') AS evaluations
  FROM (
    SELECT calls.*, row_number() OVER (ORDER BY performance_percentage DESC, id) - 1 AS place, count(*) OVER () AS all_calls
    FROM calls
    WHERE department_id = $1 AND performance_percentage IS NOT NULL AND date(start_time) = (
      SELECT max(date(start_time)) FROM calls WHERE department_id = $1
    )
  ) AS calls LEFT JOIN operators ON operators.id = calls.operator_id
  WHERE place IN (0, all_calls / 2, all_calls - 1)
  ORDER BY place`;

/** The best, the middle and the worst call of the newest day of the department. */
export async function readExampleCalls(pool: Pool, departmentId: number): Promise<ExampleCall[]> {
  const { rows } = await pool.query<ExampleCall>(READ_EXAMPLE_CALLS, [departmentId]);
  return rows;
}
