import { isCapitalized, type Line, type Token } from '../speech.ts';
import { afterCue, beforeCue, type Cue } from './cues.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import { looksLikeSurname } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';
import { noSmallSurnames, readSmallSurname, readSurname, readSurnameBefore } from './told-surnames.ts';

/** A cue and where it ends or begins. */
export interface Place {
  readonly at: number;
  readonly cue: Cue;
}

/** «Это Марина?» asked by the operator means the client. */
export function whose({ tokens, speaker }: Line, { at, cue }: Place): 'speaker' | 'client' {
  const isQuestion = tokens.slice(at + 1, at + 6).some(({ text }) => text === '?');
  return speaker === 'operator' && isQuestion && /^(?:это|говорит|с вами)$/u.test(cue.words.join(' '))
    ? 'client'
    : 'speaker';
}

/** The name that follows a cue. */
export function readAfter(index: NameIndex, { tokens, speaker }: Line, { at, cue }: Place): FullName | null {
  const from = afterCue(tokens, at, cue);
  if (from === null) return null;
  // «Зовут Андрей» says a client of himself only at the beginning of a phrase.
  const isBare = cue.words.length === 1 && /^(?:зовут|звать)$/u.test(cue.words[0] ?? '');
  if (isBare && (at > 0 || speaker === 'operator')) return null;
  // «Роза меня зовут, розы хочу»: the name has been told.
  // «ИП Сафронов» at the beginning of a sentence is who telephones; «счёт от ИП Сафронов» is another.
  const opens = /^(?:|это|я|мы|алло|день|здравствуйте|[,.!])$/u.test(tokens[at - 1]?.lower ?? '');
  if (cue.words[0] === 'ип' && (speaker === 'operator' || !opens)) return null;
  const isTold = cue.words.length > 1 && index.readExpected(tokens[at - cue.words.length]).length > 0;
  if (isTold) return null;
  const name =
    readFullName(index, tokens, from, cue.trust) ??
    (cue.surname || /^получател/u.test(cue.words[0] ?? '') ? readSurname(tokens, from, cue) : null) ??
    (/^(?:я|имя)$/u.test(cue.words.join(' ')) || (cue.words.join(' ') === 'это' && isFrom(tokens, from))
      ? readAlone(index, tokens, from)
      : null) ??
    (speaker === 'client' && (/^(?:я|ип)$/u.test(cue.words[0] ?? '') || (cue.words[0] === 'это' && at === 0))
      ? readSmallSurname(tokens, from)
      : null);
  if (name === null) return null;
  // «Зовите Толиком», but not «зовите Толика»
  const isCalledSo =
    /^(?:зовите|зовут|звать)$/u.test(cue.words[0] ?? '') &&
    /(?:[оеё]й|[оеё]м|ою)$/u.test(tokens[name.first]?.lower ?? '');
  if (cue.nominative && !isCalledSo && !isNominative(index, tokens, name)) return null;
  // A client's «это Илья?» asks who is speaking.
  const asks = tokens[name.last + 1]?.text === '?';
  return asks && speaker === 'client' ? null : name;
}

/** «это люба из ларька» at the beginning of a phrase */
function isFrom(tokens: readonly Token[], at: number): boolean {
  return at <= 3 && tokens[at + 1]?.lower === 'из';
}

/** «я костя, …»: small letters that before a comma can be nothing but a name. */
function readAlone(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  const after = tokens[at + 1];
  // «это люба из ларька»
  const ends = after === undefined || /^(?:[,.!]|отчество|фамилия|из)$/u.test(after.lower);
  return ends && index.readExpected(tokens[at]).length > 0
    ? readFullName(index, tokens, at, 'expected')
    : null;
}

/** It is told as people introduce themselves. */
export function isNominative(index: NameIndex, tokens: readonly Token[], name: FullName): boolean {
  return (
    name.firstName === null ||
    index
      .readExpected(tokens[name.firstName])
      .some(({ nominative }) => nominative === tokens[name.firstName ?? 0]?.lower)
  );
}

