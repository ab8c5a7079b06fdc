import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Checklist } from '../../../src/domain/checklist.ts';
import type { CriterionResult } from '../../../src/domain/interpretation.ts';
import { scoreOf } from '../../../src/domain/score.ts';

function checklistOf(maxima: readonly number[]): Checklist {
  return {
    criteria: maxima.map((maximum, index) => ({
      id: `c${index}`,
      category: 'A',
      name: `n${index}`,
      comment: '',
      maximum,
      conditions: '',
    })),
  };
}

const scored = (score: number): CriterionResult => ({ state: 'scored', score, reason: '' });
const unscored: CriterionResult = { state: 'not_scored', score: null, reason: '' };

describe('scoreOf', () => {
  it('sums scored criteria only and rounds the quotient down', () => {
    const results = new Map([
      ['c0', scored(2)],
      ['c1', unscored],
      ['c2', scored(0)],
    ]);
    expect(scoreOf(checklistOf([3, 10, 3]), results)).toEqual({ total: 2, maximum: 6, percentage: 33 });
  });

  it('keeps fractions exact, so that 0.7 of 1 is 70 and not 69', () => {
    expect(scoreOf(checklistOf([1]), new Map([['c0', scored(0.7)]])).percentage).toBe(70);
    expect(
      scoreOf(
        checklistOf([0.1, 0.2]),
        new Map([
          ['c0', scored(0.1)],
          ['c1', scored(0.2)],
        ]),
      ),
    ).toEqual({
      total: 0.3,
      maximum: 0.3,
      percentage: 100,
    });
  });

  it('is unknown, not 0, when nothing was scored or the maximum is 0', () => {
    expect(scoreOf(checklistOf([5]), new Map([['c0', unscored]]))).toEqual({
      total: null,
      maximum: null,
      percentage: null,
    });
    expect(scoreOf(checklistOf([0]), new Map([['c0', scored(0)]]))).toEqual({
      total: 0,
      maximum: 0,
      percentage: null,
    });
  });

  it('never leaves 0…100 and never counts what is not scored', () => {
    const criterion = fc.record({
      maximum: fc.integer({ min: 0, max: 20 }),
      share: fc.integer({ min: 0, max: 4 }),
      isScored: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(criterion, { minLength: 1, maxLength: 20 }), (criteria) => {
        const checklist = checklistOf(criteria.map((entry) => entry.maximum));
        const results = new Map(
          criteria.map((entry, index) => [
            `c${index}`,
            entry.isScored ? scored((entry.maximum * entry.share) / 4) : unscored,
          ]),
        );
        const score = scoreOf(checklist, results);
        const counted = criteria.filter((entry) => entry.isScored);
        expect(score.maximum).toBe(
          counted.length === 0 ? null : counted.reduce((sum, entry) => sum + entry.maximum, 0),
        );
        if (score.percentage !== null) expect(score.percentage >= 0 && score.percentage <= 100).toBe(true);
      }),
    );
  });
});
