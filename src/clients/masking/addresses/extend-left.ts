import { hints, isCapitalized, isGlued, mayBe, type Token } from '../speech.ts';
import { bigTowns, settlementTypes } from './address-words.ts';
import { isKnownStreet } from './known-streets.ts';
import { isOrdinal } from './read-house.ts';
import { prefixes } from './street-grammar.ts';
import { isFirstHalf, isName, isOrdinalDigits } from './street-name.ts';

const townWords =
  /^(?:город(?:а|е)?|г|область|области|обл|край|края|республика|республики|район(?:а|е)?|р)$/u;

/** Their name stands before them. */
const regionWords = /^(?:область|области|обл|край|края|район(?:а|е)?)$/u;

/** «443001, Самарская область, г. Самара, …»: an address begins with its town. */
export function extendLeft(tokens: readonly Token[], first: number): number {
  let start = first;
  for (let count = 0; count < 4; count += 1) {
    const next = stepLeft(tokens, start);
    if (next === null) return start;
    start = next;
  }
  return start;
}

function stepLeft(tokens: readonly Token[], start: number): number | null {
  // «Ново-» of «Ново-Садовая», «3-й» of «3-й проезд»
  if (isOrdinalDigits(tokens, start - 3)) return start - 3;
  const isHalf = tokens[start - 1]?.text === '-' && isGlued(tokens, start) && isGlued(tokens, start - 1);
  if (isHalf && tokens[start - 2]?.kind === 'word') return start - 2;
  const type = typeBefore(tokens, start);
  if (type !== null) return type;
  // «Большая Садовая», «маршала Жукова»
  if (isFirstHalf(tokens[start - 1]) && (isCapitalized(tokens[start - 1]) || isKnownStreet(tokens[start])))
    return start - 1;
  let at = start - 1;
  while (at > start - 3 && /^[.,]$/u.test(tokens[at]?.text ?? '')) at -= 1;
  const token = tokens[at];
  if (token?.kind === 'digits') return /^\d{6}$/u.test(token.text) ? at : null;
  if (token?.kind !== 'word') return null;
  if (/^(?:в|во|на|по)$/u.test(token.lower)) {
    const town = tokens[at - 1]?.text === ',' ? at - 2 : at - 1;
    return isTown(tokens, town) ? townStart(tokens, town) : null;
  }
  // «ново вокзальная»
  if (prefixes.test(token.lower)) return at;
  if (isKindOfSettlement(token) && settlementTypes.test(tokens[start]?.lower ?? '')) return at;
  if (settlementTypes.test(token.lower)) return isKindOfSettlement(tokens[at - 1]) ? at - 1 : at;
  // «село высокая гора», «посёлок новый свет»
  if (settlementTypes.test(tokens[at - 2]?.lower ?? '') && isPartOfTown(tokens, at)) return at - 2;
  if (regionWords.test(token.lower) && isCapitalized(tokens[at - 1])) return at - 1;
  if (townWords.test(token.lower)) return at;
  return isTown(tokens, at) ? townStart(tokens, at) : null;
}

/** «улица сорок первой дивизии», «первый переулок …»: the kind of street, or the number, before what was read. */
function typeBefore(tokens: readonly Token[], start: number): number | null {
  const isType = (at: number): boolean => mayBe(tokens[at], hints.streetType);
  if (isType(start)) return isOrdinal(tokens[start - 1]?.lower ?? '') ? start - 1 : null;
  for (let at = start - 1; at >= start - 4; at -= 1) {
    if (isType(at)) return at;
    const { lower } = tokens[at] ?? { lower: '' };
    if (!mayBe(tokens[at], hints.number) && !isOrdinal(lower) && !/^(?:им|имени|\.)$/u.test(lower))
      return null;
  }
  return null;
}

/** «коттеджный посёлок» */
function isKindOfSettlement(token: Token | undefined): boolean {
  return /^(?:коттеджн|дачн|садов|рабоч|жил)\p{L}{2,4}$/u.test(token?.lower ?? '');
}

/** «высокая гора» in small letters after «село». */
function isPartOfTown(tokens: readonly Token[], at: number): boolean {
  const isPlace = /^(?:магазин|склад|кафе|офис|рынок|база|улица)$/u;
  return [at - 1, at].every((place) => isName(tokens[place]) && !isPlace.test(tokens[place]?.lower ?? ''));
}

/** What a phrase begins with before an address, and no town. */
const openings =
  /^(?:девушка|здравствуйте|алло|так|адрес|доставка|пишите|запишите|хорошо|значит|самовывоз|офис|склад|магазин|спасибо|секунду|смотрите|записывайте|привет|диктую|отлично|конечно|правильно|верно|точнее|вернее|извините|простите)$/u;

/** A big town, a word after «город», or a capital inside a sentence. */
function isTown(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || !isName(token)) return false;
  if (bigTowns.test(token.lower) || followsTownWord(tokens, at)) return true;
  if (!isCapitalized(token)) return false;
  if (at > 0) return !/^[.!?…]$/u.test(tokens[at - 1]?.text ?? '');
  // «Воскресенск, ул. Победы, 18»
  const isBeforeStreet = tokens[1]?.text === ',' && mayBe(tokens[2], hints.streetType);
  return isBeforeStreet && !mayBe(token, hints.name) && !openings.test(token.lower);
}

function followsTownWord(tokens: readonly Token[], at: number): boolean {
  const isShort = tokens[at - 1]?.text === '.';
  const before = isShort ? tokens[at - 2] : tokens[at - 1];
  if (isShort && /^[спдх]$/u.test(before?.lower ?? '')) return true;
  return before !== undefined && (townWords.test(before.lower) || settlementTypes.test(before.lower));
}

const firstParts =
  /^(?:улан|йошкар|нижний|нижняя|верхняя|верхний|набережные|великий|старый|новый|минеральные|горно|южно|ханты|санкт|ростов|каменск|вышний|орехово|сергиев)$/u;

/** «Нижний Новгород», «Верхний Ключ»; «г. Самара» with its «г.» */
function townStart(tokens: readonly Token[], at: number): number {
  if (followsTownWord(tokens, at)) return tokens[at - 1]?.text === '.' ? at - 2 : at - 1;
  const before = tokens[at - 1];
  if (before?.text === '-' && isGlued(tokens, at) && tokens[at - 2]?.kind === 'word') return at - 2;
  if (isCapitalized(before) && followsTownWord(tokens, at - 1)) return at - 2;
  // «улан удэ», «нижний новгород»
  if (firstParts.test(before?.lower ?? '')) return at - 1;
  const isPart =
    isCapitalized(before) && before !== undefined && /(?:ий|ый|ая|ое|ые|ие)$/u.test(before.lower);
  return isPart ? at - 1 : at;
}

/** «улица Центральная 8, село Красный Яр»: where a town that follows an address ends. */
export function extendRight(tokens: readonly Token[], last: number): number {
  const at = tokens[last + 1]?.text === ',' ? last + 2 : last + 1;
  const word = tokens[at];
  if (word === undefined || !(settlementTypes.test(word.lower) || /^(?:город|г)$/u.test(word.lower)))
    return last;
  const from = tokens[at + 1]?.text === '.' ? at + 2 : at + 1;
  if (!isName(tokens[from]) || !isCapitalized(tokens[from])) return last;
  return isCapitalized(tokens[from + 1]) && isName(tokens[from + 1]) ? from + 1 : from;
}
