import type { Pool } from 'pg';
import type { CallState } from '../../domain/call-state.ts';
import type { Day } from '../../domain/call.ts';

/** One call as the ledger holds it. */
export interface LedgerCall {
  /** segmentId, or a negative number for an entry without one. */
  readonly callId: string;
  readonly day: Day;
  readonly state: CallState;
  readonly reason: string | null;
  /** NULL unless failed. */
  readonly failureStage: string | null;
  readonly failureClass: string | null;
  /** As T-Bank names them; NULL: it named none. */
  readonly operatorName: string | null;
  readonly operatorLogin: string | null;
  /** Wall time in CALLQ_TIMEZONE, `YYYY-MM-DD HH:MM:SS`. NULL: malformed. */
  readonly startedAt: string | null;
  readonly durationSeconds: number | null;
  /** T-Bank no longer lists it. */
  readonly vanished: boolean;
  /** What was stored about it was removed by callq purge. */
  readonly purged: boolean;
}

export interface WantedCalls {
  readonly departmentId: number;
  readonly zone: string;
  /** Empty: all. */
  readonly states: readonly CallState[];
  /** NULL: all. */
  readonly days: readonly Day[] | null;
  readonly limit: number;
}

/** Unfinished states alone are found by an index of their own. */
const LIST_LEDGER_CALLS = `
  SELECT call_id::text AS "callId", day::text AS day, state, reason, failure_stage AS "failureStage",
    failure_class AS "failureClass", operator_name AS "operatorName", operator_login AS "operatorLogin",
    to_char(started_at AT TIME ZONE $5, 'YYYY-MM-DD HH24:MI:SS') AS "startedAt",
    duration_seconds AS "durationSeconds", vanished_at IS NOT NULL AS vanished, purged_at IS NOT NULL AS purged
  FROM call_ledger
  WHERE department_id = $1
    AND ($2::date[] IS NULL OR day = ANY($2::date[]))
    AND (cardinality($3::text[]) = 0 OR state = ANY($3::text[]))
  ORDER BY call_ledger.day DESC, started_at, call_id
  LIMIT $4`;

/** Newest day first, within a day in the order of their start; `more`: the limit left some out. */
export async function listLedgerCalls(
  pool: Pool,
  wanted: WantedCalls,
): Promise<{ readonly calls: readonly LedgerCall[]; readonly more: boolean }> {
  const { departmentId, days, states, limit, zone } = wanted;
  const { rows } = await pool.query<LedgerCall>(LIST_LEDGER_CALLS, [
    departmentId,
    days,
    states,
    limit + 1,
    zone,
  ]);
  return { calls: rows.slice(0, limit), more: rows.length > limit };
}
