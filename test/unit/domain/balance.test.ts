import { describe, expect, it } from 'vitest';

import type { Balance } from '../../../src/domain/balance.ts';
import { describeImbalance, isBalanced } from '../../../src/domain/balance.ts';

const even: Balance = {
  ...{ listed: 10, saved: 4, notSales: 2, excluded: 2, pending: 1, failed: 1, difference: 0 },
  ...{ pendingTranscript: 1, vanished: 2, missing: 0, unlisted: 0, withoutRow: 0, withoutLedger: 0 },
  ...{ outdatedRows: 0, purged: 0, outOfReach: 0 },
};
const unlisted = { listed: null, difference: null, vanished: null, missing: null, unlisted: null };

describe('whether a day balances', () => {
  it.each([
    ['every call accounted for', {}, true],
    ['vanished calls and rows of an earlier judgement', { vanished: 5, outdatedRows: 3 }, true],
    ['a listed call that is not in the ledger', { missing: 1, difference: 1 }, false],
    ['a call of the ledger that was never listed', { unlisted: 1, difference: -1 }, false],
    ['a saved call without its row', { withoutRow: 1, difference: 1 }, false],
    ['a row that is not in the ledger', { withoutLedger: 1, difference: -1 }, false],
    ['two faults that cancel out', { missing: 1, unlisted: 1, difference: 0 }, false],
    ['a day that was never listed to its end', unlisted, null],
  ])('%s', (_name, changes, expected) => {
    expect(isBalanced({ ...even, ...changes })).toBe(expected);
    expect(describeImbalance('2026-11-20', { ...even, ...changes }) === null).toBe(expected !== false);
  });

  it('says by how much, why, and what to do', () => {
    const message = describeImbalance('2026-11-20', { ...even, missing: 3, withoutLedger: 1, difference: 2 });
    expect(message).toContain('The ledger of 2026-11-20 does not balance, difference 2: 3 listed calls');
    expect(message).toContain('; 1 rows of calls are not in call_ledger. Run the day again');
    expect(message).toContain('callq run --date 2026-11-20');
  });
});
