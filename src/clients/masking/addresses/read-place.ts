import { hints, isCapitalized, isGlued, mayBe, type Token } from '../speech.ts';
import type { AddressContext, Place } from './address-context.ts';
import { otherTypes, pauses, streetTypes } from './address-words.ts';
import { isSpokenOfAddress, readBareHouse, readBareStreet, readHouseAndFlat } from './bare-street.ts';
import { isStreetWord } from './known-streets.ts';
import { readHouseFirst } from './house-first.ts';
import { countsGoods, endsHouse, isOrdinal, readHouse, readHouseNumber, skipPauses } from './read-house.ts';
import { readToldStreet } from './told-street.ts';
import {
  isFirstHalf,
  isName,
  isOrdinalDigits,
  isStreetName,
  readNameAfter,
  readNameBefore,
} from './street-name.ts';

/** The address that a word begins, or whose kind of street it is. */
export function readPlace(context: AddressContext, at: number): Place | null {
  const { tokens } = context;
  const token = tokens[at];
  if (token?.kind === 'digits')
    return readHouseFirst(tokens, at) ?? readNumberedStreet(tokens, at) ?? readBareHouse(context, at);
  if (token?.kind !== 'word' || !mayBegin(tokens, at)) return null;
  const abbreviation = readAbbreviation(tokens, at);
  if (abbreviation !== null || mayBe(token, hints.streetType)) {
    const type = { first: at, last: abbreviation ?? at };
    return (
      readStreet(tokens, type, isStreetName) ?? readNamedHouse(tokens, at) ?? readOpenStreet(context, type)
    );
  }
  if (mayBe(token, hints.otherType)) {
    return readStreet(tokens, { first: at, last: at }, isCapitalized) ?? readNamedHouse(tokens, at);
  }
  if (mayBe(token, hints.settlement)) return readSettlement(tokens, at) ?? readToldStreet(context, at);
  if (mayBe(token, hints.house)) return readHouseFirst(tokens, at) ?? readHouseAndFlat(context, at);
  if (mayBe(token, hints.flat)) return readHouseFirst(tokens, at);
  if (mayBe(token, hints.number | hints.ordinal)) {
    const place =
      readHouseFirst(tokens, at) ?? readNumberedStreet(tokens, at) ?? readNumberAndFlat(tokens, at);
    if (place !== null) return place;
  }
  if (!mayBe(token, hints.capital | hints.streetName) || !isBeforeHouse(tokens, at)) return null;
  return readBareStreet(context, at) ?? readToldStreet(context, at);
}

/** A place may begin with a word that is one of these, and with a capital; asked first, because hardly any word is. */
const beginnings =
  hints.capital |
  hints.streetType |
  hints.otherType |
  hints.settlement |
  hints.house |
  hints.flat |
  hints.number |
  hints.ordinal |
  hints.streetName;

function mayBegin(tokens: readonly Token[], at: number): boolean {
  return mayBe(tokens[at], beginnings) || tokens[at + 1]?.text === '-';
}

/** A number, «дом», a mark or a filler comes next: asked first, because hardly ever one does. */
function isBeforeHouse(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  if (next === undefined) return false;
  if (next.kind !== 'word') return true;
  return mayBe(next, hints.number | hints.house) || pauses.has(next.lower) || next.lower.startsWith('корп');
}

/** «пр-т», «б-р», «пр-кт»: the index of the last token. */
function readAbbreviation(tokens: readonly Token[], at: number): number | null {
  if (tokens[at + 1]?.text !== '-') return null;
  const [head, , tail] = tokens.slice(at, at + 3);
  if (!isGlued(tokens, at + 1) || !isGlued(tokens, at + 2)) return null;
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
  const from = skipPauses(tokens, type.last + 1);
  const after = readNameAfter(tokens, from);
  if (after !== null) {
    const house = readHouse(tokens, after + 1);
    const isNamed =
      tokens.slice(from, after + 1).some((token) => accepts(token) || isStreetWord(token.lower)) ||
      isWaterside(tokens, from, { after, last: house?.last });
    const isPlain =
      house !== null &&
      mayBePlain(tokens, type.first) &&
      isPlainName(tokens, from, { after, last: house.last });
    if (house !== null && (isNamed || house.named || house.withFlat || isPlain)) {
      return { first: type.first, last: house.last };
    }
  }
  const alone = readWaterside(tokens, type);
  if (alone !== null) return alone;
  const before = readNameBefore(tokens, type.first);
  const house = before === null ? null : readHouse(tokens, type.last + 1);
  // «на заречной линии двадцать вагонов»
  const isCounted =
    house !== null &&
    !house.named &&
    mayBe(tokens[type.first], hints.otherType) &&
    countsGoods(tokens, house.last);
  return before === null || house === null || isCounted ? null : { first: before, last: house.last };
}

