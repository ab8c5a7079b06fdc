import type { RescoredCall } from '../../../domain/rescoring.ts';
import { toJson } from '../bind-values.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import { replaceChildren, toChildValues } from './call-children.ts';

/**
 * A new analysis of the same answers, and what hangs on it, in one statement. Sent twice it is still one: an analysis is
 * recomputed into one other at most. A call without a row in `calls` gets none: what the row says besides the scores comes
 * from T-Bank, so it is left to a run, for which the ledger then holds it as pending.
 */
const REPLACE_ANALYSIS = {
  name: 'replace_analysis',
  text: `
    WITH before AS (
      SELECT * FROM analyses WHERE id = $3 AND call_id = $1
    ), known AS (
      SELECT id FROM analyses WHERE rescore_of = $3
    ), added AS (
      INSERT INTO analyses (
        call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint, instructions_fingerprint,
        transcript_fingerprint, asked_model, answering_model, requests, answer_ids, input_tokens, cached_tokens,
        output_tokens, reasoning_tokens, cost_usd, masker_version, cost_source, latency_ms, parts, rescore_of,
        rescored_by, verdict, left_out, repeated, unmatched, invalid_scores, clamped, refused_not_applicable
      )
      SELECT call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint, instructions_fingerprint,
        transcript_fingerprint, asked_model, answering_model, requests, answer_ids, input_tokens, cached_tokens,
        output_tokens, reasoning_tokens, cost_usd, masker_version, cost_source, latency_ms, parts, before.id,
        $4, $5, new.*
      FROM before, jsonb_to_record($6::jsonb) AS new (
        "leftOut" integer, repeated integer, unmatched integer, "invalidScores" integer, clamped integer,
        "refusedNotApplicable" integer
      )
      WHERE NOT EXISTS (SELECT FROM known)
      RETURNING id
    ), analysis AS (
      SELECT id FROM known UNION ALL SELECT id FROM added
    ), call AS (
      UPDATE calls SET
        analysis_id = analysis.id, total_score = new.total, max_score = new.maximum,
        performance_percentage = new.percentage, final_percentage = new."finalPercentage",
        critical_failed = new."criticalFailed", scored_share = new."scoredShare"
      FROM analysis, jsonb_to_recordset($7::jsonb) AS new (
        total numeric, maximum numeric, percentage integer, "finalPercentage" numeric, "criticalFailed" boolean,
        "scoredShare" numeric
      )
      WHERE calls.id = $1 AND calls.department_id = $2
      RETURNING calls.id
    ), unsuitable AS (
      DELETE FROM calls WHERE id = $1 AND department_id = $2 AND $5 = 'not_sales'
    ), ${replaceChildren(8)}, ledger AS (
      UPDATE call_ledger SET updated_at = now(), (state, action, reason) = (
        SELECT stands.state, stands.action, stands.reason FROM (VALUES
          ('not_sales', CASE WHEN action IN ('analysed', 'kept') THEN action ELSE 'kept' END, 'found by a rescore'),
          ('pending', 'left', 'stopped')
        ) AS stands (state, action, reason)
        WHERE stands.state = CASE $5 WHEN 'not_sales' THEN 'not_sales' ELSE 'pending' END
      )
      FROM before
      WHERE call_ledger.department_id = $2 AND call_ledger.day = before.day AND call_ledger.call_id = $1
        AND call_ledger.state IN ('saved', 'not_sales', 'pending')
        AND CASE $5
          WHEN 'not_sales' THEN call_ledger.state <> 'not_sales'
          ELSE call_ledger.state = 'not_sales' AND NOT EXISTS (SELECT FROM call)
        END
    )
    SELECT id FROM analysis`,
};

/** Puts what a rescore found in the place of what was stored. */
export async function replaceAnalysis(
  context: StatementContext,
  departmentId: number,
  rescored: RescoredCall,
): Promise<void> {
  const { callId, analysisId, version, verdict, faults, projection, transcript } = rescored;
  await runStatement({ ...context, callId }, REPLACE_ANALYSIS, [
    ...[callId, departmentId, analysisId, version, verdict],
    ...[toJson(faults), toJson(projection === null ? [] : [projection.score])],
    ...toChildValues(projection, transcript),
  ]);
}
