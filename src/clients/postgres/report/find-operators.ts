import type { Pool } from 'pg';
import { comparableText } from '../../../domain/clean-text.ts';

const LIST_NAMES = 'SELECT id, full_name AS "fullName" FROM operators WHERE department_id = $1 ORDER BY id';

/** Ids of the department's operators that are meant: by id, or by a name whose words all stand in the full name. */
export async function findOperators(
  pool: Pool,
  departmentId: number,
  wanted: string,
): Promise<readonly number[]> {
  const { rows } = await pool.query<{ id: number; fullName: string }>(LIST_NAMES, [departmentId]);
  if (/^\d{1,10}$/u.test(wanted)) return rows.map(({ id }) => id).filter((id) => id === Number(wanted));
  const words = comparableText(wanted).split(' ');
  const fitting = rows.filter(({ fullName }) => {
    const known = comparableText(fullName).split(' ');
    return words.every((word) => word !== '' && known.includes(word));
  });
  return fitting.map(({ id }) => id);
}
