import type { Day } from '../../../domain/call.ts';
import type { StatementContext } from '../run-statement.ts';
import {
  countCalls,
  eraseCalls,
  type LedgerErasure,
  noRows,
  type RowCounts,
  sumRows,
} from './erase-calls.ts';
import { pagesOf } from './pages-of-calls.ts';

/**
 * A call is as old as the day in whose listing it stood, rows of the old program as old as their start; one that a younger day
 * lists as well is as old as that.
 */
const FIND_OLD_CALLS = {
  text: `
    SELECT call_id::text AS "callId" FROM (
      SELECT id AS call_id FROM calls WHERE department_id = $1 AND start_time < $2::date
      UNION SELECT call_id FROM analyses WHERE department_id = $1 AND day < $2
      UNION SELECT call_id FROM model_answers WHERE department_id = $1 AND day < $2
      UNION SELECT call_id FROM call_ledger WHERE department_id = $1 AND day < $2 AND purged_at IS NULL
    ) AS old
    WHERE call_id > $3
      AND NOT EXISTS (SELECT FROM calls WHERE id = old.call_id AND department_id = $1 AND start_time >= $2::date)
      AND NOT EXISTS (
        SELECT FROM call_ledger WHERE call_id = old.call_id AND department_id = $1 AND day >= $2 AND purged_at IS NULL
      )
    ORDER BY old.call_id
    LIMIT $4`,
};

/** The row stays for the counts of its day; who called whom does not. */
const LEDGER: LedgerErasure = {
  where: 'call_id = ANY ($1::bigint[]) AND department_id = $2 AND purged_at IS NULL',
  set: 'operator_name = NULL, operator_login = NULL, phone_hmac = NULL, purged_at = now()',
};

export interface PurgeScope {
  readonly departmentId: number;
  /** Days before this one are purged. */
  readonly before: Day;
  readonly dryRun: boolean;
  readonly stopping: AbortSignal;
}

/** Removes the old calls of a department, oldest ids first; a dry run counts them. */
export async function purgeCalls(
  context: StatementContext,
  { departmentId, before, dryRun, stopping }: PurgeScope,
): Promise<{ readonly calls: number; readonly rows: RowCounts }> {
  const work = dryRun ? countCalls : eraseCalls;
  let rows = noRows;
  let calls = 0;
  for await (const callIds of pagesOf(context, FIND_OLD_CALLS, { departmentId, before, stopping })) {
    rows = sumRows(rows, await work(context, callIds, departmentId, LEDGER));
    calls += callIds.length;
  }
  return { calls, rows };
}
