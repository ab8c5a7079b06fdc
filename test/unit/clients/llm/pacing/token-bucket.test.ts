import fc from 'fast-check';
import { expect, it } from 'vitest';

import { TokenBucket } from '../../../../../src/clients/llm/pacing/token-bucket.ts';

const minuteMs = 60_000;

/** Sends requests as soon as the bucket lets them; when each was sent. */
function send(bucket: TokenBucket, requests: readonly number[], pausesMs: readonly number[] = []): number[] {
  let nowMs = 0;
  return requests.map((tokens, index) => {
    nowMs += pausesMs[index] ?? 0;
    nowMs += bucket.waitMs(tokens, nowMs);
    expect(bucket.waitMs(tokens, nowMs)).toBe(0);
    bucket.take(tokens, nowMs);
    return nowMs;
  });
}

it('lets no more than its tokens go within any minute, the request apart that it is just at', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), pauseMs: fc.nat(90_000) }), {
        minLength: 1,
        maxLength: 60,
      }),
      (perMinute, drawn) => {
        const requests = drawn.map(({ share }) => Math.ceil(share * perMinute));
        const sentAt = send(
          new TokenBucket(perMinute, 0),
          requests,
          drawn.map(({ pauseMs }) => pauseMs),
        );
        for (const [first, begunMs] of sentAt.entries()) {
          const within = requests.filter(
            (_, index) => index >= first && (sentAt[index] ?? 0) < begunMs + minuteMs,
          );
          const last = within.pop() ?? 0;
          const sum = within.reduce((total, tokens) => total + tokens, 0);
          expect(sum).toBeLessThanOrEqual(perMinute + 1e-3);
          expect(last).toBeLessThanOrEqual(perMinute);
        }
      },
    ),
  );
});

it('keeps the pace: a long night takes hardly longer than its tokens', () => {
  const requests = Array.from({ length: 500 }, () => 1000);
  const sentAt = send(new TokenBucket(100_000, 0), requests);
  const ideal = ((500 * 1000) / 100_000) * minuteMs;
  expect((sentAt.at(-1) ?? 0) / ideal).toBeLessThan(1.1);
  expect((sentAt.at(-1) ?? 0) / ideal).toBeGreaterThan(0.95);
});

it('a request larger than a minute’s tokens goes, and the next one waits for its debt', () => {
  const bucket = new TokenBucket(1200, 0);
  expect(bucket.waitMs(5000, 0)).toBe(0);
  bucket.take(5000, 0);
  const waitMs = bucket.waitMs(1, 0);
  expect(waitMs).toBeGreaterThan(4 * minuteMs);
  expect(bucket.waitMs(1, waitMs)).toBe(0);
  expect(bucket.waitMs(5000, waitMs)).toBeGreaterThan(0);
});

it('gives back what a request did not use, and takes what it used beyond', () => {
  const wait = (taken: number, used: number): number => {
    const bucket = new TokenBucket(1200, 0);
    bucket.take(taken, 0);
    bucket.settle(taken, used, 0);
    return bucket.waitMs(100, 0);
  };
  expect(wait(500, 0)).toBe(0);
  expect(wait(500, 100)).toBe(wait(100, 100));
  expect(wait(50, 700)).toBe(wait(700, 700));
});

it('a clock that does not move, or jumps back, makes no tokens', () => {
  const bucket = new TokenBucket(1200, 10_000);
  bucket.take(100, 10_000);
  const waitMs = bucket.waitMs(100, 10_000);
  expect(bucket.waitMs(100, 5000)).toBe(waitMs);
  expect(bucket.waitMs(100, 10_000)).toBe(waitMs);
});
