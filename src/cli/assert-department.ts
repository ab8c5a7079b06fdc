import type { Pool } from 'pg';

import { listDepartments } from '../clients/postgres/list-departments.ts';
import { StopRunError } from '../domain/errors.ts';

/** Throws StopRunError (`department`) for a mistyped DEPARTAMENT_ID: of a department that is not there, all would be well. */
export async function assertDepartment(pool: Pool, departmentId: number): Promise<void> {
  const known = await listDepartments(pool);
  if (known.includes(departmentId)) return;
  throw new StopRunError(
    'department',
    `DEPARTAMENT_ID is ${departmentId}, and the table departments has no such row; it has ${known.join(', ')}.`,
  );
}
