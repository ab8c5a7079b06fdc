import { describe, expect, it } from 'vitest';

import { judgeClock, judgeDisk } from '../../../../src/cli/doctor/judge-machine.ts';

const clock = (host: string, seconds: number) => ({ host, aheadMs: seconds * 1000 });

describe('judgeClock', () => {
  it.each([
    [9, 'good'],
    [-9, 'good'],
    [11, 'warning'],
    [-299, 'warning'],
    [301, 'error'],
    [-301, 'error'],
  ])('of a clock that is %i s ahead', (seconds, judgement) => {
    expect(judgeClock([clock('a', seconds)]).judgement).toBe(judgement);
  });

  it('believes the middle one: one server alone can be wrong', () => {
    expect(judgeClock([clock('a', 0), clock('b', 4000), clock('c', 1)]).judgement).toBe('good');
    expect(judgeClock([clock('a', 700), clock('b', 0), clock('c', 701)]).message).toContain(
      '700 s ahead of a',
    );
  });
});

describe('judgeDisk', () => {
  it('wants room for the logs of some nights', () => {
    expect(judgeDisk('/x', 200 * 1024 * 1024).judgement).toBe('good');
    expect(judgeDisk('/x', 199 * 1024 * 1024)).toEqual({
      judgement: 'warning',
      message: 'only 199 MB free at /x: make room, or log lines are lost',
      facts: { freeBytes: 199 * 1024 * 1024 },
    });
  });

  it('says nothing of a file system that tells nothing', () => {
    expect(judgeDisk('/proc', null).judgement).toBe('good');
  });
});
