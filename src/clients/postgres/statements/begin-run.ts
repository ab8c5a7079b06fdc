import type { RunStart } from '../../../domain/ports.ts';
import { templateSource } from '../../../domain/prompt-template.ts';
import type { Yardstick } from '../../../domain/question.ts';
import { toJson } from '../bind-values.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/**
 * The same invocation, department and day again is the same run: its confirmation was lost. What the run judges by is
 * stored with it, in one round trip, unless an earlier run has; criteria only together with their check-list.
 */
const BEGIN_RUN = {
  text: `
    WITH checklist AS (
      INSERT INTO checklist_versions (fingerprint, department_id)
      SELECT $8::text, $2::integer WHERE $11::jsonb IS NOT NULL
      ON CONFLICT DO NOTHING
      RETURNING fingerprint
    ), criteria AS (
      INSERT INTO checklist_criteria (
        checklist_fingerprint, criterion_id, category, name, comment, maximum, conditions, weight,
        allows_not_applicable, critical, position
      )
      SELECT checklist.fingerprint, criterion.*
      FROM checklist, ROWS FROM (jsonb_to_recordset($11::jsonb) AS (
        id text, category text, name text, comment text, maximum numeric, conditions text, weight numeric,
        "allowsNotApplicable" boolean, critical boolean
      )) WITH ORDINALITY AS criterion
    ), prompt AS (
      INSERT INTO prompt_versions (fingerprint, template)
      SELECT $9::text, $12::text WHERE $12::text IS NOT NULL
      ON CONFLICT DO NOTHING
    ), instructions AS (
      INSERT INTO instructions_versions (fingerprint, text)
      SELECT $10::text, $13::text WHERE $13::text IS NOT NULL
      ON CONFLICT DO NOTHING
    )
    INSERT INTO runs (
      invocation_id, department_id, day, version, host, process_id,
      asked_model, checklist_fingerprint, prompt_fingerprint, instructions_fingerprint, selection
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $14)
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
    ...(start.yardstick === null ? [null, null, null] : versionsOf(start.yardstick)),
    start.selection ?? 'all',
  ]);
  if (!row) throw new Error('INSERT INTO runs returned no row');
  return row.id;
}

function versionsOf({ checklist, template, instructions }: Yardstick): string[] {
  return [toJson(checklist.criteria), templateSource(template), instructions];
}
