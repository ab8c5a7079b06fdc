import type { Pool } from 'pg';
import type { Balance } from '../../domain/balance.ts';
import type { Day } from '../../domain/call.ts';
import { BALANCE_COLUMNS } from './statements/read-balance.ts';

/** One day of the department: how it balances, and how its last run went. */
export interface Night {
  readonly day: Day;
  /** NULL: no run was ever made of this day. */
  readonly balance: Balance | null;
  /** The newest run of the day, whatever it took. NULL as `balance` is. */
  readonly lastRun: LastRun | null;
}

export interface LastRun {
  readonly id: string;
  /** NULL: by a version that did not say. */
  readonly selection: string | null;
  /** Wall time in CALLQ_TIMEZONE, `YYYY-MM-DD HH:MM:SS`. */
  readonly startedAt: string;
  /** NULL: going on, or killed. */
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  /** What stopped it early; NULL when nothing did. */
  readonly errorClass: string | null;
}

/** Which days: exactly these, or the newest ones that have a run. */
export type WantedNights = { readonly days: readonly Day[] } | { readonly last: number };

const READ_NIGHTS = `
  WITH wanted AS (
    SELECT unnest($2::date[]) AS day
    UNION ALL
    (SELECT DISTINCT day FROM runs WHERE department_id = $1 ORDER BY day DESC LIMIT $3)
  )
  SELECT wanted.day::text AS day,
    (
      SELECT to_jsonb(balance) FROM (
        SELECT ${BALANCE_COLUMNS} FROM night_reconciliation
        WHERE department_id = $1 AND night_reconciliation.day = wanted.day
      ) AS balance
    ) AS balance,
    (
      SELECT jsonb_build_object(
        'id', id::text, 'selection', selection, 'exitCode', exit_code, 'errorClass', error_class,
        'startedAt', to_char(started_at AT TIME ZONE $4, 'YYYY-MM-DD HH24:MI:SS'),
        'finishedAt', to_char(finished_at AT TIME ZONE $4, 'YYYY-MM-DD HH24:MI:SS')
      )
      FROM runs WHERE department_id = $1 AND runs.day = wanted.day ORDER BY runs.id DESC LIMIT 1
    ) AS "lastRun"
  FROM wanted
  ORDER BY wanted.day`;

/** Oldest first. */
export async function readNights(
  pool: Pool,
  department: { readonly id: number; readonly zone: string },
  wanted: WantedNights,
): Promise<readonly Night[]> {
  const [days, last] = 'days' in wanted ? [wanted.days, 0] : [[], wanted.last];
  const { rows } = await pool.query<Night>(READ_NIGHTS, [department.id, days, last, department.zone]);
  return rows;
}
