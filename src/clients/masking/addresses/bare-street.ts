import { isCapitalized, isGlued, type Token } from '../speech.ts';
import { addressContext, bigTowns, deliveryWords } from './address-words.ts';
import type { AddressContext, Place } from './address-context.ts';
import { readHouse, readHouseNumber, skipMarks } from './read-house.ts';
import { hasSureEnding, isName, isStreetName } from './street-name.ts';

/** «Садовая дом 12», «дом 12, квартира 5»: with a flat, after the name of a street, or when an address was asked for. */
export function readHouseAndFlat({ tokens, asked }: AddressContext, at: number): Place | null {
  const house = readHouse(tokens, at);
  if (house === null || !house.named) return null;
  const comma = tokens[at - 1]?.text === ',' ? at - 1 : at;
  const name = isStreetName(tokens[comma - 1]) ? comma - 1 : null;
  if (house.withFlat) return { first: name ?? at, last: house.last };
  const isSure = name !== null && isCapitalized(tokens[name]) && isTold(tokens, name);
  if (name !== null && (asked || isSure || isSpokenOfAddress(tokens, name)))
    return { first: name, last: house.last };
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

/** «Ленина 15, квартира 3» anywhere; «на Ленина 15» where somebody says where he lives or where goods go. */
export function readBareStreet({ tokens, asked }: AddressContext, at: number): Place | null {
  const isLikely = isCapitalized(tokens[at]) || hasSureEnding(tokens[at]);
  if (!isLikely || !isName(tokens[at])) return null;
  if (readHouseNumber(tokens, skipMarks(tokens, at + 1)) === null) return null;
  const isCode = isGlued(tokens, at + 1) && tokens[at + 1]?.kind === 'digits';
  const house = isCode ? null : readHouse(tokens, at + 1);
  if (house === null || !(house.withFlat || isWholePart(tokens, at, house.last))) return null;
  const known =
    house.withFlat ||
    isSpokenOfAddress(tokens, at) ||
    (asked && at <= 6) ||
    isDestination(tokens, at) ||
    followsTown(tokens, at);
  return known ? { first: at, last: house.last } : null;
}

/** «Доступно 2 поезда»: a capital alone says nothing when more follows the number. */
function isWholePart(tokens: readonly Token[], at: number, last: number): boolean {
  if (hasSureEnding(tokens[at])) return true;
  const after = tokens[last + 1];
  const isWritten = tokens.slice(at, last + 1).some((token) => token.kind === 'digits');
  return isWritten && (after === undefined || after.kind === 'mark');
}

/** An address is spoken of before this token. */
export function isSpokenOfAddress(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(Math.max(0, at - 7), at).some(({ lower }) => addressContext.test(lower));
}

/** «Казань, Баумана 44» */
function followsTown(tokens: readonly Token[], at: number): boolean {
  const town = tokens[at - 1]?.text === ',' ? tokens[at - 2] : undefined;
  return isCapitalized(tokens[at]) && isCapitalized(town) && bigTowns.test(town?.lower ?? '');
}

/** «доставка на Советскую 45» */
function isDestination(tokens: readonly Token[], at: number): boolean {
  if (!isCapitalized(tokens[at]) || !/^(?:на|по)$/u.test(tokens[at - 1]?.lower ?? '')) return false;
  return tokens.slice(Math.max(0, at - 6), at).some(({ lower }) => deliveryWords.test(lower));
}
