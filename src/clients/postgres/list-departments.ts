import type { Pool } from 'pg';

/** Ids of all departments of the database. */
export async function listDepartments(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>('SELECT id FROM departments ORDER BY id');
  return rows.map(({ id }) => id);
}
