import type { Day } from '../../../domain/call.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import type { PurgeScope } from './purge-calls.ts';

/** Bodies removed by one transaction; each can be large. */
const bodiesAtOnce = 200;

const OLD_BODIES = 'department_id = $1 AND day >= $2 AND day < $3 AND body IS NOT NULL';

const REMOVE_BODIES = {
  text: `
    WITH emptied AS (
      UPDATE model_answers SET body = NULL
      WHERE id IN (SELECT id FROM model_answers WHERE ${OLD_BODIES} ORDER BY id LIMIT $4)
      RETURNING 1
    )
    SELECT count(*)::integer AS count FROM emptied`,
};

const COUNT_BODIES = { text: `SELECT count(*)::integer AS count FROM model_answers WHERE ${OLD_BODIES}` };

/**
 * Removes the bodies of answers of days before one; tokens, cost, latency and versions stay, so that the cost of past nights
 * stays true. Returns how many.
 * @param from days before this one are purged as a whole
 */
export async function purgeAnswerBodies(
  context: StatementContext,
  { departmentId, before, dryRun, stopping }: PurgeScope,
  from: Day,
): Promise<number> {
  const days = [departmentId, from, before];
  if (dryRun) {
    const [row] = await runStatement<{ count: number }>(context, COUNT_BODIES, days);
    return row?.count ?? 0;
  }
  let removed = 0;
  while (!stopping.aborted) {
    const [row] = await runStatement<{ count: number }>(context, REMOVE_BODIES, [...days, bodiesAtOnce]);
    if (row === undefined || row.count === 0) break;
    removed += row.count;
  }
  return removed;
}
