import type { Pool } from 'pg';
import type { Checklist, Criterion } from '../../domain/checklist.ts';
import { CRITERIA } from './statements/read-checklist.ts';

/** The check-list that a department's newest run judged by. */
export interface UsedChecklist {
  readonly fingerprint: string;
  /** When the department's newest run with it began. */
  readonly usedAt: Date;
  readonly checklist: Checklist;
}

/** Runs of before the versions were stored do not count: only the fingerprint is known of their check-list. */
const READ_LAST_CHECKLIST = `
  WITH last_run AS (
    SELECT runs.checklist_fingerprint AS fingerprint, runs.started_at
    FROM runs JOIN checklist_versions ON checklist_versions.fingerprint = runs.checklist_fingerprint
    WHERE runs.department_id = $1
    ORDER BY runs.id DESC
    LIMIT 1
  )
  SELECT last_run.fingerprint, last_run.started_at AS "usedAt", ${CRITERIA} AS criteria
  FROM last_run JOIN checklist_criteria ON checklist_fingerprint = last_run.fingerprint
  GROUP BY 1, 2`;

/** NULL when no run of the department has stored its check-list yet. */
export async function readLastChecklist(pool: Pool, departmentId: number): Promise<UsedChecklist | null> {
  const { rows } = await pool.query<{ fingerprint: string; usedAt: Date; criteria: Criterion[] }>(
    READ_LAST_CHECKLIST,
    [departmentId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { fingerprint, usedAt, criteria } = row;
  return { fingerprint, usedAt, checklist: { criteria } };
}
