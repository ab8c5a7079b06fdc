import type { Pool } from 'pg';

import { listDepartments } from '../clients/postgres/list-departments.ts';
import { StopRunError } from '../domain/errors.ts';

/**
 * Throws StopRunError (`department`) for a mistyped id: of a department that is not there, all would be well.
 * @param source where the id was given
 */
export async function assertDepartment(
  pool: Pool,
  departmentId: number,
  source: 'DEPARTAMENT_ID' | '--department' = 'DEPARTAMENT_ID',
): Promise<void> {
  const known = await listDepartments(pool);
  if (known.includes(departmentId)) return;
  throw new StopRunError(
    'department',
    `${source} is ${departmentId}, and the table departments has no such row; it has ${known.join(', ')}.`,
  );
}
