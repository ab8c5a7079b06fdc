import { describe, expect, it } from 'vitest';

import { RemainingQuota } from '../../../../../src/clients/llm/pacing/remaining-quota.ts';

const one = { requests: 1, tokens: 100 };
const nobody = { requests: 0, tokens: 0 };
const headers = (unit: string, remaining: string, reset?: string, prefix = ''): Record<string, string> => ({
  [`${prefix}x-ratelimit-remaining-${unit}`]: remaining,
  ...(reset === undefined ? {} : { [`${prefix}x-ratelimit-reset-${unit}`]: reset }),
});
const told = (answered: Record<string, string>, underWay = nobody): RemainingQuota => {
  const quota = new RemainingQuota(120_000);
  quota.told({ headers: answered, isSuccess: true }, underWay, 0);
  return quota;
};

describe('what the gateway says is left', () => {
  it.each([
    [headers('requests', '0', '12s'), 12_000],
    [headers('requests', '1', '12s'), 0],
    [headers('tokens', '99', '1m0.5s'), 60_500],
    [headers('tokens', '100', '1m0.5s'), 0],
    [headers('tokens', '99', '7s', 'llm_provider-'), 7000],
    [{ ...headers('requests', '0', '3s'), ...headers('tokens', '0', '7s') }, 7000],
    [headers('requests', '0', '9h'), 120_000],
    [headers('requests', '-1', '12s'), 0],
    [headers('requests', 'None', '12s'), 0],
    [{}, 0],
  ])('%j: the next request waits %i ms', (answered, waitMs) => {
    expect(told(answered).waitMs(one, nobody, 0)).toBe(waitMs);
  });

  it('counts what was sent since, and what is under way', () => {
    const quota = told(headers('requests', '5', '10s'), { requests: 3, tokens: 300 });
    quota.take(one, 0);
    expect(quota.waitMs(one, nobody, 0)).toBe(0);
    quota.take(one, 0);
    expect(quota.waitMs(one, nobody, 1000)).toBe(9000);
    expect(quota.waitMs(one, nobody, 10_000)).toBe(0);
  });

  it('after the reset there is room for as much as was ever left, until an answer tells more', () => {
    const quota = told(headers('requests', '2', '10s'));
    quota.told({ headers: headers('requests', '0', '10s'), isSuccess: true }, nobody, 0);
    for (let sent = 0; sent < 3; sent += 1) {
      expect(quota.waitMs(one, nobody, 10_000)).toBe(0);
      quota.take(one, 10_000);
    }
    expect(quota.waitMs(one, one, 10_000)).toBe(Number.POSITIVE_INFINITY);
    quota.told({ headers: headers('requests', '50', '10s'), isSuccess: true }, one, 10_100);
    expect(quota.waitMs(one, one, 10_100)).toBe(0);
  });

  it('a request that is larger than anything that was ever left goes alone', () => {
    const quota = told(headers('tokens', '50', '10s'));
    expect(quota.waitMs(one, one, 10_000)).toBe(Number.POSITIVE_INFINITY);
    expect(quota.waitMs(one, nobody, 10_000)).toBe(0);
  });
});

describe('none left, and no word of when there will be', () => {
  it('one request finds out, the others wait for it', () => {
    const quota = told(headers('requests', '0'));
    const waitMs = quota.waitMs(one, nobody, 0);
    expect(waitMs).toBeGreaterThan(0);
    expect(quota.waitMs(one, nobody, waitMs)).toBe(0);
    quota.take(one, waitMs);
    expect(quota.waitMs(one, one, waitMs)).toBe(Number.POSITIVE_INFINITY);
    quota.told({ headers: headers('requests', '59'), isSuccess: true }, nobody, waitMs);
    expect(quota.waitMs(one, nobody, waitMs)).toBe(0);
  });

  it('a gateway that answers all the same is no longer believed', () => {
    const quota = told(headers('requests', '0'));
    quota.take(one, 60_000);
    quota.told({ headers: headers('requests', '0'), isSuccess: true }, nobody, 60_000);
    expect(quota.waitMs(one, nobody, 60_000)).toBe(0);
  });

  it('one that refuses is', () => {
    const quota = told(headers('requests', '0'));
    quota.take(one, 60_000);
    quota.told({ headers: headers('requests', '0'), isSuccess: false }, nobody, 60_000);
    expect(quota.waitMs(one, nobody, 60_000)).toBeGreaterThan(0);
  });
});
