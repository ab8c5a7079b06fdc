import type { Day } from '../../../domain/call.ts';
import type { UnfinishedDay } from '../../../domain/ports.ts';
import type { LimitedCalls } from '../../../domain/selection.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import { isUnfinished } from './list-unfinished-calls.ts';

/**
 * A vanished call alone is no reason to list a day again. A day that no run reached at all (database away, no cron) is to be
 * taken once an earlier one was; days before the department's first night are nobody's. What was purged does not come back.
 */
const LIST_UNFINISHED_DAYS = {
  text: `
    SELECT * FROM (
      SELECT nights.day::text AS day, (
        SELECT count(*) FROM call_ledger
        WHERE department_id = $1 AND day = nights.day AND vanished_at IS NULL AND ${isUnfinished('$3')}
      )::integer AS calls,
      NOT EXISTS (SELECT FROM day_listings WHERE department_id = $1 AND day = nights.day)
        AND ($4::boolean OR EXISTS (SELECT FROM runs WHERE department_id = $1 AND day <= nights.day AND selection = 'all'))
        AND NOT EXISTS (
          SELECT FROM call_ledger WHERE department_id = $1 AND day = nights.day AND purged_at IS NOT NULL
        ) AS "neverListed"
      FROM unnest($2::date[]) AS nights (day)
    ) AS left_over
    WHERE calls > 0 OR "neverListed"
    ORDER BY day`,
};

/** Those of the days on which something was left, oldest first. */
export async function listUnfinishedDays(
  context: StatementContext,
  departmentId: number,
  wanted: { readonly days: readonly Day[]; readonly limited: LimitedCalls; readonly named: boolean },
): Promise<readonly UnfinishedDay[]> {
  const { days, limited, named } = wanted;
  if (days.length === 0) return [];
  const values = [departmentId, days, limited === 'taken', named];
  return runStatement<UnfinishedDay & Record<string, unknown>>(context, LIST_UNFINISHED_DAYS, values);
}
