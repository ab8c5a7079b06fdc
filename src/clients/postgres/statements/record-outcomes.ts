import type { LedgerEntry } from '../../../domain/ports.ts';
import { toJson } from '../bind-values.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import { LEDGER_COLUMNS, LEDGER_ROW, ON_LEDGER_CONFLICT, toLedgerRow } from './ledger-rows.ts';
import type { RunIdentity } from './run-identity.ts';

/** Calls in their order: two runs of different days that touch the same rows cannot wait for each other in a ring. */
const RECORD_OUTCOMES = {
  name: 'record_outcomes',
  text: `
    INSERT INTO call_ledger (${LEDGER_COLUMNS})
    SELECT $1, $2, $3, entry.*
    FROM jsonb_to_recordset($4::jsonb) AS entry ${LEDGER_ROW}
    ORDER BY entry.call_id
    ${ON_LEDGER_CONFLICT}`,
};

/** Writes the ledger; of several entries of one call the last one counts. */
export async function recordOutcomes(
  context: StatementContext,
  run: RunIdentity,
  entries: readonly LedgerEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const latest = new Map(entries.map((entry) => [entry.callId, entry]));
  const rows = [...latest.values()].map(toLedgerRow);
  await runStatement(context, RECORD_OUTCOMES, [run.departmentId, run.day, run.runId, toJson(rows)]);
}
