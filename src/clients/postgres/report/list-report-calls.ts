import type { ClientBase } from 'pg';
import type { CallRow, ReportScope } from '../../../domain/report-rows.ts';
import { PLACED, scopeValues } from './scope.ts';

const LIST_CALLS = `
  WITH ${PLACED}
  SELECT placed.id::text AS "callId", placed.operator_id AS "operatorId", placed.rank,
    to_char(placed.start_time, 'YYYY-MM-DD HH24:MI') AS "startTime",
    calls.performance_percentage AS percentage, calls.final_percentage::float8 AS "finalPercentage",
    calls.critical_failed AS "criticalFailed",
    (SELECT count(*)::integer FROM call_evaluations WHERE call_id = calls.id AND unsupported) AS unsupported,
    agreed.count AS agreements, agreed.sum AS agreed,
    (SELECT count(*)::integer FROM call_decline_reasons WHERE call_id = calls.id) AS "declineReasons"
  FROM (SELECT * FROM placed ORDER BY start_time DESC, id DESC LIMIT $5) AS placed
  JOIN calls ON calls.id = placed.id
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS count, sum(amount)::text AS sum FROM agreements WHERE call_id = calls.id
  ) AS agreed
  ORDER BY placed.start_time DESC, placed.id DESC`;

/** Newest first. */
export async function listReportCalls(
  client: ClientBase,
  scope: ReportScope,
  limit: number,
): Promise<readonly CallRow[]> {
  const { rows } = await client.query<CallRow>(LIST_CALLS, [...scopeValues(scope), limit]);
  return rows;
}
