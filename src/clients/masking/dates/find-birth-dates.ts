import { wordPattern } from '../remember.ts';
import type { Finding } from '../finding.ts';
import { hints, isCapitalized, mayBe, type Line, type Token } from '../speech.ts';
import { isBareBirthDate, mayBeLongAgo } from './bare-birth-dates.ts';
import { months, readOrdinal } from './date-words.ts';
import { isYear, isYearWord, mayBeginDate, readOwnYear, yearDate } from './own-years.ts';
import { readDate, readYear, type SpokenDate } from './read-date.ts';

/** How many tokens may stand between «родился» and the date. */
const reach = 12;

/** Dates of birth: only where «дата рождения», «родился», «года рождения» says so; told again they are known. */
export function findBirthDates(lines: readonly Line[]): Finding[] {
  const found: { readonly line: Line; readonly date: SpokenDate }[] = [];
  const speaks = lines.map((line) => mayBe(line, hints.birth) && birthHint.test(line.words));
  lines.forEach((line, index) => {
    const last = found.at(-1)?.line;
    const isAsker = (at: number): boolean =>
      speaks[at] === true && asksForBirth(lines[at]) && !isAnswered(lines, at, { line, last });
    const asker = isAsker(index - 1) ? index - 1 : isAsker(index - 2) ? index - 2 : undefined;
    const asked =
      asker !== undefined ||
      (mayBe(line, hints.decade | hints.digits | hints.count) && asksForYear(lines, index, last));
    if (asked || speaks[index] === true) {
      // «2014 года рождения, какой размер?» «Тридцать третий»: no year is asked for.
      const isOpen = asker === undefined || !found.some((one) => one.line === lines[asker]);
      const dates = birthDatesOf(line, { asked, isOpen });
      for (const date of dates) found.push({ line, date });
      if (asked && dates.length === 0) found.push(...readDividedDate(lines, line));
    }
    if (!mayBeLongAgo(line)) return;
    const isNear = found.length > 0 && index - (found.at(-1)?.line.index ?? 0) <= nearDates;
    found.push(...readBareDates(lines, line, isNear), ...readOwnYear(line, lines[index - 1], isNear));
  });
  if (found.length === 0) return [];
  const known = new Set(
    found.filter(({ date }) => date.day !== null && date.year !== null).map(({ date }) => keyOf(date)),
  );
  const again = lines.flatMap((line) => datesIn(line.tokens).map((date) => ({ line, date })));
  return [...found, ...again.filter(({ date }) => known.has(keyOf(date)))].map(({ line, date }) => ({
    kind: 'birth_date',
    key: keyOf(date),
    spans: [spanOf(line, date)],
  }));
}

/** Within so many phrases after a date of birth another full date of long ago is somebody's too: «мужа 2 декабря 1979». */
const nearDates = 4;

/** The asker goes on after the answer: «Даты рождения?» «14 мая 1982» «Вылет 11 июня». */
function isAnswered(
  lines: readonly Line[],
  asker: number,
  { line, last }: { readonly line: Line; readonly last: Line | undefined },
): boolean {
  const answer = lines[asker + 1];
  if (line.index - asker !== 2 || line.speaker !== lines[asker]?.speaker) return false;
  // What was masked is an answer too.
  return last === answer || answer?.tokens.some(({ kind }) => kind === 'opaque') === true;
}

/** Full dates of long ago without a word of birth. */
function readBareDates(
  lines: readonly Line[],
  line: Line,
  isNear: boolean,
): { readonly line: Line; readonly date: SpokenDate }[] {
  return datesIn(line.tokens)
    .filter((date) => isBareBirthDate(lines, line, { date, isNear }))
    .map((date) => ({ line, date }));
}

/** «двадцать первое» / «ноль девятое семьдесят шестой»: day and the rest in two phrases of one speaker. */
function readDividedDate(
  lines: readonly Line[],
  line: Line,
): { readonly line: Line; readonly date: SpokenDate }[] {
  const next = [lines[line.index + 1], lines[line.index + 2]].find((one) => one?.speaker === line.speaker);
  if (next === undefined || line.tokens.length > 4) return [];
  const tokens = [...line.tokens, ...next.tokens];
  for (let at = 0; at < line.tokens.length; at += 1) {
    const date = readDate(tokens, at);
    if (date === null || date.last < line.tokens.length) continue;
    return [
      { line, date: { ...date, last: line.tokens.length - 1 } },
      { line: next, date: { ...date, first: 0, last: date.last - line.tokens.length } },
    ];
  }
  return [];
}

