import { expect, it } from 'vitest';

import { countJudged, countSaved, coverageOf, coverageShare } from '../../../src/domain/coverage.ts';
import { someDay } from '../report/run-endings.ts';

const balance = someDay.balance!;

it('is what was judged, sales or not, of all that was listed: excluded calls count below the line', () => {
  expect(balance.excluded).toBeGreaterThan(0);
  expect(coverageOf(balance)).toBe(30 / 40);
});

it('counts as the ledger does, whatever became of the rows in calls', () => {
  const deletedByHand = { ...balance, saved: balance.saved - 2, withoutRow: 2, difference: 2 };
  const rowsOfOthers = { ...balance, saved: balance.saved + 3, withoutLedger: 3, difference: -3 };
  for (const other of [deletedByHand, rowsOfOthers]) {
    expect([countSaved(other), countJudged(other), coverageOf(other)]).toEqual([25, 30, 0.75]);
  }
});

it('is unknown without a listing, of an empty one, and of a day that could not be read', () => {
  expect([coverageShare(3, null), coverageShare(0, 0), coverageOf(null)]).toEqual([null, null, null]);
});
