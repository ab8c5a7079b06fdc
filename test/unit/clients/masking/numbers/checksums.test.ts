import fc from 'fast-check';
import { expect, it } from 'vitest';

import { isInn, isSnils, passesLuhn } from '../../../../../src/clients/masking/numbers/checksums.ts';

const otherDigit = (text: string, at: number, shift: number): string =>
  text.slice(0, at) + String((Number(text[at]) + shift) % 10) + text.slice(at + 1);

it.each([
  ['card', '4111111111111111', passesLuhn],
  ['card', '5500000000000004', passesLuhn],
  ['СНИЛС', '11223344595', isSnils],
  ['ИНН of a company', '7707083893', isInn],
  ['ИНН of a person', '500100732259', isInn],
] as const)('accepts a %s (%s) and refuses it with one digit changed', (_, number, check) => {
  expect(check(number)).toBe(true);
  // In the two-digit checks of СНИЛС and ИНН a few of these slips go unnoticed by design; Luhn notices all.
  const places = fc.tuple(fc.nat(number.length - 1), fc.integer({ min: 1, max: 9 }));
  const changed = fc.sample(places, 60).map(([at, shift]) => otherDigit(number, at, shift));
  const unnoticed = changed.filter((text) => check(text));
  expect(unnoticed.length).toBeLessThan(changed.length / 10);
});

it('knows lengths: nothing shorter or longer passes for an ИНН or СНИЛС', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,20}$/u), (text) => {
      if (text.length !== 11) expect(isSnils(text)).toBe(false);
      if (text.length !== 10 && text.length !== 12) expect(isInn(text)).toBe(false);
    }),
  );
});