/** «пятого мая … ладно, семьдесят второго»: the year after some other words. */
function yearSaidLater(tokens: readonly Token[], date: SpokenDate | undefined): SpokenDate[] {
  if (date === undefined || date.year !== null) return [];
  for (let first = date.last + 1; first < tokens.length; first += 1) {
    const year = readYear(tokens, first);
    if (year === null) continue;
    const isOrdinal = readOrdinal(tokens[year.next - 1]?.lower ?? '') !== null || year.value > 1900;
    return isOrdinal && isYear(year.value) ? [yearDate(year.value, first, year.next - 1)] : [];
  }
  return [];
}

function keyOf({ day, month, year }: SpokenDate): string {
  return [day ?? '', month ?? '', year ?? ''].join('.');
}

function spanOf(line: Line, { first, last }: SpokenDate): { line: number; start: number; end: number } {
  return { line: line.index, start: line.tokens[first]?.start ?? 0, end: line.tokens[last]?.end ?? 0 };
}

function datesIn(tokens: readonly Token[]): SpokenDate[] {
  const dates: SpokenDate[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const date = mayBeginDate(tokens[index]) ? readDate(tokens, index) : null;
    if (date === null) continue;
    dates.push(date);
    index = date.last;
  }
  return dates;
}

/** Birthdays of shops and companies are advertising. */
const firms = wordPattern(
  /^(?:компани\p{L}*|магазин\p{L}*|фирм\p{L}*|сет[ьи]|бренд\p{L}*|город\p{L}*|организаци\p{L}*|завод\p{L}*|предприяти\p{L}*|клуб\p{L}*|центр\p{L}*|рынк\p{L}*|сайт\p{L}*|нашей|проект\p{L}*)$/u,
);

const founded = /^(?:компани[яи]|фирма|магазин|бренд|организация|предприятие|завод|сеть|салон|идея|проект)$/u;

/** One look at a phrase spares looking at its words. */
const birthHint =
  /рожд|роди|урожен|днюх|именинн|birth|born|\b(?:dob)\b|(?:^| )(?:др|[гд] р|[гд]э эр)(?: |$)/u;

/** Where a phrase speaks of birth: indexes of «рождения», «родился», «др». */
function birthWords(tokens: readonly Token[]): number[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word') return [];
    const isBirth =
      /^(?:рожден(?:ия|ие|ью|ии)|рожденья|рожденье|рожденью|роди(?:лся|лась|лись)|рожден|рождена|рожд|уроженец|уроженка|днюх\p{L}*|именинни(?:к|ца)|birth)$/u.test(
        token.lower,
      ) ||
      (token.lower === 'др' && tokens[index + 1]?.text !== '.') ||
      isAbbreviated(tokens, index);
    if (!isBirth) return [];
    // «компания родилась 5 октября»
    if (/^роди/u.test(token.lower))
      return tokens.slice(Math.max(0, index - 3), index).some(({ lower }) => founded.test(lower))
        ? []
        : [index];
    const near = [...tokens.slice(Math.max(0, index - 3), index), ...tokens.slice(index + 1, index + 4)];
    return near.some(({ lower }) => firms.test(lower)) ? [] : [index];
  });
}

/** «д. р.», «г р», «дэ эр» */
function isAbbreviated(tokens: readonly Token[], index: number): boolean {
  const { lower } = tokens[tokens[index - 1]?.text === '.' ? index - 2 : index - 1] ?? { lower: '' };
  const second = tokens[index]?.lower;
  return (second === 'р' && /^[гд]$/u.test(lower)) || (second === 'эр' && /^[гд]э$/u.test(lower));
}

