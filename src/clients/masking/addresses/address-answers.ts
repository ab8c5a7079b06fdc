import type { Line, Token } from '../speech.ts';
import { isCapitalized, hints, mayBe } from '../speech.ts';
import type { Place } from './address-context.ts';
import { addressContext, partWords, settlementTypes, streetTypes } from './address-words.ts';
import { extendLeft } from './extend-left.ts';
import { isKnownStreet, isSureStreet } from './known-streets.ts';
import { endsHouse, isOrdinal, readHouse, readHouseNumber, skipPauses } from './read-house.ts';
import { isFirstHalf, isName, isStreetName, readNameAfter } from './street-name.ts';

/** A question has so many words, an answer to it so many. */
const longestQuestion = 8;
const longestAnswer = 6;
/** Within so many phrases an address is still spoken of. */
const memory = 8;

export const streetQuestion = /^(?:улиц[аыуе]|ул|проспект|переулок|бульвар|шоссе)$/u;
export const houseQuestion =
  /^(?:дом(?:а|ом)?|квартир[аыуе]|кв|корпус|строение|подъезд|офис|этаж|владение|участок)$/u;

/** «Улица?» «Садовая», «Дом?» «Двенадцать»: the part of an address that a short answer gives; NULL when it gives none.
 * `lastTold`: the phrase in which an address was told last; -1000 when there was none. */
export function readAddressAnswer(lines: readonly Line[], line: Line, lastTold: number): Place | null {
  const next = lines[line.index + 1];
  if (next !== undefined && next.speaker !== line.speaker && asksForHouse(next)) {
    const street = readLastStreet(line.tokens);
    if (street !== null) return street;
  }
  const isTold = lastTold >= line.index - memory;
  const flat = isTold ? readFlat(line) : null;
  if (flat !== null) return flat;
  const question = lines[line.index - 1];
  if (question === undefined || question.speaker === line.speaker) return null;
  if (!mayBe(question, hints.asksForStreet) && !mayBe(question, hints.asksForHouse)) return null;
  if (question.length > longestQuestion) return null;
  if (question.hasNumber) return null;
  const end = question.tokens.filter(({ kind }) => kind !== 'mark').slice(-3);
  const from = skipPauses(line.tokens, 0);
  const isAfter = (words: RegExp): boolean => end.some(({ lower }) => words.test(lower));
  const isPlain = isAfter(/^(?:какой|какая|номер)$/u);
  if (isAfter(houseQuestion) && (isPlain || isTold || isSpokenOf(lines, line.index)))
    return readNumber(line.tokens, from);
  if (line.length > longestAnswer) return null;
  return isAfter(streetQuestion) ? readName(line.tokens, from) : null;
}

/** «Квартира 33, пусть наберёт»: alone, after an address was told. */
function readFlat({ tokens, firstNumber }: Line): Place | null {
  if (firstNumber < 1 || firstNumber > 3) return null;
  const at = firstNumber - (tokens[firstNumber - 1]?.lower === 'номер' ? 2 : 1);
  if (!/^(?:кв|квартира|офис)$/u.test(tokens[at]?.lower ?? '')) return null;
  const last = readHouseNumber(tokens, firstNumber);
  return last !== null && endsHouse(tokens, last) ? { first: at, last } : null;
}

/** «Дом?», «дом какой» */
function asksForHouse(line: Line): boolean {
  return (
    mayBe(line, hints.asksForHouse) &&
    !line.hasNumber &&
    line.length <= longestQuestion &&
    line.tokens.slice(-4).some(({ lower }) => houseQuestion.test(lower))
  );
}

/** «ну как бы комсомольская» before «дом какой?» */
function readLastStreet(tokens: readonly Token[]): Place | null {
  let last = tokens.length - 1;
  while (last > 0 && tokens[last]?.kind === 'mark') last -= 1;
  return last <= longestAnswer && isKnownStreet(tokens[last])
    ? { first: extendLeft(tokens, last), last }
    : null;
}

/** The number of a house at the beginning of an answer. */
export function readNumber(tokens: readonly Token[], from: number): Place | null {
  const house = readHouse(tokens, from);
  // «двадцать шестой»
  const last =
    house !== null && isOrdinal(tokens[house.last + 1]?.lower ?? '') ? house.last + 1 : house?.last;
  if (last !== undefined) return { first: from, last };
  if (!isOrdinal(tokens[from]?.lower ?? '')) return null;
  if (tokens.length === from + 1) return { first: from, last: from };
  // «двенадцатый корпус два»
  const part = partWords.test(tokens[from + 1]?.lower ?? '') ? readHouseNumber(tokens, from + 2) : null;
  return part === null ? null : { first: from, last: part };
}

function readName(tokens: readonly Token[], from: number): Place | null {
  const last = readNameAfter(tokens, from);
  if (last === null || !tokens.slice(from, last + 1).some(isLikely)) return null;
  const house = readHouse(tokens, last + 1);
  const end = house?.last ?? last;
  const rest = tokens.slice(end + 1).filter(({ kind }) => kind !== 'mark');
  return rest.length <= 1 ? { first: from, last: end } : null;
}

function isLikely(token: Token): boolean {
  return (
    isStreetName(token) ||
    isKnownStreet(token) ||
    (isFirstHalf(token) && isCapitalized(token)) ||
    isGenitive(token)
  );
}

/** «мира», «победы»: in answer to «Улица?» also in small letters. */
function isGenitive(token: Token): boolean {
  return isName(token) && /(?:ы|и|а|я)$/u.test(token.lower);
}

/** Somebody asked for an address or a street in the phrases before. */
function isSpokenOf(lines: readonly Line[], index: number): boolean {
  return lines.slice(Math.max(0, index - memory), index).some(({ tokens }) =>
    tokens.some((token) => {
      const { lower } = token;
      return (
        addressContext.test(lower) ||
        streetTypes.test(lower) ||
        settlementTypes.test(lower) ||
        isSureStreet(token) ||
        isKnownStreet(token) ||
        lower === 'куда'
      );
    }),
  );
}
