import type { Pool } from 'pg';
import type { Day } from '../../domain/call.ts';
import type { ExportedCall } from '../../domain/exported-call.ts';

/** Calls read at a time: a page with its texts is about a megabyte. */
const callsPerPage = 200;

/**
 * $1 department, $2 day, $3 after this start, $4 and this id, $5 most calls, $6 with phone numbers. Rows of the old program may
 * name nobody of the directory, and lack texts.
 */
const LIST_EXPORTED_CALLS = `
  SELECT c.department_id AS "departmentId", date(c.start_time)::text AS day, c.id::float8 AS "callId",
    to_char(c.start_time, 'YYYY-MM-DD HH24:MI:SS') AS "startTime",
    to_char(c.finish_time, 'YYYY-MM-DD HH24:MI:SS') AS "finishTime",
    round(extract(epoch FROM c.finish_time - c.start_time))::float8 AS "durationSeconds",
    operators.full_name AS operator, offices.name AS office, supervisors.full_name AS supervisor,
    CASE WHEN $6::boolean THEN c.phone_number END AS "phoneNumber",
    c.total_score::float8 AS "totalScore", c.max_score::float8 AS "maxScore",
    c.performance_percentage AS "performancePercentage", c.final_percentage::float8 AS "finalPercentage",
    c.critical_failed AS "criticalFailed", c.scored_share::float8 AS "scoredShare",
    coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'category', coalesce(e.category, ''), 'criterion', coalesce(e.criterion, ''), 'state', e.state, 'score', e.score,
        'maxScore', e.max_score, 'reason', e.reason, 'unsupported', e.unsupported
      ) ORDER BY e.position, e.id)
      FROM call_evaluations e WHERE e.call_id = c.id
    ), '[]') AS evaluations,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'category', coalesce(r.category, ''), 'issue', coalesce(r.issue, ''),
        'recommendation', coalesce(r.recommendation, ''), 'priority', coalesce(r.priority, 'medium')
      ) ORDER BY r.id)
      FROM call_recommendations r WHERE r.call_id = c.id
    ), '[]') AS recommendations,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('amount', a.amount, 'agreement', coalesce(a.agreement, '')) ORDER BY a.id)
      FROM agreements a WHERE a.call_id = c.id
    ), '[]') AS agreements,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'type', coalesce(d.reason_type, ''), 'description', coalesce(d.reason_description, ''),
        'productCategory', d.product_category
      ) ORDER BY d.id)
      FROM call_decline_reasons d WHERE d.call_id = c.id
    ), '[]') AS "declineReasons",
    c.start_time::text AS "exactStart"
  FROM calls c
  LEFT JOIN operators ON operators.id = c.operator_id
  LEFT JOIN offices ON offices.id = operators.office_id
  LEFT JOIN supervisors ON supervisors.id = operators.supervisor_id
  WHERE date(c.start_time) = $2::date AND c.department_id = $1
    AND (c.start_time, c.id) > ($3::timestamp, $4::bigint)
  ORDER BY c.start_time, c.id
  LIMIT $5`;

export interface ExportScope {
  readonly departmentId: number;
  readonly days: readonly Day[];
  readonly phones: boolean;
  /** Ends the reading with its reason. */
  readonly signal: AbortSignal;
}

/** The calls of these days, in the order of their start; page by page, so that a year takes no more memory than a day. */
export async function* listExportedCalls(
  pool: Pool,
  { departmentId, days, phones, signal }: ExportScope,
): AsyncGenerator<ExportedCall, void, undefined> {
  for (const day of days) {
    let last = { exactStart: '-infinity', callId: 0 };
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await pool.query<ExportedCall & { exactStart: string }>(LIST_EXPORTED_CALLS, [
        ...[departmentId, day, last.exactStart, last.callId, callsPerPage, phones],
      ]);
      for (const { exactStart, ...call } of rows) {
        last = { exactStart, callId: call.callId };
        yield call;
      }
      if (rows.length < callsPerPage) break;
    }
  }
}
