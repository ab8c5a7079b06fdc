import { numberWords } from '../numbers/number-words.ts';
import { isCapitalized, isGlued, type Token } from '../speech.ts';
import { countedThings, flatWords, houseWords, partWords } from './address-words.ts';

/** The number of a house with everything that follows it. */
export interface HousePart {
  /** Index of the last token. */
  readonly last: number;
  /** «дом», «д» or «участок» was said. */
  readonly named: boolean;
  /** «квартира», «офис» was said with its number. */
  readonly withFlat: boolean;
}

/** «, дом 12 корпус 3, квартира 45»; NULL when no house number stands at this token. */
export function readHouse(tokens: readonly Token[], index: number): HousePart | null {
  let at = skipMarks(tokens, index);
  const named = /^корп(?:ус)?$/u.test(tokens[at]?.lower ?? '') || houseWords.test(tokens[at]?.lower ?? '');
  if (named) at = skipMarks(tokens, at + 1);
  const isNumbered = tokens[at]?.lower === 'номер' && named;
  const number = readHouseNumber(tokens, isNumbered ? at + 1 : at);
  if (number === null || countsSomething(tokens, number)) return null;
  const tail = readParts(tokens, number);
  return { ...tail, named };
}

function countsSomething(tokens: readonly Token[], last: number): boolean {
  const next = tokens[last + 1];
  return next !== undefined && countedThings.test(next.lower);
}

/** «корпус 3», «квартира 45», «подъезд 2» as long as they come. */
function readParts(tokens: readonly Token[], house: number): { last: number; withFlat: boolean } {
  let last = house;
  let withFlat = false;
  for (let count = 0; count < 6; count += 1) {
    const at = skipMarks(tokens, last + 1);
    const word = tokens[at]?.lower ?? '';
    const isFlat = flatWords.test(word);
    if (!isFlat && !partWords.test(word)) return { last, withFlat };
    const from = skipMarks(tokens, at + 1);
    const number =
      readHouseNumber(tokens, tokens[from]?.lower === 'номер' ? from + 1 : from) ?? readLetter(tokens, from);
    const before = readHouseNumber(tokens, at - 1);
    if (number === null) return before === null ? { last, withFlat } : { last: at, withFlat };
    last = number;
    withFlat ||= isFlat;
  }
  return { last, withFlat };
}

/** Index of the last token of «12», «12а», «12/3», «12-а», «двадцать четыре», «сто пять б». */
export function readHouseNumber(tokens: readonly Token[], index: number): number | null {
  const token = tokens[index];
  if (token === undefined) return null;
  let last = index;
  if (token.kind === 'digits') {
    if (token.text.length > 4) return null;
  } else {
    const words = readNumberWords(tokens, index);
    if (words === null) return null;
    last = words;
  }
  return readSuffix(tokens, last);
}

/** «двадцать четыре», «сто двадцать пять»: the index of the last word. */
function readNumberWords(tokens: readonly Token[], index: number): number | null {
  const order = ['hundred', 'ten', 'teen', 'unit', 'zero'];
  let last: number | null = null;
  let rank = -1;
  for (let at = index; at < index + 3; at += 1) {
    const word = numberWords.get(tokens[at]?.lower ?? '');
    const next = word === undefined ? -1 : order.indexOf(word.magnitude);
    if (next <= rank || (rank === 2 && next > 2)) break;
    rank = next;
    last = at;
  }
  return last;
}

/** A letter or a second number of the same house. */
function readSuffix(tokens: readonly Token[], last: number): number {
  const next = tokens[last + 1];
  if (next === undefined) return last;
  const after = tokens[last + 2];
  if (/^[/\\]$/u.test(next.text) && (after?.kind === 'digits' || isOneLetter(after))) return last + 2;
  if (next.lower === 'дробь')
    return readNumberWords(tokens, last + 2) ?? (after?.kind === 'digits' ? last + 2 : last);
  if (
    next.text === '-' &&
    isGlued(tokens, last + 1) &&
    isGlued(tokens, last + 2) &&
    (isOneLetter(after) || after?.kind === 'digits')
  ) {
    return last + 2;
  }
  const isLetter =
    isOneLetter(next) && (isGlued(tokens, last + 1) || /^[абвгде]$/u.test(next.lower) || isCapitalized(next));
  return isLetter && !/^[вкису]$/u.test(next.lower)
    ? last + 1
    : isLetter && isGlued(tokens, last + 1)
      ? last + 1
      : last;
}

function readLetter(tokens: readonly Token[], index: number): number | null {
  return isOneLetter(tokens[index]) ? index : null;
}

function isOneLetter(token: Token | undefined): boolean {
  return token?.kind === 'word' && token.text.length === 1;
}

/** Commas, dots of abbreviations and number signs. */
export function skipMarks(tokens: readonly Token[], index: number): number {
  let at = index;
  while (at < index + 2 && /^[.,№#]$/u.test(tokens[at]?.text ?? '')) at += 1;
  return at;
}
