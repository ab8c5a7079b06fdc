/** What an average needs: sums can be added up over operators, criteria and days without looking at the calls again. */
export interface Sums {
  /** Values that were known. Whatever was not scored, does not apply or failed is none of them. */
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** An average in the unit of its values (here percent), with what it is worth. */
export interface Estimate {
  /** Values it was made of. */
  readonly count: number;
  /** NULL without a value. */
  readonly mean: number | null;
  /** Ends of the 95 % interval, within 0…100; NULL with fewer than two values. */
  readonly low: number | null;
  readonly high: number | null;
}

export const noSums: Sums = { count: 0, sum: 0, squares: 0 };

export function addSums(parts: readonly Sums[]): Sums {
  return parts.reduce(
    (total, part) => ({
      count: total.count + part.count,
      sum: total.sum + part.sum,
      squares: total.squares + part.squares,
    }),
    noSums,
  );
}

/** Below so many values an average says little: greyed, unranked, and no weakness is named from it. */
export const fewestForAverage = 5;

export function isEnough(estimate: Estimate | undefined): estimate is Estimate & { readonly mean: number } {
  return estimate !== undefined && estimate.count >= fewestForAverage;
}

/** What rounding can leave of a variance where all values are the same; values of whole calls differ by more. */
const noVariance = 1e-8;

/**
 * Mean of percentages and its 95 % interval by Student's t: mean ± t · s / √n, where s is the standard deviation of the
 * sample. A normal interval would be too narrow for the few calls of one operator: half again for five of them.
 */
export function estimateMean({ count, sum, squares }: Sums): Estimate {
  if (count === 0) return { count, mean: null, low: null, high: null };
  const mean = sum / count;
  if (count === 1) return { count, mean, low: null, high: null };
  const variance = (squares - sum * mean) / (count - 1);
  if (variance < noVariance) return { count, mean, ...rangeOfEqual(count, mean) };
  const half = studentQuantile(count - 1) * Math.sqrt(variance / count);
  return { count, mean, low: Math.max(0, mean - half), high: Math.min(100, mean + half) };
}

/**
 * Values that are all the same have no deviation, and Student would call their mean certain. The rule of three, exactly: were
 * more than 1 − 0.05^(1/n) of all values others, so many equal ones would be met in fewer than 5 samples of 100. Those others
 * may be anything from 0 to 100.
 */
function rangeOfEqual(count: number, value: number): Pick<Estimate, 'low' | 'high'> {
  const equal = 0.05 ** (1 / count);
  return { low: value * equal, high: value * equal + 100 * (1 - equal) };
}

/** Share in percent; NULL of nothing: a share of no calls is unknown, not 0. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}

/** The 97.5 % quantile of Student's t for 1 to 30 degrees of freedom: any table of it. */
const quantiles = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
  ...[2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086],
  ...[2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042],
];
const normalQuantile = 1.959964;

/** Beyond the table by the first terms of its expansion around the normal quantile, right to three decimals. */
function studentQuantile(degrees: number): number {
  const z = normalQuantile;
  return (
    quantiles[degrees - 1] ??
    z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
  );
}
