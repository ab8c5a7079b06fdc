function digitsOf(text: string): number[] {
  const digits: number[] = [];
  for (let at = 0; at < text.length; at += 1) digits.push(text.charCodeAt(at) - 0x30);
  return digits;
}

function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);
}

/** The check of bank card numbers (ISO/IEC 7812). */
export function passesLuhn(text: string): boolean {
  let sum = 0;
  digitsOf(text)
    .reverse()
    .forEach((digit, index) => {
      const value = index % 2 === 1 ? digit * 2 : digit;
      sum += value > 9 ? value - 9 : value;
    });
  return sum % 10 === 0;
}

/** An insurance number of 11 digits: the last two check the nine before them. */
export function isSnils(text: string): boolean {
  if (text.length !== 11 || !/^\d{11}$/u.test(text)) return false;
  const number = Number(text.slice(0, 9));
  if (number <= 1_001_998) return false; // numbers up to this one were given without a check
  const sum = weighted(digitsOf(text), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  return (sum % 101) % 100 === Number(text.slice(9));
}

/** A taxpayer's number: 10 digits of a company with one check digit, 12 of a person with two. */
export function isInn(text: string): boolean {
  if (text.length !== 10 && text.length !== 12) return false;
  const digits = digitsOf(text);
  const check = (weights: readonly number[]): boolean =>
    (weighted(digits, weights) % 11) % 10 === digits[weights.length];
  if (/^(?!00)\d{10}$/u.test(text)) return check([2, 4, 10, 3, 5, 9, 4, 6, 8]);
  if (!/^(?!00)\d{12}$/u.test(text)) return false;
  return check([7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) && check([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]);
}
