import type { Day } from '../../../domain/call.ts';
import { fewestForAverage } from '../../../domain/estimate.ts';
import type { WeakCriterion } from '../../../domain/run-ending.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const READ_WEAKEST_CRITERIA = {
  text: `
    SELECT
      category, criterion, count(*)::integer AS calls,
      (100 * avg(score / call_evaluations.max_score))::double precision AS "averagePercentage"
    FROM call_evaluations JOIN calls ON calls.id = call_evaluations.call_id
    WHERE calls.department_id = $1 AND date(calls.start_time) = $2
      AND state = 'scored' AND call_evaluations.max_score > 0
    GROUP BY category, criterion
    HAVING count(*) >= ${fewestForAverage}
    ORDER BY "averagePercentage", calls DESC, category, criterion
    LIMIT 3`,
};

/** The three lowest averages over the calls of the day that are stored now; of those that were scored often enough. */
export function readWeakestCriteria(
  context: StatementContext,
  departmentId: number,
  day: Day,
): Promise<WeakCriterion[]> {
  return runStatement<WeakCriterion & Record<string, unknown>>(context, READ_WEAKEST_CRITERIA, [
    departmentId,
    day,
  ]);
}
