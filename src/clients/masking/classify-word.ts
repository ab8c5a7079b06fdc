import {
  addressContext,
  flatWords,
  houseWords,
  otherTypes,
  settlementTypes,
  streetTypes,
} from './addresses/address-words.ts';
import { houseQuestion, streetQuestion } from './addresses/address-answers.ts';
import { mayBeStreet } from './addresses/bare-street.ts';
import { isOrdinal } from './addresses/read-house.ts';
import { ats } from './emails/at-words.ts';
import { cuesAt, questionWords, tellingWords } from './names/cues.ts';
import { isLonePatronymic, looksLikeSurname } from './names/name-forms.ts';
import type { NameIndex } from './names/name-index.ts';
import { shopWords } from './names/shop-names.ts';
import { isGapMark, isNumberGap, thousandOrPair } from './numbers/number-items.ts';
import { numberWords } from './numbers/number-words.ts';
import { isTopicWord } from './topics.ts';
import type { Word } from './vocabulary.ts';
import { hints } from './word-hints.ts';

type Judge = (word: Omit<Word, 'hints'>) => boolean;

const birth = /рожд|роди|урожен|днюх|именинн|birth|born|^(?:dob|др|р|эр)$/u;
const street = /ул|просп|пер|бульв|шоссе|наб|микро|мкр|алле|тракт|^(?:пр|б|м)$/u;
const domainEnd = /^(?:ру|ком|ru|com)$/u;

/** Who says of a word whether it has a hint, apart from what depends on the list of first names. */
const judgesByHint: Partial<Record<keyof typeof hints, Judge>> = {
  number: ({ lower }) => numberWords.has(lower),
  count: ({ lower }) => thousandOrPair(lower),
  gap: ({ lower }) => isNumberGap(lower),
  at: ({ lower }) => ats.has(lower),
  domainEnd: ({ lower }) => domainEnd.test(lower),
  birth: ({ lower }) => birth.test(lower),
  topic: ({ lower }) => isTopicWord(lower),
  street: ({ lower }) => street.test(lower),
  streetType: ({ lower }) => streetTypes.test(lower),
  otherType: ({ lower }) => otherTypes.test(lower),
  settlement: ({ lower }) => settlementTypes.test(lower),
  house: ({ lower }) => houseWords.test(lower),
  flat: ({ lower }) => flatWords.test(lower),
  ordinal: ({ lower }) => isOrdinal(lower),
  streetName: ({ lower }) => mayBeStreet(lower),
  asksForStreet: ({ lower }) => streetQuestion.test(lower),
  asksForHouse: ({ lower }) => houseQuestion.test(lower),
  address: ({ lower }) => addressContext.test(lower) || /^(?:куда|где|дом)$/u.test(lower),
  cue: ({ lower }) => cuesAt(lower) !== undefined || lower === 'на' || lower === 'отчество',
  tellsName: ({ lower }) => tellingWords.has(lower) || lower === 'отчество',
  surname: ({ lower }) => looksLikeSurname(lower),
  myself: ({ lower }) => lower === 'я' || lower === 'ип',
  decade: ({ text }) => /тридцат|сорок|десят|девяност/iu.test(text),
  asksForName: ({ lower }) => questionWords.test(lower),
  initial: ({ text }) => /^\p{Lu}$/u.test(text),
  simply: ({ lower }) => lower === 'просто',
  shop: ({ lower }) => shopWords.test(lower),
};

const judges = Object.entries(judgesByHint).map(([hint, judge]): readonly [number, Judge] => [
  hints[hint as keyof typeof hints],
  judge,
]);

/** The hints of a word, added up. */
export function classifyWord(index: NameIndex, word: Omit<Word, 'hints'>): number {
  if (word.kind === 'mark')
    return (isGapMark(word.text) ? hints.gap : 0) | (word.text === '@' ? hints.at : 0);
  let found = (index.isName(word.lower) ? hints.name : 0) | (word.capital ? hints.capital : 0);
  if (isLonePatronymic(word) || index.isShortName(word)) found |= hints.called;
  for (const [hint, judge] of judges) if (judge(word)) found |= hint;
  return found;
}
