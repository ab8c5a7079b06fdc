import type { Day } from '../../../domain/call.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/** `run_id` stays: no run has listed these calls again. */
const GIVE_UP_TRANSCRIPTS = {
  text: `
    WITH given_up AS (
      UPDATE call_ledger SET
        state = 'no_transcript', reason = 'no transcript, and the day is too old for one to come', updated_at = now()
      WHERE department_id = $1 AND day < $2 AND state = 'pending_transcript'
      RETURNING call_id
    )
    SELECT count(*)::integer AS count FROM given_up`,
};

/** Sent again after a lost connection it may say 0: only a log line counts them. */
export async function giveUpTranscripts(
  context: StatementContext,
  departmentId: number,
  before: Day,
): Promise<number> {
  const [row] = await runStatement<{ count: number }>(context, GIVE_UP_TRANSCRIPTS, [departmentId, before]);
  return row?.count ?? 0;
}
