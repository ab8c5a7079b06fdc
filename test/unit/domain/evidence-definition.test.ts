import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EvidenceFinder } from '../../../src/domain/evidence.ts';
import type { Quote } from '../../../src/domain/model-answer.ts';
import { isAlike, similarity } from '../../../src/domain/similarity.ts';
import type { Phrase, Transcript } from '../../../src/domain/transcript.ts';

/** Few words, alike and repeated, so that quotes are often nearly said, and said in several places. */
const words = [
  ...['да', 'Да,', 'нет', 'не', 'нужно', 'нужна', 'ещё', 'Еще', 'шланг', 'шлонг', 'лопата', 'лопату'],
  ...['15', '50', 'штук', 'штука', '«Садовод»', '—', '...', 'рублей', 'é', 'четыреста', 'четырёста'],
  ...['пятнадцать', 'Пятнадцати', 'пятнадцатого', 'пятьдесят', 'двадцать', 'пять', 'шесть', '25', '425'],
  ...['тысяч', '120', '120000', '120 000', '15кг', '007', 'половина', 'полтора'],
  ...['двухлитровый', 'трёхлитровый'],
  ...['пятницу', 'пятница', 'среду', 'июня', 'июля', 'завтра', 'послезавтра'],
  ...['дорого', 'недорого', 'платно', 'бесплатно', 'неделя', 'недели', 'него', 'кому', 'никому', 'ниже'],
];
const marks = ['—', '...', '«»', '!'];
const sentence = (longest: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: longest }).map((list) => list.join(' '));
const speaker = fc.constantFrom('operator' as const, 'client' as const);
const transcripts = fc
  .array(fc.record({ speaker, text: sentence(12) }), { minLength: 1, maxLength: 12 })
  .map((phrases): Transcript => ({
    phrases: phrases.map((phrase, index) => ({ ...phrase, startMs: index * 1500 })),
  }));

/** Words of the transcript from any place on, with some of them changed. */
const mutilated = (transcript: Transcript): fc.Arbitrary<string> => {
  const said = transcript.phrases.map(({ text }) => text).join(' ');
  return fc
    .tuple(fc.nat(said.length), fc.integer({ min: 1, max: 120 }), fc.array(fc.nat(119), { maxLength: 6 }))
    .map(([from, length, wrong]) => {
      const letters = Array.from(said.slice(from, from + length));
      for (const place of wrong) if (place < letters.length) letters[place] = 'ж';
      return letters.join('').trim();
    })
    .filter((text) => text !== '');
};
/** Words of one phrase with one of them in another form, or another word that looks like it. */
const reworded = (transcript: Transcript): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...transcript.phrases), fc.nat(11), fc.constantFrom(...words))
    .map(([phrase, place, word]) => {
      const said = phrase.text.split(' ');
      return said
        .with(place % said.length, word)
        .join(' ')
        .toUpperCase();
    });
const asked = transcripts.chain((transcript) =>
  fc.record({
    transcript: fc.constant(transcript),
    quote: fc.record({
      speaker,
      text: fc.oneof(
        { weight: 30, arbitrary: mutilated(transcript) },
        { weight: 5, arbitrary: sentence(70) },
        { weight: 10, arbitrary: reworded(transcript) },
        { weight: 3, arbitrary: fc.constantFrom(...transcript.phrases).map(({ text }) => text) },
        { weight: 3, arbitrary: fc.constantFrom(...marks) },
      ),
    }),
  }),
);

