import type { Pool } from 'pg';
import type { Balance } from '../../domain/balance.ts';
import type { Day } from '../../domain/call.ts';
import type { ExportKind } from '../../domain/export-ports.ts';
import { explainConnectionError } from './explain-connection-error.ts';
import { isLocked } from './lock/lock-session.ts';
import { BALANCE_COLUMNS } from './statements/read-balance.ts';

/** One day of the department: how it balances, and how its last run went. */
export interface Night {
  readonly day: Day;
  /** NULL: no run was ever made of this day. */
  readonly balance: Balance | null;
  /** The newest run of the day, whatever it took. NULL as `balance` is. */
  readonly lastRun: LastRun | null;
  /** The newest of each kind; of a kind that is missing, none was wanted or nobody knows. */
  readonly exports: readonly LastExport[];
}

export interface LastExport {
  readonly kind: ExportKind;
  /** Wall time in CALLQ_TIMEZONE, `YYYY-MM-DD HH:MM:SS`. */
  readonly startedAt: string;
  /** NULL: going on, or killed. */
  readonly finishedAt: string | null;
  /** It has no end yet, and whoever makes it holds the department's lock. */
  readonly goingOn: boolean;
  /** What stopped it; NULL when nothing did, or it has no end. */
  readonly errorClass: string | null;
}

export interface LastRun {
  readonly id: string;
  /** NULL: by a version that did not say. */
  readonly selection: string | null;
  /** Wall time in CALLQ_TIMEZONE, `YYYY-MM-DD HH:MM:SS`. */
  readonly startedAt: string;
  /** NULL: going on, or killed. */
  readonly finishedAt: string | null;
  /** It has no end yet, is the department's newest run, and the department's lock is held. */
  readonly goingOn: boolean;
  readonly exitCode: number | null;
  /** What stopped it early; NULL when nothing did. */
  readonly errorClass: string | null;
}

/**
 * Which days: exactly these, or the newest ones that have a run together with the days without a run after the oldest of
 * them, up to `dueUntil`: the youngest day whose night should have been.
 */
export type WantedNights =
  { readonly days: readonly Day[] } | { readonly last: number; readonly dueUntil: Day | null };

/** A department that was left alone for years has no more lines than this without a run. */
const MOST_DAYS_WITHOUT_RUN = 366;

const READ_NIGHTS = `
  WITH newest AS (
    SELECT DISTINCT day FROM runs WHERE department_id = $1 ORDER BY day DESC LIMIT $3
  ), wanted AS (
    SELECT unnest($2::date[]) AS day
    UNION
    SELECT day FROM newest
    UNION
    SELECT generate_series(greatest(min(day), $5::date - ${MOST_DAYS_WITHOUT_RUN}), $5::date, '1 day')::date
    FROM newest HAVING count(*) > 0
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
        'finishedAt', to_char(finished_at AT TIME ZONE $4, 'YYYY-MM-DD HH24:MI:SS'),
        'goingOn', finished_at IS NULL AND $6::boolean
          AND NOT EXISTS (SELECT FROM runs AS later WHERE later.department_id = $1 AND later.id > runs.id)
      )
      FROM runs WHERE department_id = $1 AND runs.day = wanted.day ORDER BY runs.id DESC LIMIT 1
    ) AS "lastRun",
    (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'kind', kind, 'errorClass', error_class,
        'startedAt', to_char(started_at AT TIME ZONE $4, 'YYYY-MM-DD HH24:MI:SS'),
        'finishedAt', to_char(finished_at AT TIME ZONE $4, 'YYYY-MM-DD HH24:MI:SS'),
        'goingOn', finished_at IS NULL AND $6::boolean AND EXISTS (
          SELECT FROM lock_takings
          WHERE lock_takings.department_id = $1 AND lock_takings.invocation_id = newest_exports.invocation_id
        )
      ) ORDER BY kind), '[]')
      FROM (
        SELECT DISTINCT ON (kind) * FROM day_exports
        WHERE department_id = $1 AND day_exports.day = wanted.day
        ORDER BY kind, started_at DESC
      ) AS newest_exports
    ) AS exports
  FROM wanted
  ORDER BY wanted.day`;

/** Oldest first. */
export async function readNights(
  pool: Pool,
  department: { readonly id: number; readonly zone: string },
  wanted: WantedNights,
): Promise<readonly Night[]> {
  const [days, last, dueUntil] =
    'days' in wanted ? [wanted.days, 0, null] : [[], wanted.last, wanted.dueUntil];
  // Looked at first: a run that ends in between has its end by the time the nights are read.
  const locked = await isLocked(pool, department.id);
  try {
    const { rows } = await pool.query<Night>(READ_NIGHTS, [
      ...[department.id, days, last, department.zone, dueUntil, locked],
    ]);
    return rows;
  } catch (error) {
    throw explainConnectionError(error);
  }
}
