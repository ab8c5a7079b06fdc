import type { Pool } from 'pg';

const REMOVE_OLD_LOG_ENTRIES = `
  DELETE FROM log_entries WHERE department_id = $1 AND logged_at < now() - make_interval(days => $2)`;

/** Entries of the department that are older than so many days. Throws the error of the database. */
export async function removeOldLogEntries(pool: Pool, departmentId: number, keepDays: number): Promise<void> {
  await pool.query(REMOVE_OLD_LOG_ENTRIES, [departmentId, keepDays]);
}
