import type { ClientBase } from 'pg';
import type { CriterionRow, ReportScope } from '../../../domain/report-rows.ts';
import { IN_SCOPE, OPERATOR, scopeValues } from './scope.ts';

const SUM_CRITERIA = `
  SELECT evaluation.criterion_id AS "criterionId", 
    coalesce(evaluation.category, '') AS category, coalesce(evaluation.criterion, '') AS criterion,
    ${OPERATOR} AS "operatorId",
    count(share.percent)::integer AS count, coalesce(sum(share.percent), 0) AS sum,
    coalesce(sum(share.percent * share.percent), 0) AS squares,
    count(*) FILTER (WHERE evaluation.state = 'not_applicable')::integer AS "notApplicable",
    count(*) FILTER (WHERE evaluation.state = 'not_scored')::integer AS "notScored",
    count(evaluation.unsupported)::integer AS "aboveZero",
    count(*) FILTER (WHERE evaluation.unsupported)::integer AS unsupported,
    coalesce(bool_or(listed.weight <> 1 OR listed.critical), false) AS weighted
  FROM calls
  JOIN call_evaluations AS evaluation ON evaluation.call_id = calls.id
  LEFT JOIN analyses ON analyses.id = calls.analysis_id
  LEFT JOIN checklist_criteria AS listed ON listed.checklist_fingerprint = analyses.checklist_fingerprint
    AND listed.criterion_id = evaluation.criterion_id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN evaluation.state = 'scored' AND evaluation.max_score > 0
      THEN 100 * evaluation.score::float8 / evaluation.max_score::float8 END AS percent
  ) AS share
  WHERE ${IN_SCOPE}
  GROUP BY 1, 2, 3, 4
  ORDER BY max(calls.start_time) DESC, 1, 2, 3, 4`;

/** By operator and criterion; N/A and not-scored ones are counted, and are in no sum. */
export async function sumCriteria(client: ClientBase, scope: ReportScope): Promise<readonly CriterionRow[]> {
  const { rows } = await client.query<CriterionRow>(SUM_CRITERIA, scopeValues(scope));
  return rows;
}
