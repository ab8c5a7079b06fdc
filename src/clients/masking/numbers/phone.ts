import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** How digits were written or said, as far as it tells a phone from another number. */
export interface PhoneLook {
  /** «+7», «плюс семь» */
  readonly plus: boolean;
  /** «(912)» */
  readonly bracketed: boolean;
}

/** The number in international form when the numbering plans of the world know it; Russian without a country code. */
export function readPhone(digits: string, look: PhoneLook): string | null {
  const international = inInternationalForm(digits, look);
  if (international === null) return null;
  const parsed = parsePhoneNumberFromString(international, { extract: false });
  return parsed?.isValid() === true ? parsed.number : null;
}

/** The same value for +7…, 8… and the ten digits alone. */
export function phoneKey(digits: string, look: PhoneLook): string {
  return inInternationalForm(digits, look) ?? digits;
}

function inInternationalForm(digits: string, { plus }: PhoneLook): string | null {
  if (digits.length === 11 && /^[78]/u.test(digits)) return `+7${digits.slice(1)}`;
  if (plus) return digits.length >= 10 && digits.length <= 15 ? `+${digits}` : null;
  return digits.length === 10 ? `+7${digits}` : null;
}
