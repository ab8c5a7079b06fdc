import type { Balance } from './balance.ts';

/**
 * «Охват», everywhere (report, digest, webhook, metrics, `bi_coverage`): calls that were judged, sales or not, as a share of
 * all that T-Bank listed, those that were excluded with them; 0 to 1. NULL when it is not known how many were listed, or none was.
 */
export function coverageShare(judged: number, listed: number | null): number | null {
  return listed === null || listed === 0 ? null : judged / listed;
}

/** Of a day; NULL as `coverageShare`, and when the day could not be read. */
export function coverageOf(balance: Balance | null): number | null {
  return balance === null ? null : coverageShare(countJudged(balance), balance.listed);
}

/** Calls that the ledger holds as judged, sales or not. */
export function countJudged(balance: Balance): number {
  return countSaved(balance) + balance.notSales;
}

/** Calls that the ledger holds as saved, whatever became of their rows; rows of calls that it does not know are not listed. */
export function countSaved({ saved, withoutRow, withoutLedger }: Balance): number {
  return saved + withoutRow - withoutLedger;
}
