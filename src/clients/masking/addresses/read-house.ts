import { readOrdinal } from '../dates/date-words.ts';
import { numberWords } from '../numbers/number-words.ts';
import { remember, wordPattern } from '../remember.ts';
import { hints, isCapitalized, isGlued, mayBe, type Token } from '../speech.ts';
import { countedThings, flatWords, houseFollowers, houseWords, partWords, pauses } from './address-words.ts';

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
  let at = skipPauses(tokens, index);
  const named = isHouseWord(tokens[at]);
  if (named) at = skipPauses(tokens, at + 1);
  const isNumbered = tokens[at]?.lower === 'номер' && named;
  const number =
    readHouseNumber(tokens, isNumbered ? at + 1 : at) ?? (named ? readOrdinalWord(tokens[at], at) : null);
  if (number === null || countsSomething(tokens, number)) return null;
  const tail = readParts(tokens, readCorrection(tokens, number));
  return { ...tail, named };
}

function isHouseWord(token: Token | undefined): boolean {
  return (
    token !== undefined && (mayBe(token, hints.house) || /^(?:корп(?:ус)?|стр|строение)$/u.test(token.lower))
  );
}

/** «дом пятый» */
function readOrdinalWord(token: Token | undefined, at: number): number | null {
  return token?.kind === 'word' && readOrdinal(token.lower) !== null ? at : null;
}

/** «пятый», «пятая» */
export const isOrdinal = remember(
  (lower) => readOrdinal(lower.replace(/(?:ая|ую)$/u, 'ый').replace(/(?:ья|ью)$/u, 'ий')) !== null,
);

/** «дом пять, нет, шесть» */
function readCorrection(tokens: readonly Token[], last: number): number {
  const at = tokens[last + 1]?.text === ',' ? last + 2 : last + 1;
  if (!/^(?:нет|ой|точнее|вернее|простите|извините|э+|м+)$/u.test(tokens[at]?.lower ?? '')) return last;
  const from = skipPauses(tokens, at + 1);
  const number = readHouseNumber(tokens, houseWords.test(tokens[from]?.lower ?? '') ? from + 1 : from);
  return number === null || countsSomething(tokens, number) ? last : number;
}

/** «коробок», «мешка»: what is ordered by number. */
export const goods = wordPattern(
  /^(?:коробк\p{L}*|ящик\p{L}*|меш\p{L}*|пач\p{L}*|упаков\p{L}*|паллет\p{L}*|палет\p{L}*|поддон\p{L}*|бутыл\p{L}*|банк\p{L}*|рулон\p{L}*|комплект\p{L}*|набор\p{L}*|литр\p{L}*|тонн\p{L}*|грамм\p{L}*|блок\p{L}*|пар[аыу]?|букет\p{L}*|машин\p{L}*|вагон\p{L}*|бал\p{L}*|кило|миллион\p{L}*|тыщ\p{L}*|час\p{L}*|десятк\p{L}*|сотн\p{L}*|кабинет\p{L}*|заявк\p{L}*|заказ\p{L}*|ведр\p{L}*|лист\p{L}*|доз\p{L}*|порци\p{L}*|колес\p{L}*|ватт|вольт|фур\p{L}*|контейнер\p{L}*|цистерн\p{L}*|тележк\p{L}*)$/u,
);
const countedNoun = /(?:[ое]в|[^н]ей|[бвгджзклмнпрстфхцчшщ]ок|ек|ик|ник)$/u;

const verbEnding = /(?:ли|ла|ть|ете|ите|ют|ут|йте|лся|лась)$/u;

/** Nothing that follows is counted by the number: the phrase ends, goes on with a mark or with «где», «там», «вход». */
export function endsHouse(tokens: readonly Token[], last: number): boolean {
  const next = tokens[last + 1];
  // «одиннадцать, а …»: «а» was read as the letter of the house.
  return (
    next === undefined ||
    next.kind !== 'word' ||
    houseFollowers.has(next.lower) ||
    tokens[last]?.lower === 'а' ||
    // «семьдесят один, седьмой этаж»
    partWords.test(tokens[last]?.lower ?? '') ||
    verbEnding.test(next.lower)
  );
}

/** «двести коробок», «сорок восемь упаковок»: a unit, or by its ending a noun that is counted. */
export function countsGoods(tokens: readonly Token[], last: number): boolean {
  const next = tokens[last + 1];
  if (next?.kind !== 'word') return false;
  if (countsSomething(tokens, last) || goods.test(next.lower)) return true;
  return countedNoun.test(next.lower) && !houseFollowers.has(next.lower);
}

function countsSomething(tokens: readonly Token[], last: number): boolean {
  const next = tokens[last + 1];
  return next !== undefined && countedThings.test(next.lower);
}

/** «корпус 3», «квартира 45», «пятый подъезд» as long as they come. */
function readParts(tokens: readonly Token[], house: number): { last: number; withFlat: boolean } {
  let last = house;
  let withFlat = false;
  for (let count = 0; count < 6; count += 1) {
    const at = skipPauses(tokens, last + 1);
    const part = readPart(tokens, at) ?? readPartBefore(tokens, at);
    if (part === null) return { last, withFlat };
    last = part.last;
    withFlat ||= part.isFlat;
  }
  return { last, withFlat };
}

