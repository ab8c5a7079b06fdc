import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CircuitBreaker } from '../../../../src/clients/http/circuit-breaker.ts';
import { retryDelayMs } from '../../../../src/clients/http/retry-delay.ts';

const second = (): number => 1000;

/** So many rounds of requests of these callers that all fail. */
function failRounds(breaker: CircuitBreaker, rounds: number, callers: readonly string[], nowMs = 0): void {
  for (let round = 0; round < rounds; round += 1) {
    const begun = callers.map((caller) => breaker.begin(caller, nowMs));
    for (const request of begun) breaker.fail(request, nowMs, second);
  }
}

describe('a service that fails', () => {
  it('is given up after so many failures in a row; requests that were under way together fail once', () => {
    const breaker = new CircuitBreaker(10);
    failRounds(breaker, 9, ['a', 'b', 'c', 'd']);
    expect([breaker.failedRounds, breaker.isOpen]).toEqual([9, false]);
    failRounds(breaker, 1, ['a', 'b', 'c', 'd']);
    expect([breaker.failedRounds, breaker.isOpen]).toEqual([10, true]);
  });

  it('is not, when anything works in between', () => {
    const breaker = new CircuitBreaker(3);
    for (let turn = 0; turn < 20; turn += 1) {
      failRounds(breaker, 2, ['a', 'b']);
      breaker.succeed();
    }
    expect([breaker.failedRounds, breaker.isOpen, breaker.hasWorked]).toEqual([0, false, true]);
  });

  it('a failure of a request that was sent before something worked is old news', () => {
    const breaker = new CircuitBreaker(1);
    const old = breaker.begin('a', 0);
    breaker.begin('b', 0);
    breaker.succeed();
    breaker.fail(old, 1, second);
    expect([breaker.failedRounds, breaker.isOpen]).toEqual([0, false]);
  });

  it('is given up sooner when nothing got through for ten minutes: each failure can be a timeout of minutes', () => {
    const breaker = new CircuitBreaker(10);
    const first = ['a', 'b', 'c'].map((caller) => breaker.begin(caller, 0));
    for (const request of first) breaker.fail(request, 300_000, second);
    const next = ['d', 'e', 'f'].map((caller) => breaker.begin(caller, 300_000));
    expect(breaker.isOpen).toBe(false);
    for (const request of next) breaker.fail(request, 600_000, second);
    expect(breaker.isOpen).toBe(true);
  });

  it('with 0 it never is, nor suspected', () => {
    const breaker = new CircuitBreaker(0);
    failRounds(breaker, 1000, ['a', 'b'], 1e9);
    expect([breaker.isOpen, breaker.isSuspicious, breaker.waitMs(5, 0)]).toEqual([false, false, 0]);
  });
});

describe('a suspected service', () => {
  it('is one that several callers failed at, three times in a row', () => {
    const breaker = new CircuitBreaker(10);
    failRounds(breaker, 5, ['a']);
    expect(breaker.isSuspicious).toBe(false);
    breaker.succeed();
    failRounds(breaker, 2, ['a', 'b']);
    expect(breaker.isSuspicious).toBe(false);
    failRounds(breaker, 1, ['a', 'b']);
    expect(breaker.isSuspicious).toBe(true);
  });

  it('is tried by one request at a time, after a wait; what works ends the suspicion', () => {
    const breaker = new CircuitBreaker(10);
    failRounds(breaker, 3, ['a', 'b'], 5000);
    expect(breaker.waitMs(0, 5000)).toBe(1000);
    expect(breaker.waitMs(0, 6000)).toBe(0);
    expect(breaker.waitMs(1, 6000)).toBe(Number.POSITIVE_INFINITY);
    breaker.succeed();
    expect(breaker.waitMs(64, 6000)).toBe(0);
  });
});

it('with the usual waits ten failures take a minute or two', () => {
  for (const random of [0, 0.999]) {
    const breaker = new CircuitBreaker(10);
    let nowMs = 0;
    while (!breaker.isOpen) {
      nowMs += breaker.waitMs(0, nowMs);
      for (const request of ['a', 'b'].map((caller) => breaker.begin(caller, nowMs))) {
        breaker.fail(request, nowMs, (attempt) => retryDelayMs({ attempt, retryAfterMs: null, random }));
      }
    }
    expect(nowMs).toBeGreaterThan(60_000);
    expect(nowMs).toBeLessThan(180_000);
  }
});

it('never opens before its number of failures since the last success, and always with it', () => {
  const event = fc.record({ works: fc.boolean(), caller: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(event, { maxLength: 60 }), (limit, events) => {
      const breaker = new CircuitBreaker(limit);
      let inARow = 0;
      let longest = 0;
      for (const { works, caller } of events) {
        const request = breaker.begin(caller, 0);
        inARow = works ? 0 : inARow + 1;
        longest = Math.max(longest, inARow);
        if (works) breaker.succeed();
        else breaker.fail(request, 0, second);
        expect(breaker.isOpen).toBe(longest >= limit);
      }
    }),
  );
});
