import type { Day } from './call.ts';

/** One row of the view night_reconciliation (docs/ledger.md): whether each listed call of a day is accounted for. */
export interface Balance {
  /** Calls that listings of the day held, vanished ones included. NULL: no listing was read to its end yet. */
  readonly listed: number | null;
  /** Saved by the ledger and with a row in `calls` or purged, plus `withoutLedger`. */
  readonly saved: number;
  readonly notSales: number;
  readonly excluded: number;
  /** `pending` and `pending_transcript`. */
  readonly pending: number;
  readonly failed: number;
  /** listed - saved - notSales - excluded - pending - failed; NULL as `listed` is. */
  readonly difference: number | null;
  /** Part of `pending`. */
  readonly pendingTranscript: number;
  /** Part of `listed`: no longer in the last complete listing, kept. NULL as `listed` is. */
  readonly vanished: number | null;
  /** Listed, without a row in the ledger. NULL as `listed` is. */
  readonly missing: number | null;
  /** Rows of the ledger that no listing held. NULL as `listed` is. */
  readonly unlisted: number | null;
  /** Saved by the ledger, without a row in `calls`. */
  readonly withoutRow: number;
  /** Rows in `calls` without a row in the ledger. */
  readonly withoutLedger: number;
  /** Rows in `calls` of calls that the ledger holds in another state: of an earlier judgement, no part of the difference. */
  readonly outdatedRows: number;
  /** Calls whose rows were purged; counted by the state they had. */
  readonly purged: number;
  /** Part of `failed` and `pending`, without `pendingTranscript`: vanished or purged, so that no run takes them up. */
  readonly outOfReach: number;
}

/**
 * True when nothing is amiss, also when two faults cancel out in the difference; NULL when it is unknown, because no
 * listing of the day was read to its end.
 */
export function isBalanced(balance: Balance): boolean | null {
  if (balance.listed === null) return null;
  return causesOf(balance).length === 0;
}

/** Calls that failed or were left and that a run could still finish; one whose transcript is still to come is no trouble. */
export function countUnfinished({ failed, pending, pendingTranscript, outOfReach }: Balance): number {
  return failed + pending - pendingTranscript - outOfReach;
}

/** By how much a day does not balance, why, and what to do; NULL when it does or when it is unknown. */
export function describeImbalance(day: Day, balance: Balance): string | null {
  if (isBalanced(balance) !== false) return null;
  return (
    `The ledger of ${day} does not balance, difference ${balance.difference ?? 'unknown'}: ` +
    `${causesOf(balance).join('; ')}. Run the day again: callq run --date ${day}. ` +
    'If it stays, docs/ledger.md says how to find the calls.'
  );
}

function causesOf(balance: Balance): string[] {
  const causes: readonly (readonly [number | null, string])[] = [
    [balance.missing, 'listed calls are not in call_ledger'],
    [balance.unlisted, 'calls of call_ledger were in no listing'],
    [balance.withoutRow, 'saved calls have no row in calls (deleted by hand?)'],
    [balance.withoutLedger, 'rows of calls are not in call_ledger'],
  ];
  return causes.flatMap(([count, text]) => (count === null || count === 0 ? [] : [`${count} ${text}`]));
}
