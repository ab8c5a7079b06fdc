import { isCapitalized, isGlued, type Token } from '../speech.ts';
import type { AddressContext, Place } from './address-context.ts';
import { houseWords, otherTypes, settlementTypes, streetTypes } from './address-words.ts';
import { isSpokenOfAddress, readBareHouse, readBareStreet, readHouseAndFlat } from './bare-street.ts';
import { readHouse, skipMarks } from './read-house.ts';
import { isStreetName, readNameAfter, readNameBefore } from './street-name.ts';

/** The address that a word begins, or whose kind of street it is. */
export function readPlace(context: AddressContext, at: number): Place | null {
  const { tokens } = context;
  const token = tokens[at];
  if (token?.kind === 'digits') return readBareHouse(context, at);
  if (token?.kind !== 'word') return null;
  const abbreviation = readAbbreviation(tokens, at);
  if (abbreviation !== null || streetTypes.test(token.lower)) {
    const type = { first: at, last: abbreviation ?? at };
    return readStreet(tokens, type, isStreetName) ?? readOpenStreet(context, type);
  }
  if (otherTypes.test(token.lower)) {
    return readStreet(tokens, { first: at, last: at }, isCapitalized) ?? readNamedHouse(tokens, at);
  }
  if (settlementTypes.test(token.lower)) return readSettlement(tokens, at);
  if (houseWords.test(token.lower)) return readHouseAndFlat(context, at);
  return readBareStreet(context, at);
}

/** «пр-т», «б-р», «пр-кт»: the index of the last token. */
function readAbbreviation(tokens: readonly Token[], at: number): number | null {
  const [head, hyphen, tail] = tokens.slice(at, at + 3);
  if (hyphen?.text !== '-' || !isGlued(tokens, at + 1) || !isGlued(tokens, at + 2)) return null;
  return /^(?:пр-т|пр-кт|пр-д|б-р|пер-к|ш-се|м-н|мкр-н|наб-я)$/u.test(
    `${head?.lower ?? ''}-${tail?.lower ?? ''}`,
  )
    ? at + 2
    : null;
}

/** «улица Садовая, дом 12», «Ленинградский проспект 5». */
function readStreet(
  tokens: readonly Token[],
  type: Place,
  accepts: (token: Token | undefined) => boolean,
): Place | null {
  const from = skipMarks(tokens, type.last + 1);
  const after = readNameAfter(tokens, from);
  if (after !== null) {
    const house = readHouse(tokens, after + 1);
    const isNamed = tokens.slice(from, after + 1).some(accepts);
    if (house !== null && (isNamed || house.named || house.withFlat)) {
      return { first: type.first, last: house.last };
    }
  }
  const before = readNameBefore(tokens, type.first);
  const house = before === null ? null : readHouse(tokens, type.last + 1);
  return before === null || house === null ? null : { first: before, last: house.last };
}

/** A street at the end of a phrase whose house was or will be said in another. */
function readOpenStreet({ tokens, asked, continued }: AddressContext, type: Place): Place | null {
  const from = skipMarks(tokens, type.last + 1);
  const after = readNameAfter(tokens, from);
  const place =
    after !== null && tokens.slice(from, after + 1).some(isStreetName)
      ? { first: type.first, last: after }
      : { first: readNameBefore(tokens, type.first), last: type.last };
  if (place.first === null || (place.first === type.first && after === null)) return null;
  const { first, last } = { first: place.first, last: place.last };
  const ends = tokens.slice(last + 1, last + 4).every((token) => token.kind === 'mark');
  const known = continued || (asked && first <= 3) || isSpokenOfAddress(tokens, first);
  return ends && known && tokens[last + 1]?.text !== '?' ? { first, last } : null;
}

/** «площадь Мира, дом 5», «вторая линия дом 7»: the word «дом» makes it an address. */
function readNamedHouse(tokens: readonly Token[], type: number): Place | null {
  const after = readNameAfter(tokens, skipMarks(tokens, type + 1));
  for (const [first, end] of [
    [type, after],
    [readNameBefore(tokens, type), type],
  ] as const) {
    const house = first === null || end === null ? null : readHouse(tokens, end + 1);
    if (first !== null && house?.named === true) return { first, last: house.last };
  }
  return null;
}

/** «деревня Малиновка, дом 5», «СНТ Ромашка участок 45». */
function readSettlement(tokens: readonly Token[], type: number): Place | null {
  const name = readNameAfter(tokens, skipMarks(tokens, type + 1));
  const house = name === null ? null : readHouse(tokens, name + 1);
  return house !== null && (house.named || house.withFlat) ? { first: type, last: house.last } : null;
}
