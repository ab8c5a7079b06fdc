import type { Day } from '../../../domain/call.ts';
import type { JudgedCall } from '../../../domain/rescoring.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/** The analysis that is laid out; without a row in `calls`, the newest one. */
const LIST_JUDGED_CALLS = {
  text: `
    WITH wanted AS (
      SELECT call_id FROM analyses WHERE department_id = $1 AND day = $2
      UNION
      SELECT id FROM calls WHERE department_id = $1 AND date(start_time) = $2
    )
    SELECT wanted.call_id::text AS "callId", CASE WHEN current.id IS NOT NULL THEN jsonb_build_object(
        'id', current.id::text, 'checklistFingerprint', current.checklist_fingerprint, 'verdict', current.verdict,
        'faults', jsonb_build_object(
          'leftOut', current.left_out, 'repeated', current.repeated, 'unmatched', current.unmatched,
          'invalidScores', current.invalid_scores, 'clamped', current.clamped,
          'refusedNotApplicable', current.refused_not_applicable
        )
      ) END AS analysis
    FROM wanted
    LEFT JOIN calls ON calls.id = wanted.call_id
    LEFT JOIN LATERAL (
      SELECT * FROM analyses
      WHERE call_id = wanted.call_id AND department_id = $1 AND (calls.id IS NULL OR id = calls.analysis_id)
      ORDER BY id DESC
      LIMIT 1
    ) AS current ON true
    WHERE calls.id IS NULL OR calls.department_id = $1
    ORDER BY wanted.call_id`,
};

/** Calls of a day with an analysis or a row of this department. */
export async function listJudgedCalls(
  context: StatementContext,
  departmentId: number,
  day: Day,
): Promise<JudgedCall[]> {
  const rows = await runStatement<{ callId: string; analysis: JudgedCall['analysis'] }>(
    context,
    LIST_JUDGED_CALLS,
    [departmentId, day],
  );
  return rows.map(({ callId, analysis }) => ({ callId: Number(callId), analysis }));
}
