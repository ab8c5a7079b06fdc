/** Area under Student's density from 0 to t, of the half that lies there, by Simpson's rule; x = √df · tan θ. */
function halfShare(t: number, degrees: number): number {
  const integrate = (end: number): number => {
    const steps = 4000;
    let sum = 0;
    for (let step = 0; step <= steps; step += 1) {
      const factor = step === 0 || step === steps ? 1 : step % 2 === 0 ? 2 : 4;
      sum += factor * Math.cos((end * step) / steps) ** (degrees - 1);
    }
    return (sum * end) / steps / 3;
  };
  return integrate(Math.atan(t / Math.sqrt(degrees))) / integrate(Math.PI / 2);
}

/** The 97.5 % quantile of Student's distribution, found by halving. */
export function studentQuantile(degrees: number): number {
  let [low, high] = [1.9, 13];
  for (let round = 0; round < 50; round += 1) {
    const middle = (low + high) / 2;
    if (halfShare(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return low;
}

/** Count, average and 95 % interval of percentages, as a textbook has them (equal ones: the rule of three); unknown ones do not count. */
export function summarise(values: readonly (number | null)[]): {
  n: number;
  average: number | null;
  low: number | null;
  high: number | null;
} {
  const known = values.filter((value) => value !== null);
  const n = known.length;
  if (n === 0) return { n, average: null, low: null, high: null };
  const average = known.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, average, low: null, high: null };
  if (known.every((value) => value === known[0])) {
    // As many equal values have at most this chance of being met when more than that share of all are others.
    const others = 1 - Math.exp(Math.log(0.05) / n);
    return { n, average, low: average - average * others, high: average + (100 - average) * others };
  }
  const squares = known.reduce((sum, value) => sum + (value - average) ** 2, 0);
  const half = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { n, average, low: Math.max(0, average - half), high: Math.min(100, average + half) };
}