interface Part {
  readonly last: number;
  readonly isFlat: boolean;
}

/** «корпус 3» */
function readPart(tokens: readonly Token[], at: number): Part | null {
  const word = tokens[at]?.lower ?? '';
  const isFlat = flatWords.test(word);
  if (!isFlat && !partWords.test(word) && !houseWords.test(word)) return null;
  const from = skipPauses(tokens, at + 1);
  const number =
    readHouseNumber(tokens, tokens[from]?.lower === 'номер' ? from + 1 : from) ??
    readLetter(tokens, from, word);
  if (number !== null) return { last: readCorrection(tokens, number), isFlat };
  // «15 квартира», «3 подъезд»: the number has been read as the house's.
  return readHouseNumber(tokens, at - 1) === null || isFlat ? null : { last: at, isFlat };
}

/** «пятый подъезд», «45 квартира» */
function readPartBefore(tokens: readonly Token[], at: number): Part | null {
  let end = readHouseNumber(tokens, at);
  const next = end === null ? at : end + 1;
  if (tokens[next]?.kind === 'word' && isOrdinal(tokens[next].lower)) end = next;
  if (end === null) return null;
  const word = tokens[end + 1]?.lower ?? '';
  const isFlat = flatWords.test(word);
  if (!isFlat && !partWords.test(word)) return null;
  // «второй подъезд 5»: the number belongs to what follows.
  return readHouseNumber(tokens, end + 2) === null ? { last: end + 1, isFlat } : null;
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
    // «на кирова одна» is of a machine or a box.
    if (words === null || /^(?:одна|одно|две)$/u.test(tokens[words]?.lower ?? '')) return null;
    last = words;
  }
  return readDashedFlat(tokens, readSuffix(tokens, last));
}

/** «120а — 14»: house and flat, at the end of what is told. */
function readDashedFlat(tokens: readonly Token[], last: number): number {
  const [dash, flat, after] = tokens.slice(last + 1, last + 4);
  const isFlat = /^[—–-]$/u.test(dash?.text ?? '') && flat?.kind === 'digits' && flat.text.length < 4;
  return isFlat && (after === undefined || after.text === ',') ? last + 2 : last;
}

/** «двадцать четыре», «сто двадцать пять»: the index of the last word. */
function readNumberWords(tokens: readonly Token[], index: number): number | null {
  const order = ['hundred', 'ten', 'teen', 'unit', 'zero'];
  let last: number | null = null;
  let rank = -1;
  for (let at = index; at < index + 3; at += 1) {
    const token = tokens[at];
    const word = token !== undefined && mayBe(token, hints.number) ? numberWords.get(token.lower) : undefined;
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
  // «25/11-18»
  if (/^[/\\]$/u.test(next.text) && after?.kind === 'digits') return readSuffix(tokens, last + 2);
  if (/^[/\\]$/u.test(next.text) && isOneLetter(after)) return last + 2;
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
    isOneLetter(next) &&
    (isGlued(tokens, last + 1) || /^(?:[абвгде]|бэ|вэ|гэ|дэ)$/u.test(next.lower) || isCapitalized(next));
  // «дзержинского три в» at the end of a phrase
  if (isLetter && (after === undefined || /^(?:квартира|кв)$/u.test(after.lower))) return last + 1;
  return isLetter && !/^[вкису]$/u.test(next.lower)
    ? last + 1
    : isLetter && isGlued(tokens, last + 1)
      ? last + 1
      : last;
}

function readLetter(tokens: readonly Token[], index: number, part: string): number | null {
  // «вход с торца»
  const isPreposition = /^[вксуои]$/u.test(tokens[index]?.lower ?? '');
  const isLettered = /^(?:корп|стр|лит|секц|блок|бокс|кв|оф)/u.test(part) && isCapitalized(tokens[index]);
  return isOneLetter(tokens[index]) && (!isPreposition || isLettered) ? index : null;
}

/** «б», «бэ» */
function isOneLetter(token: Token | undefined): boolean {
  return token?.kind === 'word' && (token.text.length === 1 || /^(?:бэ|вэ|гэ|дэ)$/u.test(token.lower));
}

/** Commas, dots of abbreviations and number signs. */
function skipMarks(tokens: readonly Token[], index: number): number {
  let at = index;
  while (at < index + 2 && isPlaceMark(tokens[at]?.text)) at += 1;
  return at;
}

function isPlaceMark(text: string | undefined): boolean {
  return text === ',' || text === '.' || text === '№' || text === '#';
}

/** Marks, and up to three fillers of speech: «улица, э, садовая». */
export function skipPauses(tokens: readonly Token[], index: number): number {
  let at = skipMarks(tokens, index);
  // «Дом. Это 4-звёздочный отель»
  if (at > index && tokens[at - 1]?.text === '.') return at;
  for (let count = 0; count < 3 && pauses.has(tokens[at]?.lower ?? ''); count += 1) {
    at = skipMarks(tokens, at + 1);
  }
  return at;
}
