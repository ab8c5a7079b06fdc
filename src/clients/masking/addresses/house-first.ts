import { hints, isCapitalized, mayBe, type Token } from '../speech.ts';
import type { Place } from './address-context.ts';
import { streetTypes } from './address-words.ts';
import { isKnownStreet } from './known-streets.ts';
import { endsHouse, readHouse, readHouseNumber, skipPauses } from './read-house.ts';
import { endsStreetName } from './street-grammar.ts';
import { isName, isStreetName, readNameAfter, readNameBefore } from './street-name.ts';

/** «дом девять по улице Вишнёвой», «квартира 5, дом 12, улица Полевая», «12 дом по Садовой»: the house before its street. */
export function readHouseFirst(tokens: readonly Token[], at: number): Place | null {
  const house = endOfHouse(tokens, at);
  if (house === null) return null;
  let from = tokens[house + 1]?.text === ',' ? house + 2 : house + 1;
  const isJoined = /^(?:по|на)$/u.test(tokens[from]?.lower ?? '');
  if (isJoined) from += 1;
  const name = readStreet(tokens, skipPauses(tokens, from), isJoined);
  return name === null ? null : { first: at, last: readFlatAfter(tokens, name) };
}

/** «дом одиннадцать улица лядова, квартира семь» */
function readFlatAfter(tokens: readonly Token[], street: number): number {
  const at = skipPauses(tokens, street + 1);
  return (mayBe(tokens[at], hints.flat) ? readHouseNumber(tokens, at + 1) : null) ?? street;
}

/** «дом девять», «квартира 5, дом 12», «12 дом», «сорок второй дом» */
function endOfHouse(tokens: readonly Token[], at: number): number | null {
  if (mayBe(tokens[at], hints.house)) return readHouse(tokens, at)?.last ?? null;
  if (mayBe(tokens[at], hints.flat)) {
    const flat = readHouseNumber(tokens, at + 1);
    const next = flat === null ? null : skipPauses(tokens, flat + 1);
    return next !== null && mayBe(tokens[next], hints.house) ? (readHouse(tokens, next)?.last ?? null) : null;
  }
  for (let end = at; end < at + 4; end += 1) {
    if (mayBe(tokens[end + 1], hints.house)) return isOrdinary(tokens, at) ? end + 1 : null;
  }
  return null;
}

/** A number of at most four figures, or number words. */
function isOrdinary(tokens: readonly Token[], at: number): boolean {
  return readHouseNumber(tokens, at) !== null;
}

/** A street with its kind, or after «по» its name alone. */
function readStreet(tokens: readonly Token[], at: number, isJoined: boolean): number | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (streetTypes.test(token.lower)) {
    const from = skipPauses(tokens, at + 1);
    const last = readNameAfter(tokens, from);
    if (last === null) return null;
    // «по улице рихарда зорге»: whatever is told to the end.
    if (isJoined && last - from <= 1 && tokens[last + 1] === undefined) return last;
    if (!tokens.slice(from, last + 1).some(isStreetName)) return null;
    return isCapitalized(tokens[from]) ? last : endOfSmallName(tokens, from, last);
  }
  const type = tokens[at + 1];
  if (type !== undefined && streetTypes.test(type.lower) && readNameBefore(tokens, at + 1) !== null)
    return at + 1;
  if (!isJoined || !isName(token)) return null;
  // «сорок третий дом на лесгафта»
  return (isKnownStreet(token) || endsStreetName(token.lower)) && endsHouse(tokens, at) ? at : null;
}

/** «по улице вишнёвой зелёные ворота»: in small letters the name ends with the first word that is one. */
function endOfSmallName(tokens: readonly Token[], from: number, last: number): number {
  for (let at = from; at <= last; at += 1) if (isStreetName(tokens[at])) return at;
  return last;
}
