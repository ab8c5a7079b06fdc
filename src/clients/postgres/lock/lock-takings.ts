import type { Client } from 'pg';
import type { LockOwner } from './lock-session.ts';

/** Whoever holds the lock writes here, so that the row names the last one that took it. A department that is not there has none. */
const RECORD_TAKING = {
  text: `
    INSERT INTO lock_takings (department_id, invocation_id, host, process_id)
    SELECT id, $2, $3, $4 FROM departments WHERE id = $1
    ON CONFLICT (department_id) DO UPDATE SET
      invocation_id = EXCLUDED.invocation_id, host = EXCLUDED.host, process_id = EXCLUDED.process_id, taken_at = now()`,
};

const FIND_OTHER_TAKING = {
  text: `
    SELECT host, process_id AS "processId", taken_at AS "takenAt" FROM lock_takings
    WHERE department_id = $1 AND invocation_id <> $2`,
};

/** Leaves a trace of every command that took the lock, whatever it did under it. */
export async function recordTaking(client: Client, owner: LockOwner): Promise<void> {
  const { departmentId, invocationId, host, processId } = owner;
  await client.query(RECORD_TAKING.text, [departmentId, invocationId, host, processId]);
}

/** A sentence about another start of the program that took the lock after this one did; NULL without one. */
export async function findOtherTaking(client: Client, owner: LockOwner): Promise<string | null> {
  const { departmentId, invocationId } = owner;
  const { rows } = await client.query<{ host: string; processId: number; takenAt: Date }>(
    FIND_OTHER_TAKING.text,
    [departmentId, invocationId],
  );
  const [taking] = rows;
  if (taking === undefined) return null;
  const { host, processId, takenAt } = taking;
  return `Process ${processId} on ${host} took the lock of department ${departmentId} at ${takenAt.toISOString()}.`;
}
