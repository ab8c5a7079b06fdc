const decimals = 12;

/**
 * USD as the gateway writes it (`0.00123`, `1.2e-05`) → plain decimal text; NULL when it is no number ≥ 0. Rounded to the
 * last decimal kept, not cut: the gateway multiplies in binary, and its 0.00006059999999999999 means 0.0000606.
 */
export function parseCost(text: string): string | null {
  const match = /^\s*(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?\s*$/u.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const shift = decimals - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  if (shift >= 0) return formatCost(digits * 10n ** BigInt(shift));
  const unit = 10n ** BigInt(-shift);
  return formatCost((digits + unit / 2n) / unit);
}

/** Exact sum of decimal texts; NULL when one of them is unknown or there is none. */
export function sumCosts(costs: readonly (string | null)[]): string | null {
  if (costs.length === 0) return null;
  let sum = 0n;
  for (const cost of costs) {
    if (cost === null) return null;
    sum += scaled(cost);
  }
  return formatCost(sum);
}

/** Tokens times a price per million, rounded up to the last decimal kept: a limit is never passed by rounding. */
export function timesPerMillion(tokens: number, price: string): string {
  return formatCost((BigInt(tokens) * scaled(price) + 999_999n) / 1_000_000n);
}

/** Below 0, 0 or above 0, as the first is less, equal or more. */
export function compareCosts(first: string, second: string): number {
  const difference = scaled(first) - scaled(second);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The decimal text in units of the last decimal kept. */
function scaled(cost: string): bigint {
  const [whole = '0', fraction = ''] = cost.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
}

function formatCost(units: bigint): string {
  const text = units.toString().padStart(decimals + 1, '0');
  const fraction = text.slice(-decimals).replace(/0+$/u, '');
  const whole = text.slice(0, -decimals);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