/** «набережная тридцать»: a street that is called nothing else. */
function readWaterside(tokens: readonly Token[], { first, last }: Place): Place | null {
  if (first !== last || !/^набережн(?:ая|ой|ую)$/u.test(tokens[first]?.lower ?? '')) return null;
  if (readNameBefore(tokens, first) !== null) return null;
  const house = readHouse(tokens, last + 1);
  return house !== null && (house.named || endsHouse(tokens, house.last))
    ? { first, last: house.last }
    : null;
}

/** Words after «улица» that tell something of it, and are no name. */
const noPlainNames =
  /(?:ть|ться|ли|ло|ла|ют|ут|ет|ит|ите|йте|шь|ено|ана|ыта|ыт|ыто|о)$|^(?:который|которая|которую|около|возле|рядом|после|перед|через|между|очень|слишком|такой|такая|узкий|узкая|широкий|широкая|весь|вся|ваш|снег|лед|сейчас|тоже|просто|длиной|шириной|скидка|скидки|минус|плюс|порядка)$/u;

/** «улица ирчи казака сорок», «проспект чулман пятьдесят»: whatever stands between the kind of street and a number that counts nothing. */
function isPlainName(
  tokens: readonly Token[],
  from: number,
  { after, last }: { readonly after: number; readonly last: number },
): boolean {
  if (after - from > 2) return false;
  for (let at = from; at <= after; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'word' && noPlainNames.test(token.lower)) return false;
  }
  return endsHouse(tokens, last) || isAtPlace(tokens[last + 1]);
}

/** Not «аллея роз десять», and «метро проспект вернадского выход пять» is a station. */
function mayBePlain(tokens: readonly Token[], type: number): boolean {
  const { lower } = tokens[type] ?? { lower: '' };
  if (/^(?:метро|станци\p{L}|остановк\p{L})$/u.test(tokens[type - 1]?.lower ?? '')) return false;
  if (/^(?:проезд|тупик)/u.test(lower)) return isStreetName(tokens[type + 1]);
  return mayBe(tokens[type], hints.streetType) && !/^(?:алле|тракт|(?:пер|наб|мкр)$)/u.test(lower);
}

/** «…, магазин крепёж» */
function isAtPlace(token: Token | undefined): boolean {
  return /^(?:павильон|магазин|склад|кафе|офис|база|киоск|ларек|подъезд|частный|стройка|столовая|аптека|салон)$/u.test(
    token?.lower ?? '',
  );
}

/** «набережная реки волги восемь», «набережная лейтенанта шмидта семь»: in small letters where nothing is counted. */
function isWaterside(
  tokens: readonly Token[],
  from: number,
  { after, last }: { readonly after: number; readonly last: number | undefined },
): boolean {
  if (last === undefined || after === from) return false;
  if (!/^(?:реки|канала)$/u.test(tokens[from]?.lower ?? '') && !isFirstHalf(tokens[from])) return false;
  const place = /^(?:павильон|магазин|склад|кафе|офис|база|киоск|ларек|подъезд)$/u;
  return endsHouse(tokens, last) || tokens.slice(from, last + 2).some(({ lower }) => place.test(lower));
}

/** «татарстан двадцать один квартира восемь»: a house and a flat after whatever the street is called. */
function readNumberAndFlat(tokens: readonly Token[], at: number): Place | null {
  if (!isName(tokens[at - 1])) return null;
  const house = readHouse(tokens, at);
  return house?.withFlat === true ? { first: at - 1, last: house.last } : null;
}

