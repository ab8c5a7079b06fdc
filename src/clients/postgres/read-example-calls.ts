import type { Pool } from 'pg';

/** One stored call as the demo shows it. */
export interface ExampleCall {
  readonly callId: string;
  /** Wall time in CALLQ_TIMEZONE. */
  readonly startTime: string;
  readonly operator: string;
  readonly total: number | null;
  readonly maximum: number | null;
  readonly percentage: number | null;
  readonly evaluations: readonly {
    readonly criterion: string;
    readonly score: number | null;
    readonly maximum: number | null;
    readonly reason: string;
  }[];
}

/** A few calls of the department, from the best to the worst score. */
export async function readExampleCalls(
  pool: Pool,
  departmentId: number,
  count: number,
): Promise<ExampleCall[]> {
  const { rows } = await pool.query<ExampleCall>(
    `WITH ranked AS (
       SELECT calls.*, ntile($2::integer) OVER (ORDER BY performance_percentage DESC, id) AS part
       FROM calls WHERE department_id = $1 AND performance_percentage IS NOT NULL
     ), examples AS (
       SELECT DISTINCT ON (part) * FROM ranked ORDER BY part, performance_percentage DESC, id
     )
     SELECT examples.id::text AS "callId", to_char(start_time, 'YYYY-MM-DD HH24:MI') AS "startTime",
            operators.full_name AS operator, total_score::float8 AS total, max_score::float8 AS maximum,
            performance_percentage AS percentage,
            (SELECT jsonb_agg(jsonb_build_object('criterion', criterion, 'score', score, 'maximum', max_score,
                                                 'reason', coalesce(reason, '')) ORDER BY position)
             FROM call_evaluations WHERE call_id = examples.id) AS evaluations
     FROM examples JOIN operators ON operators.id = examples.operator_id
     ORDER BY part`,
    [departmentId, count],
  );
  return rows;
}
