/** The answers whose cost both the gateway's header and the price table tell. Sums are decimal text in USD. */
export interface CostComparison {
  /** So many answers. */
  readonly answers: number;
  readonly byHeader: string;
  readonly byPriceTable: string;
}

/** Rounding and cached input make up less; in percent. */
const usualDifference = 1;

/** Of the larger sum, in percent. */
function differenceOf({ byHeader, byPriceTable }: CostComparison): number {
  const sums = [Number(byHeader), Number(byPriceTable)];
  const larger = Math.max(...sums);
  return larger === 0 ? 0 : (100 * (larger - Math.min(...sums))) / larger;
}

/** The price table is not what the gateway charges. */
export function isSuspicious(comparison: CostComparison): boolean {
  return differenceOf(comparison) > usualDifference;
}

/** For the log and the closing table. */
export function describeComparison(comparison: CostComparison, answers: number): string {
  const difference = `difference ${differenceOf(comparison).toFixed(1)} %`;
  return (
    `over ${comparison.answers} of ${answers} answers: by the gateway's headers ${comparison.byHeader} USD, ` +
    `by the price table ${comparison.byPriceTable} USD, ${difference}`
  );
}
