import type { ClientBase } from 'pg';
import type { RecommendationRow, ReportScope } from '../../../domain/report-rows.ts';
import { PLACED, PRIORITY, scopeValues } from './scope.ts';

/** Texts told of each category and priority. */
const TEXTS = 5;
/** Groups told, the largest ones: categories are the model's words, and there may be any number of them. */
const GROUPS = 60;

const LIST_RECOMMENDATIONS = `
  WITH ${PLACED}, texts AS (
    SELECT coalesce(category, '') AS category, ${PRIORITY} AS priority, coalesce(issue, '') AS issue,
      coalesce(recommendation, '') AS recommendation, count(*) AS count,
      (array_agg(placed.id ORDER BY placed.start_time DESC, placed.id DESC))[1] AS call_id
    FROM placed JOIN call_recommendations ON call_recommendations.call_id = placed.id
    GROUP BY 1, 2, 3, 4
  ), ranked AS (
    SELECT *, sum(count) OVER (PARTITION BY category, priority) AS of_group,
      sum(count) OVER (PARTITION BY category) AS of_category, sum(count) OVER () AS of_all,
      (SELECT count(DISTINCT category) FROM texts) AS categories,
      row_number() OVER (PARTITION BY category, priority ORDER BY count DESC, call_id DESC, issue, recommendation) AS place
    FROM texts
  ), grouped AS (
    SELECT *, dense_rank() OVER (ORDER BY of_group DESC, category, priority) AS group_place FROM ranked
  )
  SELECT category, priority, issue, recommendation, count::integer, of_group::integer AS "ofGroup",
    of_category::integer AS "ofCategory", of_all::integer AS "ofAll", categories::integer, call_id::text AS "callId", placed.operator_id AS "operatorId", placed.rank
  FROM grouped JOIN placed ON placed.id = grouped.call_id
  WHERE place <= ${TEXTS} AND group_place <= ${GROUPS}
  ORDER BY group_place, place`;

/** The most frequent recommendations of the largest groups of category and priority. */
export async function listRecommendations(
  client: ClientBase,
  scope: ReportScope,
): Promise<readonly RecommendationRow[]> {
  const { rows } = await client.query<RecommendationRow>(LIST_RECOMMENDATIONS, scopeValues(scope));
  return rows;
}
