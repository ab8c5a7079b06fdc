import type { ClientBase } from 'pg';
import { fewestForAverage } from '../../../domain/estimate.ts';
import type { ReportScope, TellingCallRow } from '../../../domain/report-rows.ts';
import { PLACED, scopeValues } from './scope.ts';

/** Weak calls told of each criterion: of one operator, and of all, where nobody is told twice. */
const OF_ONE = { weakCalls: 5, ofOperator: 5 };
const OF_ALL = { weakCalls: 3, ofOperator: 1 };

/**
 * $5: weak calls of a criterion, $6: those of one operator among them, $7: fewest scores of an average. Averages are rounded,
 * as sums of fractions in another order differ in their last digit.
 */
const LIST_TELLING = `
  WITH ${PLACED}, judged AS (
    SELECT placed.*, evaluation.position, evaluation.criterion_id, coalesce(category, '') AS category,
      coalesce(criterion, '') AS criterion, coalesce(criterion_id, bi_criterion_id(category, criterion)) AS key,
      score::float8 AS score, max_score::float8 AS maximum, reason,
      EXISTS (
        SELECT FROM call_quotes
        WHERE call_quotes.call_id = placed.id AND call_quotes.position = evaluation.position
          AND finding IN ('exact', 'close')
      ) AS quoted
    FROM placed JOIN call_evaluations AS evaluation ON evaluation.call_id = placed.id
    WHERE state = 'scored' AND max_score > 0
  ), ranked AS (
    SELECT *,
      row_number() OVER (
        PARTITION BY key, operator_id
        ORDER BY score / maximum, quoted DESC, start_time DESC, id DESC
      ) AS own_place,
      row_number() OVER (
        PARTITION BY key ORDER BY quoted DESC, score / maximum DESC, start_time DESC, id DESC
      ) AS good_place,
      count(*) OVER (PARTITION BY key, operator_id) >= $7 AS enough,
      round(avg(score / maximum) OVER (PARTITION BY key, operator_id)::numeric, 9) AS own_average
    FROM judged
  ), chosen AS (
    SELECT *,
      row_number() OVER (
        PARTITION BY key
        ORDER BY own_place <= $6 DESC, score / maximum, enough DESC, own_average, quoted DESC, start_time DESC, id DESC
      ) AS weak_place
    FROM ranked
  ), told AS (
    SELECT *, weak_place <= $5 AND own_place <= $6 AND score < maximum AS weak,
      good_place = 1 AND quoted AND score > 0 AS good
    FROM chosen
  )
  SELECT id::text AS "callId", operator_id AS "operatorId", rank, criterion_id AS "criterionId", category, criterion,
    to_char(start_time, 'YYYY-MM-DD HH24:MI') AS "startTime", score, maximum, reason, weak, good, found.quote
  FROM told
  LEFT JOIN LATERAL (
    SELECT json_build_object('quote', quote, 'phraseIndex', phrase_index, 'startSecond', start_second) AS quote
    FROM call_quotes
    WHERE call_quotes.call_id = told.id AND call_quotes.position = told.position
      AND finding IN ('exact', 'close') AND quote <> ''
    ORDER BY finding <> 'exact', quote_number LIMIT 1
  ) AS found ON true
  WHERE weak OR good
  ORDER BY score / maximum, weak_place`;

/**
 * Of each criterion the lowest scores below the maximum, lowest first, and the best one that a found quote supports. Of
 * equally low ones those of the operator with the lowest average come first, then those that can be shown in the transcript.
 */
export async function listTellingCalls(
  client: ClientBase,
  scope: ReportScope,
): Promise<readonly TellingCallRow[]> {
  const { weakCalls, ofOperator } = scope.operatorId === null ? OF_ALL : OF_ONE;
  const { rows } = await client.query<TellingCallRow>(LIST_TELLING, [
    ...scopeValues(scope),
    weakCalls,
    ofOperator,
    fewestForAverage,
  ]);
  return rows;
}
