import { describe, expect, it } from 'vitest';

import type { Sums } from '../../../src/domain/estimate.ts';
import { addSums, estimateMean, noSums, shareOf } from '../../../src/domain/estimate.ts';

function sumsOf(values: readonly number[]): Sums {
  return {
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    squares: values.reduce((sum, value) => sum + value ** 2, 0),
  };
}

describe('the average of percentages', () => {
  it('has the interval of Student: by hand, 40 50 60 70 80 is 60 ± 2.776 · 15.811 / √5', () => {
    const { count, mean, low, high } = estimateMean(sumsOf([40, 50, 60, 70, 80]));
    expect([count, mean]).toEqual([5, 60]);
    expect(low).toBeCloseTo(40.37, 2);
    expect(high).toBeCloseTo(79.63, 2);
  });

  it('is unknown of nothing, and without interval of one value', () => {
    expect(estimateMean(noSums)).toEqual({ count: 0, mean: null, low: null, high: null });
    expect(estimateMean(sumsOf([0]))).toEqual({ count: 1, mean: 0, low: null, high: null });
  });

  it('does not leave 0 to 100', () => {
    expect(estimateMean(sumsOf([0, 100]))).toEqual({ count: 2, mean: 50, low: 0, high: 100 });
  });

  it('is not certain where all values are the same: by the rule of three, ten zeros leave room for 26 %', () => {
    const same = (count: number, value: number): readonly (number | null)[] => {
      const { mean, low, high } = estimateMean(sumsOf(Array<number>(count).fill(value)));
      return [mean, low, high].map((end) => (end === null ? null : Math.round(10 * end) / 10));
    };
    expect(same(10, 0)).toEqual([0, 0, 25.9]);
    expect(same(10, 100)).toEqual([100, 74.1, 100]);
    expect(same(2, 50)).toEqual([50, 11.2, 88.8]);
    // The values that a sum of fractions cannot hold are the same ones, too.
    expect(same(1000, 100 / 3)).toEqual([33.3, 33.2, 33.5]);
    expect(same(60_000, 200 / 7)).toEqual([28.6, 28.6, 28.6]);
  });

  it('goes on from equal values to one that differs without a leap', () => {
    const highOf = (values: readonly number[]): number => estimateMean(sumsOf(values)).high ?? 0;
    const [none, one] = [Array<number>(40).fill(0), [...Array<number>(39).fill(0), 100]].map(highOf);
    expect(none).toBeCloseTo(7.2, 1);
    expect(one).toBeCloseTo(7.6, 1);
  });

  it('gets narrower without a step where the table of quantiles ends', () => {
    const halfOf = (count: number): number => {
      // Half at 40, half at 60: only count and quantile change.
      const { mean, high } = estimateMean(
        sumsOf([...Array<number>(count / 2).fill(40), ...Array<number>(count / 2).fill(60)]),
      );
      return ((high ?? 0) - (mean ?? 0)) * Math.sqrt(count - 1);
    };
    // √(n − 1) · half = 10 · t for half-and-half samples: t falls with the degrees of freedom.
    const [t29, t31, t33, t119] = [30, 32, 34, 120].map((count) => halfOf(count) / 10) as [
      number,
      number,
      number,
      number,
    ];
    expect(t29).toBeCloseTo(2.045, 2);
    expect(t31).toBeCloseTo(2.04, 2);
    expect(t33).toBeLessThan(t31);
    expect(t119).toBeCloseTo(1.98, 2);
  });

  it('is the same when sums of parts are added up', () => {
    const parts = [[10, 20], [], [30, 95]].map(sumsOf);
    expect(estimateMean(addSums(parts))).toEqual(estimateMean(sumsOf([10, 20, 30, 95])));
  });
});

it('a share of nothing is unknown', () => {
  expect([shareOf(0, 0), shareOf(0, 4), shareOf(1, 4)]).toEqual([null, 0, 25]);
});
