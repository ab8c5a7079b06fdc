const decimals = 12;

/** USD as the gateway writes it (`0.00123`, `1.2e-05`) → plain decimal text; NULL when it is no number ≥ 0. */
export function parseCost(text: string): string | null {
  const match = /^\s*(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?\s*$/u.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const shift = decimals - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  return formatCost(shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift));
}

/** Exact sum of decimal texts; NULL when one of them is unknown or there is none. */
export function sumCosts(costs: readonly (string | null)[]): string | null {
  if (costs.length === 0) return null;
  let sum = 0n;
  for (const cost of costs) {
    if (cost === null) return null;
    const [whole = '0', fraction = ''] = cost.split('.');
    sum += BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
  }
  return formatCost(sum);
}

function formatCost(scaled: bigint): string {
  const text = scaled.toString().padStart(decimals + 1, '0');
  const fraction = text.slice(-decimals).replace(/0+$/u, '');
  const whole = text.slice(0, -decimals);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
