import type { ClientBase } from 'pg';
import type { DepartmentRow } from '../../../domain/report-rows.ts';

const READ_DEPARTMENT = `
  SELECT coalesce(name, id::text) AS name, EXISTS (SELECT FROM database_mark WHERE kind = 'sandbox') AS invented FROM departments WHERE id = $1`;

export async function readDepartment(client: ClientBase, departmentId: number): Promise<DepartmentRow> {
  const { rows } = await client.query<DepartmentRow>(READ_DEPARTMENT, [departmentId]);
  return rows[0] ?? { name: String(departmentId), invented: false };
}
