import type { Day } from '../../../domain/call.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const FIND_PURGED_DAYS = {
  text: `
    SELECT wanted.day::text AS day FROM unnest($2::text[]::date[]) AS wanted (day)
    WHERE EXISTS (
      SELECT FROM call_ledger
      WHERE call_ledger.department_id = $1 AND call_ledger.day = wanted.day AND call_ledger.purged_at IS NOT NULL
    )
    ORDER BY 1`,
};

/** Days with calls that were purged and not taken up again. */
export async function findPurgedDays(
  context: StatementContext,
  departmentId: number,
  days: readonly Day[],
): Promise<Day[]> {
  const rows = await runStatement<{ day: Day }>(context, FIND_PURGED_DAYS, [departmentId, days]);
  return rows.map(({ day }) => day);
}
