import type { Balance } from '../../../domain/balance.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import type { RunIdentity } from './run-identity.ts';

/** Columns of night_reconciliation under the names of `Balance`. */
export const BALANCE_COLUMNS = `
  listed, saved, not_sales AS "notSales", excluded, pending, failed, difference,
  pending_transcript AS "pendingTranscript", vanished, missing, unlisted, without_row AS "withoutRow",
  without_ledger AS "withoutLedger", outdated_rows AS "outdatedRows",
  purged, out_of_reach AS "outOfReach"`;

const READ_BALANCE = {
  text: `SELECT ${BALANCE_COLUMNS} FROM night_reconciliation WHERE department_id = $1 AND day = $2`,
};

/** NULL when the day has no run. */
export async function readBalance(
  context: StatementContext,
  { departmentId, day }: Pick<RunIdentity, 'departmentId' | 'day'>,
): Promise<Balance | null> {
  const [row] = await runStatement<Balance & Record<string, unknown>>(context, READ_BALANCE, [
    departmentId,
    day,
  ]);
  return row ?? null;
}
