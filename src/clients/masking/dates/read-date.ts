import { numberWords } from '../numbers/number-words.ts';
import type { Token } from '../speech.ts';
import { months, readOrdinal } from './date-words.ts';

/** A date as it stands in a phrase; parts that were not said are NULL. */
export interface SpokenDate {
  readonly day: number | null;
  readonly month: number | null;
  /** Two digits: «восемьдесят пятого» and 1985 are the same year. */
  readonly year: number | null;
  /** Indexes of the first and last token. */
  readonly first: number;
  readonly last: number;
}

interface Reading {
  readonly value: number;
  readonly next: number;
}

/** A date that begins at this token: in digits, with the month's name, or in words. NULL when there is none. */
export function readDate(tokens: readonly Token[], index: number): SpokenDate | null {
  const day = readDay(tokens, index);
  if (day === null) return null;
  const month = readMonth(tokens, skipMark(tokens, day.next));
  if (month === null) return null;
  const year = readYearAfter(tokens, month.next);
  const end = year?.next ?? month.next;
  if (month.bare === true && year === null && !isDotted(tokens, index)) return null;
  return {
    day: day.value,
    month: month.value,
    year: year === null ? null : year.value % 100,
    first: index,
    last: end - 1,
  };
}

/** A comma before two digits begins something else: «15 марта, 10 штук». */
function readYearAfter(tokens: readonly Token[], index: number): Reading | null {
  const isComma = tokens[index]?.text === ',';
  const year = readYear(tokens, skipMark(tokens, index));
  return isComma && year !== null && year.value < 100 ? null : year;
}

/** «15.03» */
function isDotted(tokens: readonly Token[], index: number): boolean {
  const [day, dot, month] = tokens.slice(index, index + 3);
  return (
    dot?.text === '.' && day?.end === dot.start && dot.end === month?.start && /^\d\d$/u.test(month.text)
  );
}

/** A year that begins at this token; only full ones and «восемьдесят пятого года». */
export function readYear(tokens: readonly Token[], index: number): Reading | null {
  const read = readYearDigits(tokens, index) ?? readYearWords(tokens, index);
  if (read === null) return null;
  const after = tokens[read.next];
  const isYear = after !== undefined && /^(?:год(?:а|у|ом)?|г)$/u.test(after.lower);
  if (isYear) return { value: read.value, next: read.next + 1 };
  // «1975-го»
  const isOrdinal = after?.text === '-' && /^(?:го|й|м)$/u.test(tokens[read.next + 1]?.lower ?? '');
  return { value: read.value, next: isOrdinal ? read.next + 2 : read.next };
}

function readYearDigits(tokens: readonly Token[], index: number): Reading | null {
  const token = tokens[index];
  if (token?.kind !== 'digits') return null;
  const isFull = /^(?:19|20)\d\d$/u.test(token.text);
  return isFull || /^\d\d$/u.test(token.text) ? { value: Number(token.text), next: index + 1 } : null;
}

/** «тысяча девятьсот восемьдесят пятого», «две тысячи первого», «восемьдесят пятый», «восемьдесят пять». */
function readYearWords(tokens: readonly Token[], index: number): Reading | null {
  let next = index;
  let value = 0;
  let words = 0;
  while (next < tokens.length && words < 5) {
    const lower = tokens[next]?.lower ?? '';
    const part = readOrdinal(lower) ?? numberWords.get(lower)?.value ?? null;
    if (part === null && !/^тысяч[аи]$/u.test(lower)) break;
    value = part === null ? Math.max(1, value) * 1000 : value + part;
    words += 1;
    next += 1;
    if (readOrdinal(lower) !== null) break;
  }
  return words > 0 ? { value, next } : null;
}

function readDay(tokens: readonly Token[], index: number): Reading | null {
  const token = tokens[index];
  if (token === undefined) return null;
  if (token.kind === 'digits') {
    if (!/^(?:0?[1-9]|[12]\d|3[01])$/u.test(token.text)) return null;
    // «5-го марта»
    const ending = tokens[index + 1]?.text === '-' ? 2 : 1;
    const isOrdinal = /^(?:го|е|ое)$/u.test(tokens[index + ending]?.lower ?? '');
    return { value: Number(token.text), next: index + (isOrdinal ? ending + 1 : 1) };
  }
  return readSmallWords(tokens, index, 31);
}

/** One or two words that make a number of a date: «двадцать пятого», «ноль третьего», «пятое». */
function readSmallWords(tokens: readonly Token[], index: number, most: number): Reading | null {
  const first = tokens[index]?.lower ?? '';
  const ordinal = readOrdinal(first);
  if (ordinal !== null) return ordinal <= most ? { value: ordinal, next: index + 1 } : null;
  const word = numberWords.get(first);
  if (word === undefined) return null;
  const second = tokens[index + 1]?.lower ?? '';
  const unit = readOrdinal(second) ?? numberWords.get(second)?.value ?? null;
  const takesUnit = word.magnitude === 'ten' || word.magnitude === 'zero';
  if (takesUnit && unit !== null && unit > 0 && unit < 10 && word.value + unit <= most) {
    return { value: word.value + unit, next: index + 2 };
  }
  return word.value > 0 && word.value <= most ? { value: word.value, next: index + 1 } : null;
}

/** `bare`: a number alone; it is a month only when a year follows. */
function readMonth(tokens: readonly Token[], index: number): (Reading & { readonly bare?: boolean }) | null {
  const token = tokens[index];
  if (token === undefined) return null;
  const named = months.get(token.lower);
  if (named !== undefined) {
    const isWord = tokens[index + 1]?.lower === 'месяца';
    return { value: named, next: index + (isWord ? 2 : 1) };
  }
  if (token.kind === 'digits') {
    return /^(?:0?[1-9]|1[0-2])$/u.test(token.text)
      ? { value: Number(token.text), next: index + 1, bare: true }
      : null;
  }
  const words = readSmallWords(tokens, index, 12);
  return words === null ? null : { ...words, bare: true };
}

/** One mark between the parts of a date. */
function skipMark(tokens: readonly Token[], index: number): number {
  return /^[./,-]$/u.test(tokens[index]?.text ?? '') ? index + 1 : index;
}
