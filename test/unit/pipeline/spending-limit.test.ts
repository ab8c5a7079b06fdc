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

  it('waits while others under way may turn out cheaper', async () => {
    const limit = new SpendingLimit({ tokens: 100, costUsd: null });
    const first = await limit.reserve(estimate(80), running);
    const second = limit.reserve(estimate(50), running);
    limit.settle(first!, { tokens: 30, costUsd: '0' });
    expect(await second).not.toBeNull();
  });

  it('keeps the estimate of a request whose use is unknown', async () => {
    const limit = new SpendingLimit({ tokens: 100, costUsd: null });
    limit.settle((await limit.reserve(estimate(80), running))!, null);
    expect(await limit.reserve(estimate(30), running)).toBeNull();
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
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 30 }), async (requests) => {
        const limit = new SpendingLimit({ tokens: 200, costUsd: null });
        let used = 0;
        for (const { estimated, share } of requests) {
          const reservation = await limit.reserve(estimate(estimated), running);
          if (reservation === null) continue;
          const tokens = Math.ceil((estimated * share) / 4);
          used += tokens;
          limit.settle(reservation, { tokens, costUsd: '0' });
        }
        expect(used).toBeLessThanOrEqual(200);
      }),
    );
  });
});
