import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A number as T-Bank lists it, in E.164: +7 912…, 8 912…, 7912… and the ten digits alone are one number. What the numbering
 * plans do not know (a code given out since) is told by its digits. NULL for a text without a number.
 */
export function normalisePhone(text: string): string | null {
  const parsed = parsePhoneNumberFromString(text, 'RU');
  if (parsed?.isValid() === true) return parsed.number;
  const digits = text.replace(/\D/gu, '');
  if (digits.length < 5) return null;
  if (digits.length === 11 && /^[78]/u.test(digits)) return `+7${digits.slice(1)}`;
  return digits.length === 10 ? `+7${digits}` : `+${digits}`;
}

/**
 * A number that a person names: international with +, or Russian as 8 and ten digits. NULL for any other text: a number
 * that is guessed wrong would erase somebody else's calls.
 */
export function readNamedPhone(text: string): string | null {
  if (!/^[+8][\d\s()-]*$/u.test(text.trim())) return null;
  const parsed = parsePhoneNumberFromString(text, 'RU');
  if (parsed?.isPossible() !== true || (text.trim().startsWith('8') && parsed.country !== 'RU')) return null;
  return parsed.number;
}

/** Its digits without the country code, as they are said and written inside a country. */
export function nationalDigits(phone: string): string {
  return parsePhoneNumberFromString(phone)?.nationalNumber ?? phone.replace(/\D/gu, '');
}