describe('evidence, against its definition', () => {
  it('finds what the definition finds, where it finds it', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(asked, ({ transcript, quote }) => {
        const checked = new EvidenceFinder(transcript).check(quote);
        expect({ finding: checked.finding, phraseIndex: checked.phraseIndex }).toEqual(
          define(transcript, quote),
        );
        const kind = wordsOf(quote.text).length === 0 ? 'no word' : checked.finding;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }),
      { numRuns: 1500 },
    );
    // A comparison in which one of the findings never occurs would say nothing about it.
    for (const finding of ['exact', 'close', 'wrong_speaker', 'not_found', 'no word']) {
      expect(seen.get(finding) ?? 0, finding).toBeGreaterThan(10);
    }
  });

  it('knows whether two texts are alike enough without finishing those that are not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('а', 'б', 'в'), maxLength: 40 }),
        fc.string({ unit: fc.constantFrom('а', 'б', 'в'), maxLength: 40 }),
        fc.constantFrom(0, 0.3, 0.5, 0.7, 0.85, 0.9, 1),
        (one, other, least) => {
          expect(similarity(one, other)).toBe(likeness(one, other));
          expect(isAlike(one, other, least)).toBe(likeness(one, other) >= least);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

/** docs/scoring.md as plainly as it can be written; nothing here is meant to be fast. */
function define(
  transcript: Transcript,
  quote: Quote,
): { readonly finding: string; readonly phraseIndex: number | null } {
  const own = said(transcript, quote.speaker, quote.text);
  if (own !== null) return own;
  const other = said(transcript, quote.speaker === 'operator' ? 'client' : 'operator', quote.text);
  if (other !== null) return { finding: 'wrong_speaker', phraseIndex: other.phraseIndex };
  return { finding: 'not_found', phraseIndex: null };
}

function said(
  { phrases }: Transcript,
  by: Phrase['speaker'],
  text: string,
): { readonly finding: string; readonly phraseIndex: number } | null {
  if (wordsOf(text).length === 0) return null;
  const letters = text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  const exactly = new RegExp(`(?<![\\p{L}\\p{N}])${letters}(?![\\p{L}\\p{N}])`, 'u');
  const exact = phrases.findIndex((phrase) => phrase.speaker === by && exactly.test(phrase.text));
  if (exact !== -1) return { finding: 'exact', phraseIndex: exact };
  const wanted = wordsOf(text);
  const spoken = phrases.flatMap((phrase, phraseIndex) =>
    phrase.speaker === by ? wordsOf(phrase.text).map((word) => ({ word, phraseIndex })) : [],
  );
  // The eight places where most words stand as in the quote; a place before the first word is the first word.
  const candidates = spoken
    .map(({ phraseIndex }, start) => ({ phraseIndex, start, shared: shared(wanted, spoken, start) }))
    .filter((candidate) => candidate.shared >= Math.max(1, wanted.length * 0.3))
    .sort((one, other) => other.shared - one.shared || one.start - other.start)
    .slice(0, 8);
  const found = candidates.find(({ start }) => {
    const passage = spoken.slice(start, start + wanted.length).map(({ word }) => word);
    const isSame = telling(wanted).join(' ') === telling(passage).join(' ');
    return isSame && likeness(wanted.join(' '), passage.join(' ')) >= 0.85;
  });
  return found === undefined ? null : { finding: 'close', phraseIndex: found.phraseIndex };
}

/** How many words of the quote stand where they would stand if it began here. */
function shared(
  wanted: readonly string[],
  spoken: readonly { readonly word: string }[],
  start: number,
): number {
  const at = (place: number): string | undefined => spoken[place]?.word;
  if (start > 0) return wanted.filter((word, offset) => at(start + offset) === word).length;
  return wanted.flatMap((word, offset) => spoken.slice(0, offset + 1).filter((heard) => heard.word === word))
    .length;
}

/** Numbers in digits; «25» is what is said, «двадцать пять», and «120 000» is «сто двадцать тысяч». */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е');
  const list = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const isDigits = (word: string): boolean => /^\d+$/u.test(word);
  const result: string[] = [];
  for (let from = 0; from < list.length;) {
    const word = list[from]!;
    const end = list.findIndex((other, place) => place >= from && !isDigits(other));
    const run = list.slice(from, end === -1 ? list.length : end);
    from += Math.max(run.length, 1);
    if (run.length === 0) {
      result.push(inDigits[word] ?? word);
      continue;
    }
    // Groups of three behind a shorter or equal one, and nothing else around: thousands.
    const isAmount = run[0]!.length <= 3 && run.slice(1).every((group) => group.length === 3);
    for (const number of isAmount ? [run.join('')] : run) result.push(...spelled(number));
  }
  return result;
}

/** 425 → 400 20 5; 15 stays, for it is one word; 120000 → 100 20 1000. */
function spelled(number: string): string[] {
  if (number.length > 9 || number.startsWith('0')) return [number];
  const groups = number.padStart(9, '0').match(/\d{3}/gu)!;
  return groups.flatMap((group, place) => {
    const scale = ['1000000', '1000', ''][place]!;
    const [hundreds, tens, units] = Array.from(group, Number) as [number, number, number];
    const rest = tens === 1 ? [10 + units] : [tens * 10, units];
    const said = [hundreds * 100, ...rest].filter((value) => value !== 0).map(String);
    // «тысяча» is said without «одна».
    const count = scale !== '' && group === '001' ? [] : said;
    return said.length === 0 || scale === '' ? said : [...count, scale];
  });
}

/** The number words of this test, and those that are left when one of them is cut. */
const inDigits: Readonly<Record<string, string>> = {
  ...{ пятнадцать: '15', пятнадцати: '15', пятнадцатого: '15', пятьдесят: '50', двадцать: '20', пять: '5' },
  ...{ шесть: '6', четыреста: '400', тысяч: '1000', половина: '1/2', полтора: '1,5' },
  ...{ пол: '1/2', тыс: '1000', четыре: '4', ста: '100', два: '2', двух: '2', трех: '3' },
};
const inWeekOrYear: Readonly<Record<string, string>> = {
  ...{
    пятницу: 'Friday',
    пятница: 'Friday',
    пятниц: 'Friday',
    среду: 'Wednesday',
    июня: 'June',
    июля: 'July',
  },
  ...{ завтра: 'tomorrow', послезавтра: 'in two days' },
};

function telling(list: readonly string[]): string[] {
  return list.flatMap((word) => {
    if (/\d/u.test(word)) return word;
    if (inWeekOrYear[word] !== undefined) return inWeekOrYear[word];
    if (['нет', 'нету'].includes(word)) return 'no';
    if (['ни', 'никому', 'ником'].includes(word)) return 'none';
    if (word.startsWith('не') && !/^(?:недел|него$)/u.test(word)) return 'not';
    if (/^бе[зс]/u.test(word)) return 'without';
    return (
      /^(?:двух|трех).{4}/u
        .exec(word)?.[0]
        .replace(/^двух.*/u, '2')
        .replace(/^трех.*/u, '3') ?? []
    );
  });
}

/** 1 − Levenshtein's distance / length of the longer one, by the whole table. */
function likeness(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  if (longest === 0) return 1;
  const table = Array.from({ length: one.length + 1 }, (_, line) =>
    Array.from({ length: other.length + 1 }, (__, column) => (line === 0 ? column : column === 0 ? line : 0)),
  );
  for (let line = 1; line <= one.length; line += 1) {
    for (let column = 1; column <= other.length; column += 1) {
      table[line]![column] = Math.min(
        table[line - 1]![column]! + 1,
        table[line]![column - 1]! + 1,
        table[line - 1]![column - 1]! + (one[line - 1] === other[column - 1] ? 0 : 1),
      );
    }
  }
  return 1 - table[one.length]![other.length]! / longest;
}
