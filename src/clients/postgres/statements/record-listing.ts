import type { SeenListing } from '../../../domain/ports.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import type { RunIdentity } from './run-identity.ts';

/**
 * Calls of earlier listings, and of the ledger, that this one does not hold have vanished. Sent twice it comes to the
 * same, but for the moment of vanishing, which the first one sets.
 */
const RECORD_COMPLETE_LISTING = {
  text: `
    WITH seen AS (
      SELECT DISTINCT call_id FROM unnest($4::bigint[]) AS listed (call_id)
    ), known AS (
      SELECT unnest(call_ids || vanished_ids) AS call_id FROM day_listings WHERE department_id = $1 AND day = $2
      UNION
      SELECT call_id FROM call_ledger WHERE department_id = $1 AND day = $2
    ), gone AS (
      SELECT call_id FROM known WHERE NOT EXISTS (SELECT FROM seen WHERE seen.call_id = known.call_id)
    ), marked AS (
      UPDATE call_ledger SET vanished_at = now()
      FROM gone
      WHERE department_id = $1 AND day = $2 AND call_ledger.call_id = gone.call_id AND vanished_at IS NULL
    )
    INSERT INTO day_listings (department_id, day, run_id, call_ids, vanished_ids)
    SELECT $1, $2, $3, ARRAY(SELECT call_id FROM seen ORDER BY 1), ARRAY(SELECT call_id FROM gone ORDER BY 1)
    ON CONFLICT (department_id, day) DO UPDATE SET
      run_id = EXCLUDED.run_id, call_ids = EXCLUDED.call_ids, vanished_ids = EXCLUDED.vanished_ids,
      completed_at = now()`,
};

/** Without a complete listing before it, how many calls the day has stays unknown. */
const ADD_TO_LISTING = {
  text: `
    UPDATE day_listings SET
      run_id = $3,
      call_ids = ARRAY(SELECT unnest(call_ids) UNION SELECT unnest($4::bigint[]) ORDER BY 1),
      vanished_ids = ARRAY(SELECT unnest(vanished_ids) EXCEPT SELECT unnest($4::bigint[]) ORDER BY 1)
    WHERE department_id = $1 AND day = $2`,
};

/** Keeps what was listed, and marks in the ledger what no longer is. */
export async function recordListing(
  context: StatementContext,
  run: RunIdentity,
  { callIds, complete }: SeenListing,
): Promise<void> {
  const statement = complete ? RECORD_COMPLETE_LISTING : ADD_TO_LISTING;
  await runStatement(context, statement, [run.departmentId, run.day, run.runId, callIds]);
}
