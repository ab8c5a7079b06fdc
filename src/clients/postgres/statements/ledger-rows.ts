import type { LedgerEntry } from '../../../domain/ports.ts';

/** The columns of `toLedgerRow`'s result, for jsonb_to_recordset. */
export const LEDGER_ROW = `(
  call_id bigint, state text, reason text, failure_stage text, failure_class text, action text, operator_name text,
  operator_login text, started_at timestamptz, duration_seconds integer, phone_hmac text
)`;

/** Columns of `call_ledger` in the order of `SELECT …, entry.*` of a ledger row. */
export const LEDGER_COLUMNS =
  'department_id, day, run_id, call_id, state, reason, failure_stage, failure_class, action, operator_name, ' +
  'operator_login, started_at, duration_seconds, phone_hmac';

/** The latest run's word counts; only `first_listed_at` stays, and the hash of the number when it has none. What a run wrote about stood in its listing. */
export const ON_LEDGER_CONFLICT = `
  ON CONFLICT (department_id, day, call_id) DO UPDATE SET
    run_id = EXCLUDED.run_id, state = EXCLUDED.state, reason = EXCLUDED.reason,
    failure_stage = EXCLUDED.failure_stage, failure_class = EXCLUDED.failure_class, action = EXCLUDED.action,
    operator_name = EXCLUDED.operator_name, operator_login = EXCLUDED.operator_login,
    started_at = EXCLUDED.started_at, duration_seconds = EXCLUDED.duration_seconds, updated_at = now(),
    phone_hmac = coalesce(EXCLUDED.phone_hmac, call_ledger.phone_hmac), purged_at = NULL,
    vanished_at = NULL`;

/** An entry as an object with the names of `LEDGER_ROW`. */
export function toLedgerRow(entry: LedgerEntry): Record<string, unknown> {
  const { outcome } = entry;
  return {
    call_id: entry.callId,
    state: outcome.state,
    reason: outcome.reason,
    failure_stage: outcome.action === 'failed' ? outcome.stage : null,
    failure_class: outcome.action === 'failed' ? outcome.failureClass : null,
    action: outcome.action,
    operator_name: entry.operatorName,
    operator_login: entry.operatorLogin,
    started_at: entry.startedAt,
    duration_seconds: entry.durationSeconds,
    phone_hmac: entry.phoneHash ?? null,
  };
}
