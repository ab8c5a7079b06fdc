import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createMasker } from '../../../../src/clients/masking/create-masker.ts';
import { transcriptOf } from './transcript-of.ts';

const masker = createMasker();
const otherMasker = createMasker();

/** Pieces that mean something to the masker, also cut short and put together wrongly. */
const pieces = [
  '8 912 345-67-89',
  '+7 (912) 345 67 89',
  'восемь девятьсот двенадцать',
  'триста сорок пять шестьдесят семь восемьдесят девять',
  'два нуля',
  '4111 1111 1111 1111',
  'карта',
  'паспорт серия 45 10 номер 123456',
  'СНИЛС 112-233-445 95',
  'ИНН 7707083893',
  'ivanov@mail.ru',
  'иванов собака мэйл точка ру',
  'собака',
  'точка ру',
  'улица Садовая, дом 12, квартира 5',
  'Самара,',
  'дом двенадцать',
  'дата рождения 15.03.1985',
  'родился пятого марта восемьдесят пятого года',
  'Меня зовут Марина',
  'Марина Викторовна,',
  'передайте марине',
  'Корнеева',
  'слушаю',
  'Как вас зовут?',
  'продиктуйте телефон',
  'заказ 45-2312',
  '[ТЕЛЕФОН_1]',
  '[телефон_1.2]',
  '[ИМЯ_1]',
  '[ДАТА_РОЖДЕНИЯ_2]',
  '[[ИМЯ_1]',
  ',',
  '-',
  '8',
  '12',
  '@',
  'рублей',
  'ё',
  '🙂',
];

const text = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 })
      .map((list) => list.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
      .map((list) => list.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }) },
);
const transcript = fc
  .array(fc.record({ speaker: fc.constantFrom('operator' as const, 'client' as const), text }), {
    minLength: 1,
    maxLength: 7,
  })
  .map(transcriptOf);

describe('whatever is said', () => {
  it('comes back from its placeholders, with number, order, speakers and times of the phrases', () => {
    fc.assert(
      fc.property(transcript, (original) => {
        const masked = masker.mask(original);
        expect(
          masked.transcript.phrases.map((phrase) => ({ ...phrase, text: masked.restore(phrase.text) })),
        ).toEqual(original.phrases);
      }),
      { numRuns: 1500 },
    );
  });

  it('is masked the same way every time, with as many values as placeholders', () => {
    fc.assert(
      fc.property(transcript, (original) => {
        const [once, again] = [masker.mask(original), otherMasker.mask(original)];
        expect(again.transcript).toEqual(once.transcript);
        expect(again.counts).toEqual(once.counts);
        const all = once.transcript.phrases.flatMap(
          ({ text: masked }) => masked.match(/\[[А-Я_]+_\d+/gu) ?? [],
        );
        const ours = new Set(all.filter((name) => once.restore(`${name}]`) !== `${name}]`));
        expect(Object.values(once.counts).reduce((sum, count) => sum + count, 0)).toBe(ours.size);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its placeholders when it is masked once more', () => {
    fc.assert(
      fc.property(transcript, (original) => {
        const masked = masker.mask(original).transcript;
        const again = masker.mask(masked);
        const before = masked.phrases.flatMap(
          (phrase) => phrase.text.match(/\[[А-Я_]+_\d+(?:\.\d+)?\]/gu) ?? [],
        );
        const after = again.transcript.phrases.map((phrase) => phrase.text).join('\n');
        for (const name of before) expect(after).toContain(name);
      }),
      { numRuns: 500 },
    );
  });
});
