/** Sums of 0.1 and the like stay exact in thousandths, so that 7/10 is 70 and not 69. */
export function thousandths(value: number): number {
  return Math.round(value * 1000);
}

/** A score or maximum as it is stored and added up: finer ones would not add up to the rows beside their sum. */
export function inThousandths(value: number): number {
  return thousandths(value) / 1000;
}
