import type { LimitedCalls } from '../../../domain/selection.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import type { RunIdentity } from './run-identity.ts';

/**
 * The condition of an index of call_ledger, without what was purged. `limited` is the placeholder of whether calls that
 * --limit left count.
 */
export function isUnfinished(limited: string): string {
  return `
    state IN ('failed', 'pending', 'pending_transcript') AND purged_at IS NULL
    AND (${limited}::boolean OR state <> 'pending' OR reason <> 'limit')`;
}

const LIST_UNFINISHED_CALLS = {
  text: `
    SELECT call_id::text AS "callId" FROM call_ledger
    WHERE department_id = $1 AND day = $2 AND ${isUnfinished('$3')}`,
};

/**
 * Calls of the day that are failed, pending or pending_transcript, vanished ones included: they may reappear. What was
 * purged is over.
 */
export async function listUnfinishedCalls(
  context: StatementContext,
  { departmentId, day }: Pick<RunIdentity, 'departmentId' | 'day'>,
  limited: LimitedCalls,
): Promise<ReadonlySet<number>> {
  const rows = await runStatement<{ callId: string }>(context, LIST_UNFINISHED_CALLS, [
    departmentId,
    day,
    limited === 'taken',
  ]);
  return new Set(rows.map(({ callId }) => Number(callId)));
}
