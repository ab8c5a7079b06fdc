import type { ClientBase } from 'pg';
import type { ReportScope, TellingCallRow } from '../../../domain/report-rows.ts';
import { PLACED, scopeValues } from './scope.ts';

/** Weak calls told of each criterion. */
const WEAK_CALLS = 5;

const LIST_TELLING = `
  WITH ${PLACED}, judged AS (
    SELECT placed.*, evaluation.criterion_id, coalesce(category, '') AS category, coalesce(criterion, '') AS criterion,
      score::float8 AS score, max_score::float8 AS maximum,
      EXISTS (
        SELECT FROM call_quotes
        WHERE call_quotes.call_id = placed.id AND call_quotes.position = evaluation.position
          AND finding IN ('exact', 'close')
      ) AS quoted,
      EXISTS (
        SELECT FROM call_quotes WHERE call_quotes.call_id = placed.id AND finding IN ('exact', 'close')
      ) AS call_quoted
    FROM placed JOIN call_evaluations AS evaluation ON evaluation.call_id = placed.id
    WHERE state = 'scored' AND max_score > 0
  ), ranked AS (
    SELECT *,
      row_number() OVER (
        PARTITION BY criterion_id, category, criterion
        ORDER BY score / maximum, quoted DESC, call_quoted DESC, start_time DESC, id DESC
      ) AS weak_place,
      row_number() OVER (
        PARTITION BY criterion_id, category, criterion ORDER BY quoted DESC, score / maximum DESC, start_time DESC, id DESC
      ) AS good_place
    FROM judged
  )
  SELECT id::text AS "callId", operator_id AS "operatorId", rank, criterion_id AS "criterionId", category, criterion,
    to_char(start_time, 'YYYY-MM-DD HH24:MI') AS "startTime", score, maximum,
    weak_place <= ${WEAK_CALLS} AND score < maximum AS weak,
    good_place = 1 AND quoted AND score > 0 AS good
  FROM ranked
  WHERE weak_place <= ${WEAK_CALLS} AND score < maximum OR good_place = 1 AND quoted AND score > 0
  ORDER BY score / maximum, weak_place`;

/**
 * Of each criterion the lowest scores below the maximum, lowest first, and the best one that a found quote supports. Of
 * equally low ones those that can be shown in the transcript come first.
 */
export async function listTellingCalls(
  client: ClientBase,
  scope: ReportScope,
): Promise<readonly TellingCallRow[]> {
  const { rows } = await client.query<TellingCallRow>(LIST_TELLING, scopeValues(scope));
  return rows;
}
