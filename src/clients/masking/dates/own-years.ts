import { hints, mayBe, type Line, type Token } from '../speech.ts';
import { readYear, type SpokenDate } from './read-date.ts';

/** Its answer is a year only with the word «года». */
const ownAge = /(?:^| )(?:(?:полных|вам|тебе) лет|возраст|есть восемнадцать)(?: |$)/u;

const ofSomebody =
  /(?:^| )(?:я|сын|дочь|дочка|муж|жена|мальчик|девочка|ребенок|мама|папа|бабушка) (?:с |у меня )?(?:тысяча девятьсот )?(?:(?:тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто) )?(?:\S+(?:ого|его)|(?:19|20)\d\d) (?:года?|г)(?! выпуска| постройки| призыва)(?: |$)|(?:ого|его|\d) года я(?: |$)/u;
/** Also without «года» where a date of birth was just told. */
const ofAnother =
  /(?:^| )(?:я|сын|дочь|дочка|муж|жена|мужа|жены) (?:тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто) \S+(?:ого|его|ый|ой)(?: |$)/u;

/** «я шестьдесят седьмого года» */
export function readOwnYear(
  line: Line,
  before: Line | undefined,
  isNear: boolean,
): { readonly line: Line; readonly date: SpokenDate }[] {
  const isAsked = before !== undefined && before.speaker !== line.speaker && ownAge.test(before.words);
  const isOther = isNear && ofAnother.test(line.words);
  if (!isAsked && !isOther && !ofSomebody.test(line.words)) return [];
  const date = isOther ? lastYear(line.tokens) : yearOfSomebody(line.tokens);
  return date === null ? [] : [{ line, date }];
}

/** «муж семьдесят первого года рождения, я семьдесят четвёртого» */
function lastYear(tokens: readonly Token[]): SpokenDate | null {
  for (let first = tokens.length - 1; first > 0; first -= 1) {
    if (!mayBe(tokens[first], hints.decade)) continue;
    const year = readYear(tokens, first);
    if (year !== null && isYear(year.value)) return yearDate(year.value, first, year.next - 1);
  }
  return null;
}

export function yearDate(year: number, first: number, last: number): SpokenDate {
  return { day: null, month: null, year: year % 100, first, last };
}

/** A year in which somebody may be born, with the word «года». */
function yearOfSomebody(tokens: readonly Token[]): SpokenDate | null {
  for (let first = 0; first < tokens.length; first += 1) {
    const year = mayBeginDate(tokens[first]) ? readYear(tokens, first) : null;
    if (year === null || !isYear(year.value) || !isYearWord(tokens[year.next - 1])) continue;
    return yearDate(year.value, first, year.next - 1);
  }
  return null;
}

export function mayBeginDate(token: Token | undefined): boolean {
  return mayBe(token, hints.number | hints.digits | hints.count | hints.ordinal);
}

export function isYearWord(token: Token | undefined): boolean {
  return /^(?:год(?:а|у)?|г)$/u.test(token?.lower ?? '');
}

/** A year in which somebody who telephones may be born, or a child for whom he does. */
export function isYear(value: number): boolean {
  return (value >= 30 && value < 100) || (value >= 1930 && value < 2027);
}
