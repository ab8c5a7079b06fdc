import { remember, wordPattern } from '../remember.ts';
import { readOrdinal } from '../dates/date-words.ts';
import { numberWords } from '../numbers/number-words.ts';
import { hints, isCapitalized, isGlued, mayBe, type Token } from '../speech.ts';
import { isSureStreet } from './known-streets.ts';
import { flatWords, houseWords, noNames, partWords, streetTypes } from './address-words.ts';

/** The longest name of a street in words: «40 лет Великого Октября». */
const longestName = 4;

/** «Садовая», «Ленинградский»: the forms that names of streets have when nothing is written in capitals. */
const nameEndings = wordPattern(
  /(?:ая|яя|ой|ую|ого|его|ский|цкий|ной|ный|овый|ина|ына|ова|ева|нина|ов|ев|цев|ых|ий|еля|ея|ира|жбы|ды|ции|нки|ки|ты|ства|на|ева|ича|оты)$/u,
);
/** Those of them that hardly another word before a number has. */
const sureEndings = wordPattern(
  /(?:ская|цкая|ской|цкой|скую|[внчжш]ая|[внчж]ую|[вр]ой|ого|его|[кнщрл]ина|[кнл]ова|[ларнт]ева)$/u,
);

/** «Зелёная роща», «Золотая горка»: they belong to a name also in small letters. */
const secondHalves = wordPattern(
  /^(?:рощ[аиуе]|горк[аиуе]|гор[аыуе]|полян[аыуе]|долин[аыуе]|слобод[аыуе]|кос[аыуе]|балк[аиуе]|зар[яиюе]|застав[аыуе]|дорог[аиуе]|мельниц[аыуе]|сторон[аыуе]|пол[еяю]|речк[аиуе]|дач[аиуе]|мыза|луг[ауе]?|канала|реки|острова|роты|стрелка|тупика)$/u,
);

/** What stands before the name of a man or woman, or before «Садовая». */
const firstHalves = wordPattern(
  /^(?:(?:больш|мал|верхн|нижн|нов|стар|средн|перв|втор|четверт|пят|шест|седьм|восьм|девят|десят|одиннадцат|двенадцат|тринадцат|четырнадцат|пятнадцат|шестнадцат)(?:ая|яя|ой|ую|юю|ей)|треть(?:я|ей|ю)|карла|розы|клары|богдана|степана|емельяна|юрия|льва|максима|павлика|зои|олега|александра|маршала|генерала|академика|адмирала|героя|героев|капитана|лейтенанта|летчика|космонавта|партизана|комиссара|профессора|доктора|имени|братьев|сергея|ивана|николая|тараса|мусы|антона|михаила|константина|алексея|василия|феликса|демьяна|инессы|лизы|марии)$/u,
);

/** «Большая» of «Большая Садовая», «маршала» of «маршала Жукова». */
export function isFirstHalf(token: Token | undefined): boolean {
  return token?.kind === 'word' && firstHalves.test(token.lower);
}

/** A word that may belong to the name of a street. */
export function isName(token: Token | undefined): boolean {
  if (token?.kind !== 'word' || token.lower.length < 3) return false;
  if (noNames.has(token.lower) || numberWords.has(token.lower)) return false;
  return !isKindOfPlace(token.lower);
}

const isKindOfPlace = remember((lower) =>
  [streetTypes, houseWords, flatWords, partWords].some((words) => words.test(lower)),
);

/** A word that by its capital or its ending is likely to be one. */
export function isStreetName(token: Token | undefined): boolean {
  if (token === undefined || !isName(token)) return false;
  return isCapitalized(token) || hasNameEnding(token);
}

/** It ends as few words but names of streets do. */
export function hasSureEnding(token: Token | undefined): boolean {
  return token !== undefined && endsLikeStreet(token.lower);
}

/** «садовая», «ленинской» */
export function endsLikeStreet(lower: string): boolean {
  return lower.length >= 5 && sureEndings.test(lower);
}

/** It ends like the name of a street. */
function hasNameEnding(token: Token | undefined): boolean {
  return token !== undefined && token.lower.length >= 5 && nameEndings.test(token.lower);
}

/** The index of the last token of the name after «улица»; NULL when there is none. */
export function readNameAfter(tokens: readonly Token[], index: number): number | null {
  let at = index;
  let last: number | null = null;
  for (let count = 0; count < longestName; count += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const skipped = skipPrefix(tokens, at, count);
    const begins = last !== null && isCapitalized(tokens[last]) && !isCapitalized(token);
    const belongs =
      isWordOfName(token, count) ||
      (count === 0 && isNameOfKind(tokens, at)) ||
      (isName(token) && (!begins || secondHalves.test(token.lower)));
    if (skipped === null && !belongs) break;
    if (skipped === null) last = at;
    at = skipped ?? skipHalf(tokens, at);
  }
  return last;
}

