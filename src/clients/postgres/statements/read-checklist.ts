import type { Checklist, Criterion } from '../../../domain/checklist.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/** The criteria of a version as domain objects, in the order of the sheet. */
export const CRITERIA = `
  jsonb_agg(
    jsonb_build_object(
      'id', criterion_id, 'category', category, 'name', name, 'comment', comment, 'maximum', maximum,
      'conditions', conditions, 'weight', weight, 'allowsNotApplicable', allows_not_applicable, 'critical', critical
    ) ORDER BY position
  )`;

const READ_CHECKLIST = {
  text: `SELECT ${CRITERIA} AS criteria FROM checklist_criteria WHERE checklist_fingerprint = $1`,
};

/** NULL when the criteria of this version are not stored. */
export async function readChecklist(
  context: StatementContext,
  fingerprint: string,
): Promise<Checklist | null> {
  const [row] = await runStatement<{ criteria: Criterion[] | null }>(context, READ_CHECKLIST, [fingerprint]);
  const criteria = row?.criteria ?? null;
  return criteria === null ? null : { criteria };
}
