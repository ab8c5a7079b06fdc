import { createRandom, mix } from '../random.ts';

/** Ten invented digits of a mobile number, `9XXXXXXXXX`. */
export function inventPhone(seed: number): string {
  const random = createRandom(mix(seed, 0x9403));
  const digits = Array.from({ length: 7 }, () => Math.floor(random() * 10)).join('');
  return `9${10 + Math.floor(random() * 80)}${digits}`;
}

/** The ways in which phone numbers are written. */
export function formatPhone(digits: string, style: number): string {
  const [code, first, second, third] = splitPhone(digits);
  switch (style % 4) {
    case 0:
      return `+7${digits}`;
    case 1:
      return `8${digits}`;
    case 2:
      return `7${digits}`;
    default:
      return `8 (${code}) ${first}-${second}-${third}`;
  }
}

/** Groups of a number as people say them: 917, 204, 55, 31. */
export function splitPhone(digits: string): [string, string, string, string] {
  return [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 8), digits.slice(8, 10)];
}