/** «5-й микрорайон, 7», «пятый микрорайон дом семь», «вторая линия дом 8», «шестая просека дом 142». */
function readNumberedStreet(tokens: readonly Token[], at: number): Place | null {
  // «двадцать третий микрорайон»
  const isLong = mayBe(tokens[at], hints.number) && isOrdinal(tokens[at + 1]?.lower ?? '');
  const type = isOrdinalDigits(tokens, at) ? at + 3 : isLong ? at + 2 : at + 1;
  if (!mayBe(tokens[type], hints.streetType | hints.otherType) && tokens[type]?.lower !== 'комплекс')
    return null;
  const isNumbered = isLong || isOrdinalDigits(tokens, at) || isOrdinal(tokens[at]?.lower ?? '');
  const word = tokens[type]?.lower ?? '';
  const isSure = /^(?:микрорайон(?:а|е|у)?|мкрн?|микрик(?:а|е|у)?|комплекс)$/u.test(word);
  if (!isSure && !(isNumbered && (otherTypes.test(word) || streetTypes.test(word)))) return null;
  const name = isSure ? null : readNameAfter(tokens, type + 1);
  const house = readHouse(tokens, (name ?? type) + 1) ?? (name === null ? null : readHouse(tokens, type + 1));
  if (house === null) return null;
  // «третий проезд марьиной рощи сорок»
  const isNamed = name !== null && isNumbered && isStreetName(tokens[type + 1]);
  const flat = isSure ? readHouseNumber(tokens, house.last + 1) : null;
  const last = flat !== null && endsHouse(tokens, flat) ? flat : house.last;
  return house.named || ((isSure || isNamed) && endsHouse(tokens, last)) ? { first: at, last } : null;
}

/** «микрорайон 5, дом 7», «квартал 12, дом 3» */
function readTypeAndNumber(tokens: readonly Token[], type: number): number | null {
  return readHouseNumber(tokens, skipPauses(tokens, type + 1));
}

/** A street at the end of a phrase whose house was or will be said in another. */
function readOpenStreet({ tokens, asked, continued }: AddressContext, type: Place): Place | null {
  const from = skipPauses(tokens, type.last + 1);
  const after = readNameAfter(tokens, from);
  const place =
    after !== null &&
    tokens.slice(from, after + 1).some((token) => isStreetName(token) || isStreetWord(token.lower))
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
  const after = readNameAfter(tokens, skipPauses(tokens, type + 1));
  for (const [first, end] of [
    [type, after],
    [type, readTypeAndNumber(tokens, type)],
    [readNameBefore(tokens, type), type],
  ] as const) {
    const house = first === null || end === null ? null : readHouse(tokens, end + 1);
    if (first !== null && house?.named === true) return { first, last: house.last };
  }
  return null;
}

/** «ЖК «Новые Ватутинки»»: the closing quotation mark. */
function readQuoted(tokens: readonly Token[], at: number): number | null {
  if (!/^[«"“„]$/u.test(tokens[at]?.text ?? '')) return null;
  for (let end = at + 2; end < at + 6; end += 1) if (/^[»"”]$/u.test(tokens[end]?.text ?? '')) return end;
  return null;
}

/** «деревня Малиновка, дом 5», «СНТ Ромашка участок 45». */
function readSettlement(tokens: readonly Token[], type: number): Place | null {
  const name = readQuoted(tokens, type + 1) ?? readNameAfter(tokens, skipPauses(tokens, type + 1));
  if (name === null) return null;
  // «СНТ Ромашка, третья линия, участок 45»
  const inner = readNumberedStreet(tokens, skipPauses(tokens, name + 1));
  if (inner !== null) return { first: type, last: inner.last };
  const house = readHouse(tokens, name + 1);
  if (house === null) return null;
  const isBare = isCapitalized(tokens[name]) && endsHouse(tokens, house.last);
  return house.named || house.withFlat || isBare ? { first: type, last: house.last } : null;
}
