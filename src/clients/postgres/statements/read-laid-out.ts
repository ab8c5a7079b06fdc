import type { LaidOut } from '../../../domain/rescoring.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const READ_LAID_OUT = {
  name: 'read_laid_out',
  text: `
    SELECT
      (SELECT transcript FROM call_transcripts WHERE call_id = calls.id) AS transcript,
      jsonb_build_object(
        'total', total_score, 'maximum', max_score, 'percentage', performance_percentage,
        'finalPercentage', final_percentage, 'criticalFailed', critical_failed, 'scoredShare', scored_share
      ) AS score,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'criterionId', criterion_id, 'category', category, 'criterion', criterion, 'maximum', max_score,
          'state', state, 'score', score, 'reason', reason, 'unsupported', unsupported
        ) ORDER BY position, id)
        FROM call_evaluations WHERE call_id = calls.id
      ), '[]') AS evaluations,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'position', position, 'criterionId', criterion_id, 'speaker', speaker, 'text', quote,
          'finding', finding, 'phraseIndex', phrase_index, 'startSecond', start_second
        ) ORDER BY position, quote_number)
        FROM call_quotes WHERE call_id = calls.id
      ), '[]') AS quotes,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'category', category, 'issue', issue, 'recommendation', recommendation, 'priority', priority
        ))
        FROM call_recommendations WHERE call_id = calls.id
      ), '[]') AS recommendations,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object('amount', amount, 'agreement', agreement))
        FROM agreements WHERE call_id = calls.id
      ), '[]') AS agreements,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'reasonType', reason_type, 'reasonDescription', reason_description, 'productCategory', product_category
        ))
        FROM call_decline_reasons WHERE call_id = calls.id
      ), '[]') AS "declineReasons"
    FROM calls
    WHERE calls.id = $1`,
};

/** The rows of `calls` and its children; NULL without any. */
export async function readLaidOut(context: StatementContext, callId: number): Promise<LaidOut | null> {
  const [row] = await runStatement<LaidOut & Record<string, unknown>>(context, READ_LAID_OUT, [callId]);
  return row ?? null;
}
