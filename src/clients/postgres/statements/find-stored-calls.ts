import type { StoredCall } from '../../../domain/ports.ts';
import type { Fingerprints } from '../../../domain/question.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/**
 * The newest analysis with these fingerprints counts. It is laid out when the row of `calls` is its own (or, for a call
 * that is no sales call, when there is none); otherwise it is to be laid out again: rows were deleted by hand, or show an
 * analysis by another check-list.
 */
const FIND_STORED_CALLS = {
  name: 'find_stored_calls',
  text: `
    SELECT wanted.call_id::text AS "callId", current.id::text AS "analysisId", CASE
        WHEN calls.department_id <> $2 THEN 'other_department'
        WHEN current.verdict = 'sales' AND calls.analysis_id = current.id THEN 'saved'
        WHEN current.verdict = 'not_sales' AND calls.id IS NULL THEN 'not_sales'
        WHEN current.id IS NOT NULL THEN 'refillable'
        WHEN answered.found THEN 'answered'
        ELSE 'other_department'
      END AS kind
    FROM unnest($1::bigint[]) AS wanted (call_id)
    LEFT JOIN calls ON calls.id = wanted.call_id
    LEFT JOIN LATERAL (
      SELECT id, verdict FROM analyses
      WHERE call_id = wanted.call_id AND department_id = $2 AND checklist_fingerprint = $3
        AND prompt_fingerprint = $4 AND instructions_fingerprint = $5 AND asked_model = $6
      ORDER BY id DESC
      LIMIT 1
    ) AS current ON true
    CROSS JOIN LATERAL (
      SELECT current.id IS NULL AND EXISTS (
        SELECT FROM model_answers
        WHERE call_id = wanted.call_id AND department_id = $2 AND checklist_fingerprint = $3
          AND prompt_fingerprint = $4 AND instructions_fingerprint = $5 AND asked_model = $6
      ) AS found
    ) AS answered
    WHERE calls.department_id <> $2
      OR current.id IS NOT NULL
      OR answered.found
      OR (
        EXISTS (SELECT FROM analyses WHERE call_id = wanted.call_id)
        AND NOT EXISTS (SELECT FROM analyses WHERE call_id = wanted.call_id AND department_id = $2)
      )`,
};

interface FoundCall {
  callId: string;
  analysisId: string | null;
  kind: StoredCall['kind'];
}

/** What is there already of these calls. */
export async function findStoredCalls(
  context: StatementContext,
  department: { readonly id: number; readonly fingerprints: Fingerprints },
  callIds: readonly number[],
): Promise<StoredCall[]> {
  if (callIds.length === 0) return [];
  const { checklist, prompt, instructions, askedModel } = department.fingerprints;
  const rows = await runStatement<FoundCall>(context, FIND_STORED_CALLS, [
    ...[callIds, department.id, checklist, prompt, instructions, askedModel],
  ]);
  return rows.map((row): StoredCall => {
    const callId = Number(row.callId);
    if (row.kind !== 'refillable') return { callId, kind: row.kind };
    return { callId, kind: row.kind, analysisId: row.analysisId ?? '' };
  });
}
