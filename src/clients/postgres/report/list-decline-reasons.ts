import type { ClientBase } from 'pg';
import type { DeclineReasonRow, ReportScope } from '../../../domain/report-rows.ts';
import { PLACED, scopeValues } from './scope.ts';

/** Types and products may be the model's own words: the most frequent pairs are told. */
const PAIRS = 50;
/** Descriptions told of each pair. */
const EXAMPLES = 2;

const LIST_DECLINE_REASONS = `
  WITH ${PLACED}, reasons AS (
    SELECT coalesce(reason_type, '') AS reason_type, nullif(product_category, '') AS product_category,
      reason_description, placed.*, count(*) OVER () AS of_all,
      row_number() OVER (
        PARTITION BY coalesce(reason_type, ''), nullif(product_category, '')
        ORDER BY placed.start_time DESC, call_decline_reasons.id
      ) AS place
    FROM placed JOIN call_decline_reasons ON call_decline_reasons.call_id = placed.id
  )
  SELECT reason_type AS "reasonType", product_category AS "productCategory", count(*)::integer AS count,
    max(of_all)::integer AS "ofAll",
    json_agg(json_build_object(
      'callId', id::text, 'operatorId', operator_id, 'rank', rank, 'description', reason_description
    ) ORDER BY place) FILTER (WHERE place <= ${EXAMPLES}) AS examples
  FROM reasons
  GROUP BY reason_type, product_category
  ORDER BY count(*) DESC, reason_type, product_category
  LIMIT ${PAIRS}`;

/** The most frequent pairs of type and product with their newest descriptions. */
export async function listDeclineReasons(
  client: ClientBase,
  scope: ReportScope,
): Promise<readonly DeclineReasonRow[]> {
  const { rows } = await client.query<DeclineReasonRow>(LIST_DECLINE_REASONS, scopeValues(scope));
  return rows;
}
