import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SpendingLimit } from '../../../src/pipeline/spending-limit.ts';

const running = new AbortController().signal;
const estimate = (
  tokens: number,
  costUsd = '0',
): { tokens: number; costUsd: string; maxAnswerTokens: number } => ({
  tokens,
  costUsd,
  maxAnswerTokens: 1,
});

describe('SpendingLimit', () => {
  it('is no limit unless one is set', async () => {
    const limit = new SpendingLimit({ tokens: null, costUsd: null });
    expect(limit.isActive).toBe(false);
    expect(await limit.reserve(estimate(1e9, '1000'), running)).not.toBeNull();
  });

  it('refuses a request that could pass it', async () => {
    const limit = new SpendingLimit({ tokens: null, costUsd: '0.5' });
    expect(await limit.reserve(estimate(1, '0.500000000001'), running)).toBeNull();
    expect(await limit.reserve(estimate(1, '0.5'), running)).not.toBeNull();
  });

  it('says which limit a request could pass, with what is used and reserved', async () => {
    const limit = new SpendingLimit({ tokens: 100, costUsd: '1' });
    await limit.reserve(estimate(60, '0.9'), running);
    expect(limit.shortageFor(estimate(40, '0.1'))).toBeNull();
    expect(limit.shortageFor(estimate(41, '0.2'))).toEqual({
      ...{ setting: 'CALLQ_MAX_TOKENS', limit: '100', used: '60', nextRequest: '41' },
    });
    expect(limit.shortageFor(estimate(40, '0.2'))).toEqual({
      ...{ setting: 'CALLQ_MAX_COST_USD', limit: '1', used: '0.9', nextRequest: '0.2' },
    });
  });

  it('waits while others under way may turn out cheaper', async () => {
    const limit = new SpendingLimit({ tokens: 100, costUsd: null });
    const first = await limit.reserve(estimate(80), running);
    const second = limit.reserve(estimate(50), running);
    limit.settle(first!, { tokens: 30, costUsd: '0' });
    expect(await second).not.toBeNull();
  });

  it('keeps the estimate of every request whose outcome is unknown, and of the last one what it used', async () => {
    const limit = new SpendingLimit({ tokens: 100, costUsd: null });
    const reservation = (await limit.reserve(estimate(30), running))!;
    expect(limit.keepUnknown(reservation)).toBe(true);
    expect(limit.keepUnknown(reservation)).toBe(true);
    limit.settle(reservation, { tokens: 10, costUsd: '0' });
    expect(await limit.reserve(estimate(31), running)).toBeNull();
    expect(await limit.reserve(estimate(30), running)).not.toBeNull();
  });

  it('lets nothing be repeated that could pass it', async () => {
    const limit = new SpendingLimit({ tokens: 100, costUsd: null });
    const reservation = (await limit.reserve(estimate(60), running))!;
    expect(limit.keepUnknown(reservation)).toBe(false);
    limit.settle(reservation, { tokens: 1, costUsd: '0' });
    expect(await limit.reserve(estimate(40), running)).not.toBeNull();
  });

  it('ends the wait when the run stops', async () => {
    const limit = new SpendingLimit({ tokens: 100, costUsd: null });
    await limit.reserve(estimate(80), running);
    const stopping = new AbortController();
    const waiting = limit.reserve(estimate(50), stopping.signal);
    stopping.abort();
    expect(await waiting).toBeNull();
  });

  it('is never passed, whatever is used up to the estimates', async () => {
    const request = fc.record({
      estimated: fc.integer({ min: 1, max: 50 }),
      share: fc.integer({ min: 0, max: 4 }),
      unknown: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 30 }), async (requests) => {
        const limit = new SpendingLimit({ tokens: 200, costUsd: null });
        let used = 0;
        for (const { estimated, share, unknown } of requests) {
          const reservation = await limit.reserve(estimate(estimated), running);
          if (reservation === null) continue;
          let isSent = true;
          for (let sent = 0; sent < unknown && isSent; sent += 1) {
            used += estimated;
            isSent = limit.keepUnknown(reservation);
          }
          if (!isSent) continue;
          const tokens = Math.ceil((estimated * share) / 4);
          used += tokens;
          limit.settle(reservation, { tokens, costUsd: '0' });
        }
        expect(used).toBeLessThanOrEqual(200);
      }),
    );
  });
});
