import type { RunStart } from '../../../domain/ports.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/** The same invocation, department and day again is the same run: its confirmation was lost. */
const BEGIN_RUN = {
  text: `
    INSERT INTO runs (
      invocation_id, department_id, day, version, host, process_id,
      asked_model, checklist_fingerprint, prompt_fingerprint, instructions_fingerprint
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (invocation_id, department_id, day) DO UPDATE SET invocation_id = EXCLUDED.invocation_id
    RETURNING id::text AS id`,
};

/** Returns the id of the new row of `runs`. */
export async function beginRun(
  context: StatementContext,
  departmentId: number,
  start: RunStart,
): Promise<string> {
  const [row] = await runStatement<{ id: string }>(context, BEGIN_RUN, [
    start.invocationId,
    departmentId,
    start.day,
    start.version,
    start.host,
    start.processId,
    start.fingerprints?.askedModel ?? null,
    start.fingerprints?.checklist ?? null,
    start.fingerprints?.prompt ?? null,
    start.fingerprints?.instructions ?? null,
  ]);
  if (!row) throw new Error('INSERT INTO runs returned no row');
  return row.id;
}
