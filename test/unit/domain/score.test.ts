import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Checklist, Criterion } from '../../../src/domain/checklist.ts';
import type { CriterionResult } from '../../../src/domain/interpretation.ts';
import { interpretEvaluations } from '../../../src/domain/interpretation.ts';
import { scoreOf } from '../../../src/domain/score.ts';

const leastShare = 0.6;

function checklistOf(criteria: readonly Partial<Criterion>[]): Checklist {
  return {
    criteria: criteria.map((changes, index) => ({
      id: `c${index}`,
      category: 'A',
      name: `n${index}`,
      comment: '',
      maximum: 10,
      conditions: '',
      weight: 1,
      allowsNotApplicable: true,
      critical: false,
      ...changes,
    })),
  };
}

const maxima = (...values: number[]): Checklist => checklistOf(values.map((maximum) => ({ maximum })));
const scored = (score: number): CriterionResult => ({ state: 'scored', score, reason: '', quotes: [] });
const notScored: CriterionResult = { state: 'not_scored', score: null, reason: '' };
const notApplicable: CriterionResult = { state: 'not_applicable', score: null, reason: '' };

function resultsOf(...results: CriterionResult[]): Map<string, CriterionResult> {
  return new Map(results.map((result, index) => [`c${index}`, result]));
}

describe('the plain score', () => {
  it('sums scored criteria only and rounds the quotient down', () => {
    const score = scoreOf(maxima(3, 10, 3), resultsOf(scored(2), notScored, scored(0)), leastShare);
    expect(score).toMatchObject({ total: 2, maximum: 6, percentage: 33 });
  });

  it('keeps fractions exact, so that 0.7 of 1 is 70 and not 69', () => {
    expect(scoreOf(maxima(1), resultsOf(scored(0.7)), leastShare).percentage).toBe(70);
    const score = scoreOf(maxima(0.1, 0.2), resultsOf(scored(0.1), scored(0.2)), leastShare);
    expect(score).toMatchObject({ total: 0.3, maximum: 0.3, percentage: 100, finalPercentage: 100 });
  });

  it('is unknown, not 0, when nothing was scored or the maximum is 0', () => {
    const nothing = { total: null, maximum: null, percentage: null, finalPercentage: null, scoredShare: 0 };
    expect(scoreOf(maxima(5), resultsOf(notScored), leastShare)).toMatchObject(nothing);
    const zero = { total: 0, maximum: 0, percentage: null, finalPercentage: null, scoredShare: null };
    expect(scoreOf(maxima(0), resultsOf(scored(0)), leastShare)).toMatchObject(zero);
  });
});

describe('the final score', () => {
  it('weighs', () => {
    const checklist = checklistOf([{ weight: 3 }, { weight: 1 }]);
    const score = scoreOf(checklist, resultsOf(scored(10), scored(0)), leastShare);
    expect(score).toMatchObject({ percentage: 50, finalPercentage: 75 });
  });

  it('is rounded down to hundredths', () => {
    expect(scoreOf(maxima(3), resultsOf(scored(2)), leastShare).finalPercentage).toBe(66.66);
  });

  it('is 0 when a critical criterion scored 0, and says so', () => {
    const checklist = checklistOf([{ critical: true }, {}]);
    expect(scoreOf(checklist, resultsOf(scored(0), scored(10)), leastShare)).toMatchObject({
      finalPercentage: 0,
      criticalFailed: true,
      percentage: 50,
    });
    expect(scoreOf(checklist, resultsOf(scored(1), scored(10)), leastShare).criticalFailed).toBe(false);
    expect(scoreOf(checklist, resultsOf(notScored, scored(10)), 0).criticalFailed).toBeNull();
    expect(scoreOf(checklist, resultsOf(notApplicable, scored(10)), leastShare).criticalFailed).toBe(false);
    const worthless = checklistOf([{ critical: true, maximum: 0 }, {}]);
    expect(scoreOf(worthless, resultsOf(scored(0), scored(10)), leastShare).criticalFailed).toBe(false);
  });

  it('is unknown when too little was scored; what does not apply is not missed', () => {
    const share = (...results: CriterionResult[]): unknown[] => {
      const { finalPercentage, scoredShare } = scoreOf(maxima(6, 4), resultsOf(...results), leastShare);
      return [finalPercentage, scoredShare];
    };
    expect(share(scored(3), notScored)).toEqual([50, 0.6]);
    expect(share(notScored, scored(4))).toEqual([null, 0.4]);
    expect(share(notApplicable, scored(4))).toEqual([100, 1]);
  });
});

/** As sums of numeric(…) in SQL come out: decimal, whatever a double holds. */
function sumOf(values: readonly number[]): number {
  const thousandths = values.map((value) => {
    const [whole = '', fraction = ''] = value.toFixed(3).split('.');
    expect(Number(`${whole}.${fraction}`)).toBe(value);
    return BigInt(whole + fraction);
  });
  const digits = String(thousandths.reduce((sum, value) => sum + value, 0n)).padStart(4, '0');
  return Number(`${digits.slice(0, -3)}.${digits.slice(-3)}`);
}

