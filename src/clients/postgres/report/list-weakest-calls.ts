import type { ClientBase } from 'pg';
import type { ReportScope, WeakestCallRow } from '../../../domain/report-rows.ts';
import { PLACED, scopeValues } from './scope.ts';

/** Calls told of each criterion. */
const CALLS = 5;

const LIST_WEAKEST = `
  WITH ${PLACED}, judged AS (
    SELECT placed.*, criterion_id, category, criterion, score, max_score,
      row_number() OVER (
        PARTITION BY coalesce(criterion_id, category || E'\\n' || criterion)
        ORDER BY score / max_score, placed.start_time DESC, placed.id DESC
      ) AS place
    FROM placed JOIN call_evaluations ON call_evaluations.call_id = placed.id
    WHERE state = 'scored' AND max_score > 0 AND score < max_score
  )
  SELECT id::text AS "callId", operator_id AS "operatorId", rank, criterion_id AS "criterionId", category, criterion,
    to_char(start_time, 'YYYY-MM-DD HH24:MI') AS "startTime", score::float8 AS score, max_score::float8 AS maximum
  FROM judged
  WHERE place <= ${CALLS}
  ORDER BY score / max_score, start_time DESC, id DESC`;

/** Of each criterion the lowest scores below the maximum, lowest first. */
export async function listWeakestCalls(
  client: ClientBase,
  scope: ReportScope,
): Promise<readonly WeakestCallRow[]> {
  const { rows } = await client.query<WeakestCallRow>(LIST_WEAKEST, scopeValues(scope));
  return rows;
}
