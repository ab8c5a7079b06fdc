import type { CallState } from '../../../domain/call-state.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import type { RunIdentity } from './run-identity.ts';

const FIND_PURGED_CALLS = {
  text: `
    SELECT call_id::text AS "callId", state FROM call_ledger
    WHERE department_id = $1 AND day = $2 AND call_id = ANY ($3::bigint[]) AND purged_at IS NOT NULL`,
};

/** Calls that were purged and not taken up again, with where they stood. */
export async function findPurgedCalls(
  context: StatementContext,
  { departmentId, day }: Pick<RunIdentity, 'departmentId' | 'day'>,
  callIds: readonly number[],
): Promise<ReadonlyMap<number, CallState>> {
  const rows = await runStatement<{ callId: string; state: CallState }>(context, FIND_PURGED_CALLS, [
    ...[departmentId, day, callIds],
  ]);
  return new Map(rows.map(({ callId, state }) => [Number(callId), state]));
}
