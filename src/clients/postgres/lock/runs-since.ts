import type { Client } from 'pg';
import type { LockOwner } from './lock-session.ts';

/** Runs are begun by whoever holds the lock: later ones than this were begun by us, or while we did not hold it. */
const READ_LAST_RUN = {
  text: `SELECT coalesce(max(id), 0)::text AS id FROM runs WHERE department_id = $1`,
};

const FIND_RUN_SINCE = {
  text: `
    SELECT host, process_id AS "processId", started_at AS "startedAt" FROM runs
    WHERE department_id = $1 AND id > $2::bigint AND invocation_id <> $3
    ORDER BY id
    LIMIT 1`,
};

/** The id of the last run of the department; 0 without any. */
export async function readLastRun(client: Client, departmentId: number): Promise<string> {
  const { rows } = await client.query<{ id: string }>(READ_LAST_RUN.text, [departmentId]);
  return rows[0]?.id ?? '0';
}

/** A sentence about the first run that another start of the program has begun since; NULL without one. */
export async function findRunSince(
  client: Client,
  owner: LockOwner,
  lastRun: string,
): Promise<string | null> {
  const { departmentId, invocationId } = owner;
  const { rows } = await client.query<{ host: string; processId: number; startedAt: Date }>(
    FIND_RUN_SINCE.text,
    [departmentId, lastRun, invocationId],
  );
  const [run] = rows;
  if (run === undefined) return null;
  const { host, processId, startedAt } = run;
  return `Process ${processId} on ${host} began another run of department ${departmentId} at ${startedAt.toISOString()}.`;
}