describe('any answer', () => {
  const maximum = fc.nat(50_000).map((value) => value / 1000);
  const given = fc.record({
    maximum,
    score: fc.oneof(
      fc.double({ noNaN: true, min: -1, max: 60 }),
      fc.constantFrom(0.0004, 1.23456, 0.0005, 7.1234),
    ),
  });

  it('gives totals that are the sums of the stored scores and maxima, to the last decimal', () => {
    fc.assert(
      fc.property(fc.array(given, { minLength: 1, maxLength: 20 }), (criteria) => {
        const checklist = checklistOf(criteria.map((entry) => ({ maximum: entry.maximum, critical: true })));
        const evaluations = criteria.map(({ score }, index) => ({
          ...{ criterionId: `c${index}`, category: '', criterion: '', score },
          ...{ notApplicable: false, reason: '', quotes: [] },
        }));
        const { results } = interpretEvaluations(evaluations, checklist);
        const stored = [...results.values()].map((result) => result.score ?? Number.NaN);
        const score = scoreOf(checklist, results, leastShare);
        expect(score.total).toBe(sumOf(stored));
        expect(score.maximum).toBe(sumOf(criteria.map((entry) => entry.maximum)));
        expect(score.criticalFailed).toBe(
          criteria.some((entry, index) => entry.maximum > 0 && stored[index] === 0),
        );
        for (const [index, value] of stored.entries()) {
          expect(value >= 0 && value <= criteria[index]!.maximum).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that is less than half a thousandth is 0 in the row, in the sum and to a critical criterion', () => {
    const checklist = checklistOf([{ critical: true }]);
    const evaluation = { criterionId: 'c0', category: '', criterion: '', score: 0.0004 };
    const { results } = interpretEvaluations(
      [{ ...evaluation, notApplicable: false, reason: '', quotes: [] }],
      checklist,
    );
    expect(results.get('c0')?.score).toBe(0);
    expect(scoreOf(checklist, results, leastShare)).toMatchObject({ total: 0, criticalFailed: true });
  });
});

describe('any check-list', () => {
  const criterion = fc.record({
    maximum: fc.integer({ min: 0, max: 20 }),
    weight: fc.integer({ min: 1, max: 8 }).map((halves) => halves / 2),
    critical: fc.boolean(),
    share: fc.integer({ min: 0, max: 4 }),
    state: fc.constantFrom('scored', 'not_scored', 'not_applicable'),
  });

  function read(
    criteria: readonly { maximum: number; share: number; state: string }[],
  ): Map<string, CriterionResult> {
    return resultsOf(
      ...criteria.map(({ maximum, share, state }) =>
        state === 'scored'
          ? scored((maximum * share) / 4)
          : state === 'not_scored'
            ? notScored
            : notApplicable,
      ),
    );
  }

  it('never leaves 0…100 and never counts what is not scored', () => {
    fc.assert(
      fc.property(fc.array(criterion, { minLength: 1, maxLength: 20 }), (criteria) => {
        const score = scoreOf(checklistOf(criteria), read(criteria), leastShare);
        const counted = criteria.filter(({ state }) => state === 'scored');
        const maximum = counted.reduce((sum, entry) => sum + entry.maximum, 0);
        expect(score.maximum).toBe(counted.length === 0 ? null : maximum);
        for (const value of [score.percentage, score.finalPercentage]) {
          if (value !== null) expect(value >= 0 && value <= 100).toBe(true);
        }
      }),
    );
  });

  it('with equal weights and nothing critical gives both percentages alike', () => {
    fc.assert(
      fc.property(fc.array(criterion, { minLength: 1, maxLength: 20 }), (criteria) => {
        const alike = criteria.map((entry) => ({ ...entry, weight: 2, critical: false }));
        const { percentage, finalPercentage } = scoreOf(checklistOf(alike), read(alike), 0);
        expect(finalPercentage === null ? null : Math.floor(finalPercentage)).toBe(percentage);
      }),
    );
  });

  it('never loses by a higher score', () => {
    fc.assert(
      fc.property(fc.array(criterion, { minLength: 1, maxLength: 12 }), fc.nat(11), (criteria, place) => {
        const better = criteria.map((entry, index) =>
          index === place % criteria.length ? { ...entry, share: 4 } : entry,
        );
        const checklist = checklistOf(criteria);
        const before = scoreOf(checklist, read(criteria), leastShare).finalPercentage;
        const after = scoreOf(checklist, read(better), leastShare).finalPercentage;
        if (before !== null && after !== null) expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('is not touched by a criterion that does not apply', () => {
    fc.assert(
      fc.property(fc.array(criterion, { minLength: 1, maxLength: 12 }), (criteria) => {
        const more = [
          ...criteria,
          { maximum: 20, weight: 4, critical: true, share: 0, state: 'not_applicable' },
        ];
        expect(scoreOf(checklistOf(more), read(more), leastShare)).toEqual(
          scoreOf(checklistOf(criteria), read(criteria), leastShare),
        );
      }),
    );
  });
});
