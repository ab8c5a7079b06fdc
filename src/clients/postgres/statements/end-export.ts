import type { FailedExport } from '../../../domain/export-ports.ts';
import type { ExportIdentity } from '../export-record.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const END_EXPORT = {
  text: `
    UPDATE day_exports SET
      finished_at = now(), error_class = CASE WHEN day = ANY ($4::date[]) THEN $5 END
    WHERE invocation_id = $1 AND department_id = $2 AND kind = $3`,
};

/** @param failed NULL: all of its days were exported */
export async function endExport(
  context: StatementContext,
  { invocationId, departmentId, kind }: ExportIdentity,
  failed: FailedExport | null,
): Promise<void> {
  const { days, errorClass } = failed ?? { days: [], errorClass: null };
  await runStatement(context, END_EXPORT, [invocationId, departmentId, kind, [...days], errorClass]);
}