/** «проспект октября», «улица Набережная»: names that elsewhere are none. */
function isNameOfKind(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text === '.' ? tokens[at - 2] : tokens[at - 1];
  if (!streetTypes.test(before?.lower ?? '')) return false;
  const { lower } = tokens[at] ?? { lower: '' };
  return (
    /^(?:марта|мая|января|октября|июля)$/u.test(lower) ||
    (lower.startsWith('набережн') && /^ул/u.test(before?.lower ?? ''))
  );
}

/** «Ново-Садовая»: the second half goes on the name. */
function skipHalf(tokens: readonly Token[], at: number): number {
  const isHalf = tokens[at + 1]?.text === '-' && isGlued(tokens, at + 1) && isGlued(tokens, at + 2);
  return isHalf && tokens[at + 2]?.kind === 'word' ? at + 2 : at + 1;
}

/** The number or initial that a name begins with: where it ends; NULL when there is none. */
function skipPrefix(tokens: readonly Token[], at: number, count: number): number | null {
  const token = tokens[at];
  if (count === 0 && /^(?:им|имени)$/u.test(token?.lower ?? '')) {
    const from = tokens[at + 1]?.text === '.' ? at + 2 : at + 1;
    return skipYear(tokens, from) ?? from;
  }
  const year = count === 0 ? skipYear(tokens, at) : null;
  if (year !== null) return year;
  if (count === 0 && beginsWithNumber(tokens, at)) return isOrdinalDigits(tokens, at) ? at + 3 : at + 1;
  const isInitial =
    token?.kind === 'word' && token.text.length === 1 && isCapitalized(token) && tokens[at + 1]?.text === '.';
  return isInitial ? at + 2 : null;
}

/** «тысяча девятьсот пятого года», «двадцать шестого бакинских комиссаров»: where the ordinal stands. */
function skipYear(tokens: readonly Token[], at: number): number | null {
  for (let place = at; place < at + 4; place += 1) {
    const token = tokens[place];
    if (
      place > at &&
      token?.kind === 'word' &&
      /(?:ого|его|ой|ьей|и)$/u.test(token.lower) &&
      isOrdinalWord(token.lower)
    )
      return place;
    if (token === undefined || !mayBe(token, hints.number | hints.count)) return null;
  }
  return null;
}

function isOrdinalWord(lower: string): boolean {
  return (
    readOrdinal(lower.replace(/ой$/u, 'ый').replace(/ьей$/u, 'ий')) !== null ||
    /^(?:шести|пяти|трех|двух|семи|восьми)$/u.test(lower)
  );
}

/** «8 Марта», «40 лет Победы», «1-я Садовая», «третья Садовая». */
function beginsWithNumber(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind === 'digits') return isOrdinalDigits(tokens, at) || isNameOfDate(tokens[at + 1]);
  return token !== undefined && numberWords.has(token.lower) && isNameOfDate(tokens[at + 1]);
}

function isNameOfDate(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    (/^(?:лет|года|марта|мая|января|октября|июля)$/u.test(token.lower) ||
      (isName(token) && isCapitalized(token)))
  );
}

/** «1-я», «3-й» */
export function isOrdinalDigits(tokens: readonly Token[], at: number): boolean {
  return (
    tokens[at]?.kind === 'digits' &&
    tokens[at + 1]?.text === '-' &&
    /^(?:я|й|ая|ой|ый|го)$/u.test(tokens[at + 2]?.lower ?? '')
  );
}

/** Inside a name: «8 марта», «40 лет Победы», «Карла и Розы». */
function isWordOfName(token: Token, count: number): boolean {
  return count > 0 && /^(?:лет|года|марта|мая|января|октября|июля)$/u.test(token.lower);
}

/** «Ленинградский проспект», «2-я Садовая улица»: the index of the name's first token before «улица». */
export function readNameBefore(tokens: readonly Token[], type: number): number | null {
  const name = tokens[type - 1];
  const isWaterside = name?.lower === 'набережная' && tokens[type]?.lower === 'улица';
  if (name === undefined || !(isWaterside || isName(name))) return null;
  const isAdjective =
    /(?:ая|яя|ой|ую|ий|ый|ое|ее|ого|его|ому|ем|ом)$/u.test(name.lower) ||
    isSureStreet(name) ||
    /^мира$/u.test(name.lower);
  if (!isAdjective || (readOrdinal(name.lower) !== null && !isCapitalized(name))) return null;
  const before = tokens[type - 2];
  if (before !== undefined && isOrdinalDigits(tokens, type - 4)) return type - 4;
  return before !== undefined && isCapitalized(before) && type - 2 > 0 && isName(before)
    ? type - 2
    : type - 1;
}
