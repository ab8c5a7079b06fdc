import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  longestDelayMs,
  parseDuration,
  parseRetryAfter,
  retryDelayMs,
} from '../../../../src/clients/http/retry-delay.ts';

describe('retryDelayMs', () => {
  it('doubles from attempt to attempt, half of it random', () => {
    expect(retryDelayMs({ attempt: 1, retryAfterMs: null, random: 0 })).toBe(500);
    expect(retryDelayMs({ attempt: 1, retryAfterMs: null, random: 1 })).toBe(1000);
    expect(retryDelayMs({ attempt: 3, retryAfterMs: null, random: 1 })).toBe(4000);
    expect(retryDelayMs({ attempt: 30, retryAfterMs: null, random: 1 })).toBe(30_000);
  });

  it('never comes back earlier than told, and not much later', () => {
    expect(retryDelayMs({ attempt: 1, retryAfterMs: 7000, random: 0 })).toBe(7000);
    expect(retryDelayMs({ attempt: 5, retryAfterMs: 7000, random: 1 })).toBe(7700);
  });

  it('takes 0 as "soon", not as "at once"', () => {
    expect(retryDelayMs({ attempt: 1, retryAfterMs: 0, random: 0 })).toBe(500);
  });

  it('stays within 0 and the bound whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.option(fc.double({ min: 0, max: 1e15, noNaN: true })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, retryAfterMs, random) => {
          const delay = retryDelayMs({ attempt, retryAfterMs, random });
          return delay >= 0 && delay <= longestDelayMs;
        },
      ),
    );
  });
});

describe('parseRetryAfter', () => {
  const now = new Date('2026-11-20T10:00:00Z');
  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': ' 1.5 ' }, 1500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:20 GMT' }, 20_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'llm_provider-retry-after': '9' }, 9000],
    [{ 'retry-after': '2', 'llm_provider-retry-after': '9' }, 2000],
    [{ 'retry-after': 'None', 'llm_provider-retry-after': '9' }, 9000],
    [{ 'x-ratelimit-reset-requests': '6ms' }, 6],
    [{ 'x-ratelimit-reset-requests': '1m12.5s', 'x-ratelimit-reset-tokens': '6ms' }, 72_500],
    [
      {
        'x-ratelimit-reset-requests': '1m12.5s',
        'x-ratelimit-reset-tokens': '900ms',
        'x-ratelimit-remaining-tokens': '0',
      },
      900,
    ],
    [{ 'llm_provider-x-ratelimit-reset-tokens': '2s' }, 2000],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '' }, null],
    [{ 'x-ratelimit-reset-requests': 'later' }, null],
    [{}, null],
  ] as [Record<string, string>, number | null][])('%j → %s ms', (headers, expected) => {
    expect(parseRetryAfter(headers, now)).toBe(expected);
  });
});

describe('parseDuration', () => {
  it.each([
    ['6ms', 6],
    ['1m12.5s', 72_500],
    ['1h2m3s', 3_723_000],
    ['2d', 172_800_000],
    ['0s', 0],
    ['60', 60_000],
    ['', null],
    ['1x', null],
    ['m5', null],
    ['-1s', null],
    [undefined, null],
  ])('%s → %s ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });
});