/** The name that stands right before a cue. */
export function readBefore(index: NameIndex, { tokens, speaker }: Line, { at, cue }: Place): FullName | null {
  const end = beforeCue(tokens, at, cue);
  if (end === null || end < 0) return null;
  if (/^(?:зовут|звать)$/u.test(cue.words[0] ?? '')) return readBetween(index, tokens, { at, whom: 'меня' });
  if (cue.words.join() === 'фамилия' && tokens[at + 1]?.kind === 'word') return null;
  if (!mayFollow(index, tokens, at + cue.words.length, cue)) return null;
  for (let first = Math.max(0, end - 2); first <= end; first += 1) {
    const name = readFullName(index, tokens, first, 'known');
    if (name?.last === end && (!cue.nominative || isNominative(index, tokens, name))) return name;
  }
  const surname = /фамилия/u.test(cue.words.join(' ')) ? readSurnameBefore(tokens, end) : null;
  if (surname !== null) return surname;
  if (cue.trust === 'expected') return readStrangeBefore(index, tokens, { end, next: at + cue.words.length });
  const token = tokens[end];
  // «вам прохоров звонит»
  const isOfCaller =
    /^(?:вам|вас)$/u.test(tokens[end - 1]?.lower ?? '') && !noSmallSurnames.test(token?.lower ?? '');
  const isSurname =
    speaker === 'client' &&
    (isCapitalized(token) || isOfCaller) &&
    token !== undefined &&
    looksLikeSurname(token.lower) &&
    !/(?:ой|ому|ого|ым|им|у|е)$/u.test(token.lower);
  return isSurname && !isBrand(tokens, end)
    ? { first: end, last: end, firstName: null, patronymic: null, surname: end }
    : null;
}

/** «роман меня зовут», «Гульчачак меня зовут»: the beginning of a sentence that ends there. */
function readStrangeBefore(
  index: NameIndex,
  tokens: readonly Token[],
  { end, next }: { readonly end: number; readonly next: number },
): FullName | null {
  if (index.readExpected(tokens[next]).length > 0) return null;
  for (let first = Math.max(0, end - 2); first <= end; first += 1) {
    const before = tokens[first - 1];
    const opens =
      before === undefined || before.kind === 'mark' || /^(?:а|и|да|ну|алло)$/u.test(before.lower);
    const isLikely = index.readExpected(tokens[first]).length > 0 || (opens && isCapitalized(tokens[first]));
    const name = isLikely ? readFullName(index, tokens, first, 'expected') : null;
    if (name?.last === end) return name;
  }
  return null;
}

/** «Лена это, из Рябинки», «серёга я из гаражей»: a name right before, and nothing but where from after it. */
export function readClosing(index: NameIndex, { tokens }: Line, { at }: Place): FullName | null {
  const after = tokens[at + 1];
  const ends = after === undefined || after.kind === 'mark' || closingWords.test(after.lower);
  if (tokens[at - 1]?.kind !== 'word') return null;
  for (let first = Math.max(0, at - 3); first < at; first += 1) {
    const isOpening = first === 0 && tokens[at]?.lower === 'я' && isLikelyOpening(index, tokens);
    const name = readFullName(index, tokens, first, isOpening ? 'expected' : 'known');
    if (!ends && name?.surname === null && name.patronymic === null) continue;
    if (name?.last === at - 1 && (isOpening || isNominative(index, tokens, name))) return name;
  }
  return null;
}

/** «роза я цветочный павильон», «Нурсултан я» */
function isLikelyOpening(index: NameIndex, tokens: readonly Token[]): boolean {
  const [name, , after] = tokens;
  return (
    index.readExpected(name).length > 0 ||
    (isCapitalized(name) && (after === undefined || after.kind === 'mark'))
  );
}

/** After «Расул я …»: where from, and what somebody is. */
const closingWords =
  /^(?:из|с|со|от|вас|вам|беспокою|звоню|насчет|опять|снова|ваш|ваша|новый|новая|директор|бухгалтер|водитель|магазин|павильон|\p{L}{3,}(?:ный|ной|ский|ная|ская|овый|евый|тель|щик|ник|ница|арь|ец|ист))$/u;

/** «Людмила, вас беспокоит Илья», «Николай говорит, что дорого»: the name before is not the speaker's. */
function mayFollow(index: NameIndex, tokens: readonly Token[], next: number, { trust, words }: Cue): boolean {
  const token = tokens[next];
  if (trust === 'expected' || token?.kind !== 'word') return true;
  if (index.readAny(token).length > 0) return false;
  return (
    !/^(?:говорит|звонит)$/u.test(words[0] ?? '') || /^(?:вас|вам|из|с|со|по|насчет)$/u.test(token.lower)
  );
}

/** «меня Марина зовут» */
export function readBetween(
  index: NameIndex,
  tokens: readonly Token[],
  { at, whom }: { readonly at: number; readonly whom: 'меня' | 'вас' },
): FullName | null {
  const from = [at - 2, at - 3, at - 4].find((place) => tokens[place]?.lower === whom);
  if (from === undefined) return null;
  const begin = /^(?:тоже|просто|же|кстати)$/u.test(tokens[from + 1]?.lower ?? '') ? from + 2 : from + 1;
  const name = readFullName(index, tokens, begin, 'expected');
  return name?.last === at - 1 ? name : null;
}
