import { hints, isCapitalized, isGlued, mayBe, type Token } from '../speech.ts';
import { addressContext, bigTowns, deliveryWords, settlementTypes } from './address-words.ts';
import type { AddressContext, Place } from './address-context.ts';
import {
  isKnownStreet,
  isPossibleStreet,
  isStreetWord,
  isSureStreet,
  isSurnameStreet,
} from './known-streets.ts';
import { endsHouse, isOrdinal, readHouse, readHouseNumber, skipPauses } from './read-house.ts';
import { isShareOut, readWhole } from './told-street.ts';
import { endsStreetName, readStreetWords } from './street-grammar.ts';
import { endsLikeStreet, hasSureEnding, isFirstHalf, isName, isStreetName } from './street-name.ts';

/** «Садовая дом 12», «дом 12, квартира 5»: with a flat, after the name of a street, or when an address was asked for. */
export function readHouseAndFlat({ tokens, asked }: AddressContext, at: number): Place | null {
  const house = readHouse(tokens, at);
  if (house === null || !house.named) return null;
  const comma = tokens[at - 1]?.text === ',' ? at - 1 : at;
  const name = isStreetName(tokens[comma - 1]) ? comma - 1 : null;
  if (house.withFlat) return { first: name ?? at, last: house.last };
  const isSure =
    name !== null &&
    ((isFirstHalf(tokens[name - 1]) && hasSureEnding(tokens[name])) ||
      isSureStreet(tokens[name]) ||
      (isCapitalized(tokens[name]) && isTold(tokens, name)));
  if (name !== null && (asked || isSure || isSpokenOfAddress(tokens, name)))
    return { first: isFirstHalf(tokens[name - 1]) ? name - 1 : name, last: house.last };
  return asked && at <= 3 ? { first: at, last: house.last } : null;
}

/** «Большая Садовая, дом 10», «на Гагарина дом 21» */
function isTold(tokens: readonly Token[], name: number): boolean {
  return hasSureEnding(tokens[name]) || /^(?:на|по)$/u.test(tokens[name - 1]?.lower ?? '');
}

/** «15, квартира 3» in answer to «Дом?» */
export function readBareHouse({ tokens, asked }: AddressContext, at: number): Place | null {
  if (!asked || at > 2) return null;
  const house = readHouse(tokens, at);
  return house?.withFlat === true ? { first: at, last: house.last } : null;
}

/** A word in small letters that may be the name of a street. */
export function mayBeStreet(lower: string): boolean {
  return isStreetWord(lower) || endsLikeStreet(lower) || endsStreetName(lower);
}

/** «Ленина 15, квартира 3» anywhere; «на Ленина 15» where somebody says where he lives or where goods go. */
export function readBareStreet(context: AddressContext, at: number): Place | null {
  const { tokens } = context;
  if (!mayBe(tokens[at], hints.capital | hints.streetName)) return null;
  if (readHouseNumber(tokens, skipPauses(tokens, at + 1)) === null || !isName(tokens[at])) return null;
  const isCode = isGlued(tokens, at + 1) && tokens[at + 1]?.kind === 'digits';
  const house = isCode ? null : readHouse(tokens, at + 1);
  if (house === null) return null;
  // «Карта 2200 1234 …»
  if (tokens[house.last + 1]?.kind === 'digits') return null;
  const last = house.withFlat ? house.last : (readSecondNumber(context, at, house.last) ?? house.last);
  const isPlace = house.withFlat || (isWholePart(tokens, at, last) && isPlaceOfSomebody(context, at, last));
  if (!isPlace) return null;
  const name = readStreetWords(tokens, at) ?? { first: at, sureness: 'possible' };
  return { first: (context.asked ? readWhole(tokens, name) : name).first, last };
}

/** «Космонавтов пятнадцать восемь»: house and flat. */
function readSecondNumber({ tokens }: AddressContext, at: number, house: number): number | null {
  if (!isSureStreet(tokens[at]) && !isSpokenOfAddress(tokens, at)) return null;
  const from = skipPauses(tokens, house + 1);
  if (isOrdinal(tokens[from]?.lower ?? '') && endsHouse(tokens, from)) return from;
  const ordinal = readHouseNumber(tokens, from);
  if (ordinal !== null && isOrdinal(tokens[ordinal + 1]?.lower ?? '')) return ordinal + 1;
  const second = readHouseNumber(tokens, house + 1);
  return second !== null && endsHouse(tokens, second) ? second : null;
}

/** «Доступно 2 поезда»: a capital alone says nothing when more follows the number. */
function isWholePart(tokens: readonly Token[], at: number, last: number): boolean {
  if (hasSureEnding(tokens[at]) || isKnownStreet(tokens[at]) || isPossibleStreet(tokens[at])) return true;
  if (isGenitive(tokens[at])) return true;
  const after = tokens[last + 1];
  const isWritten = tokens.slice(at, last + 1).some((token) => token.kind === 'digits');
  return isWritten && (after === undefined || after.kind === 'mark');
}

function isPlaceOfSomebody({ tokens, asked }: AddressContext, at: number, last: number): boolean {
  if (isSpokenOfAddress(tokens, at) || (asked && at <= 6) || isDestination(tokens, at)) return true;
  if (followsTown(tokens, at)) return true;
  if (!endsHouse(tokens, last)) return false;
  const before = tokens[at - 1];
  const opens =
    before === undefined ||
    before.kind === 'mark' ||
    /^(?:на|по|к)$/u.test(before.lower) ||
    isFirstHalf(before);
  if (isShareOut(tokens, at)) return false;
  if (isSurnameStreet(tokens[at])) return true;
  if (isSureStreet(tokens[at])) return opens || isGoing(tokens, at);
  if (/^на$/u.test(before?.lower ?? '') && isGenitive(tokens[at])) return true;
  if (isPossibleStreet(tokens[at])) return /^(?:на|по)$/u.test(before?.lower ?? '') && isGoing(tokens, at);
  return isKnownStreet(tokens[at]) && /^(?:на|по|к)$/u.test(before?.lower ?? '') && isGoing(tokens, at);
}

/** «на Рубинштейна 15»: a name with a capital in the genitive. */
function isGenitive(token: Token | undefined): boolean {
  return (
    isCapitalized(token) &&
    token !== undefined &&
    token.lower.length > 4 &&
    /(?:[бвгдзклмнпрстфхцчшщ]а|ого|его|[иы]ной|ых)$/u.test(token.lower)
  );
}

/** An address is spoken of before this token. */
export function isSpokenOfAddress(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(Math.max(0, at - 7), at).some(({ lower }) => addressContext.test(lower));
}

/** «Казань, Баумана 44», «село Покровка Школьная 5» */
function followsTown(tokens: readonly Token[], at: number): boolean {
  const isNamed = isCapitalized(tokens[at]) || isKnownStreet(tokens[at]);
  if (!isNamed) return false;
  const before = tokens.slice(Math.max(0, at - 8), at).filter(({ kind }) => kind === 'word');
  if (before.some(({ lower }) => settlementTypes.test(lower) || /^г(?:ород)?$/u.test(lower))) return true;
  return bigTowns.test(before.at(-1)?.lower ?? '') && isStreetName(tokens[at]);
}

/** «доставка на Советскую 45» */
function isDestination(tokens: readonly Token[], at: number): boolean {
  return isCapitalized(tokens[at]) && /^(?:на|по)$/u.test(tokens[at - 1]?.lower ?? '') && isGoing(tokens, at);
}

/** Somebody is there, goes there or sends goods there. */
function isGoing(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(Math.max(0, at - 6), at).some(({ lower }) => deliveryWords.test(lower));
}
