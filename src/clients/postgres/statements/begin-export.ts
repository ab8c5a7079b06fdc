import type { Day } from '../../../domain/call.ts';
import type { ExportIdentity } from '../export-record.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/** The same again is the same export: its confirmation was lost. */
const BEGIN_EXPORT = {
  text: `
    INSERT INTO day_exports (invocation_id, department_id, kind, day)
    SELECT $1, $2, $3, unnest($4::date[])
    ON CONFLICT DO NOTHING`,
};

/** A row without an end for each day: one that keeps it was killed. */
export async function beginExport(
  context: StatementContext,
  { invocationId, departmentId, kind }: ExportIdentity,
  days: readonly Day[],
): Promise<void> {
  await runStatement(context, BEGIN_EXPORT, [invocationId, departmentId, kind, [...days]]);
}