/** «А вы какого года?», and «год?» after day and month have been told. */
function asksForYear(lines: readonly Line[], index: number, told: Line | undefined): boolean {
  const question = lines[index - 1];
  if (
    question === undefined ||
    question.length > longestQuestion ||
    question.speaker === lines[index]?.speaker
  )
    return false;
  if (ownYear.test(question.words)) return true;
  return (
    told !== undefined &&
    index - told.index <= 4 &&
    /^(?:а |и |так )?(?:какой )?год(?: какой)?$/u.test(question.words)
  );
}

const longestQuestion = 8;
const ownYear =
  /(?:^| )(?:(?:вы|ты|сын|дочь|дочка|ребенок|муж|жена|мальчик|девочка) какого года|какого (?:вы|ты|сын|дочь|ребенок) года|какого года (?:рождения|сын|дочь|ребенок|вы)|с какого (?:вы|ты) года)(?: |$)/u;

function asksForBirth(line: Line | undefined): boolean {
  if (line === undefined) return false;
  const last = birthWords(line.tokens).at(-1);
  return last !== undefined && line.tokens.length - last <= reach;
}

function birthDatesOf(
  line: Line,
  { asked, isOpen }: { readonly asked: boolean; readonly isOpen: boolean },
): SpokenDate[] {
  const { tokens } = line;
  const words = birthWords(tokens);
  if (words.length === 0 && !asked) return [];
  const dates = datesIn(tokens).filter((date) => !isDeadline(tokens, date));
  const near = dates.filter(
    (date) =>
      words.some((word) => isOfBirth(tokens, date, word)) ||
      (asked && words.length === 0 && date.first <= (date.year === null ? 3 : 6) && dates[0] === date),
  );
  if (near.length > 0) return [...near, ...yearSaidLater(tokens, near.at(-1))];
  if (asked && words.length === 0) return isOpen ? readAnswer(tokens) : [];
  return words.flatMap((word) => yearNear(tokens, word) ?? []);
}

/** «девяносто первый», «1991», «в девяносто первом»: a year as the whole answer. */
function readAnswer(tokens: readonly Token[]): SpokenDate[] {
  const first = tokens.findIndex(
    ({ kind, lower }) => kind !== 'mark' && !/^(?:в|во|я|ну|да|э|с|это)$/u.test(lower),
  );
  // «март восемьдесят девятого»
  const month = months.get(tokens[first]?.lower ?? '');
  const year = first < 0 ? null : readYear(tokens, month === undefined ? first : first + 1);
  if (year === null || !isYear(year.value)) return [];
  const rest = tokens.slice(year.next).filter(({ kind }) => kind !== 'mark');
  return rest.length > 1 ? [] : [{ ...yearDate(year.value, first, year.next - 1), month: month ?? null }];
}

/** The date stands near «родился» or «день рождения»; without a year it has to stand nearer. */
function isOfBirth(tokens: readonly Token[], date: SpokenDate, word: number): boolean {
  if (date.first > word) return date.first - word <= (date.year === null ? reach / 2 : reach);
  // «3 июня к дню рождения»
  const isOccasion = /^(?:к|ко|до|на|ради)$/u.test(tokens[word - 2]?.lower ?? '') && date.year === null;
  const between = tokens.slice(date.last + 1, word);
  const isCutOff =
    between.some(({ text }) => /^[,;!?]$/u.test(text)) && !between.some(({ lower }) => lower === 'это');
  const isOtherSentence = between.some(
    ({ text }, at) => text === '.' && isCapitalized(between[at + 1] ?? tokens[word]),
  );
  return between.length <= 3 && !isCutOff && !isOtherSentence && !isOccasion;
}

/** «к 5 марта», «до 15 июня»: when something has to be there. */
function isDeadline(tokens: readonly Token[], { first, year }: SpokenDate): boolean {
  return year === null && /^(?:к|ко|до|на|с|со|по)$/u.test(tokens[first - 1]?.lower ?? '');
}

/** «1985 года рождения», «родился в восемьдесят пятом году». */
function yearNear(tokens: readonly Token[], word: number): SpokenDate | null {
  for (let first = Math.max(0, word - 6); first <= Math.min(tokens.length - 1, word + 4); first += 1) {
    const year = readYear(tokens, first);
    if (year === null || !isYearWord(tokens[year.next - 1])) continue;
    if (first < word && year.next < word - 1) continue;
    return yearDate(year.value, first, year.next - 1);
  }
  return null;
}
