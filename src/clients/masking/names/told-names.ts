import { hints, isCapitalized, mayBe, type Line, type Token } from '../speech.ts';
import { afterCue, beforeCue, type Cue } from './cues.ts';
import { readEverydayTold } from './everyday-names.ts';
import { isBrand, isNoName, readFullName, type FullName } from './full-name.ts';
import { looksLikeSurname } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';
import { isEveryday } from './small-surnames.ts';
import { noSmallSurnames, readSmallSurname, readSurname, readSurnameBefore } from './told-surnames.ts';

/** A cue and where it ends or begins. */
export interface Place {
  readonly at: number;
  readonly cue: Cue;
}

/** «Это Марина?» asked by the operator means the client. */
export function whose({ tokens, speaker }: Line, { at, cue }: Place): 'speaker' | 'client' {
  const isQuestion = tokens.slice(at + 1, at + 6).some(({ text }) => text === '?');
  return speaker === 'operator' &&
    isQuestion &&
    /^(?:это|говорит|с вами|на связи|у телефона)$/u.test(cue.words.join(' '))
    ? 'client'
    : 'speaker';
}

/** The name that follows a cue. */
export function readAfter(index: NameIndex, { tokens, speaker }: Line, { at, cue }: Place): FullName | null {
  const from = afterCue(tokens, at, cue);
  if (from === null || !mayTell(tokens, from, cue)) return null;
  // «Зовут Андрей» says a client of himself only at the beginning of a phrase.
  const isBare = cue.words.length === 1 && /^(?:зовут|звать)$/u.test(cue.words[0] ?? '');
  if (isBare && (speaker === 'operator' || (at > 0 && !isOfSpeaker(tokens, at)))) return null;
  // «Роза меня зовут, розы хочу»: the name has been told.
  // «ИП Сафронов» at the beginning of a sentence is who telephones; «счёт от ИП Сафронов» is another.
  const opens = /^(?:|это|я|мы|сам|сама|алло|день|здравствуйте|[,.!])$/u.test(tokens[at - 1]?.lower ?? '');
  if (cue.words[0] === 'ип' && (speaker === 'operator' || !opens)) return null;
  // «на какую фамилию бронь?» asks.
  if (
    /^фамили/u.test(cue.words[0] ?? '') &&
    /^(?:как\p{L}+|чь[яюи]|ваш\p{L}*)$/u.test(tokens[at - 1]?.lower ?? '')
  ) {
    if (
      speaker === 'operator' &&
      tokens[from]?.capital !== true &&
      !looksLikeSurname(tokens[from]?.lower ?? '')
    )
      return null;
  }
  const isTold = cue.words.length > 1 && index.readExpected(tokens[at - cue.words.length]).length > 0;
  if (isTold) return null;
  const name =
    readFullName(index, tokens, from, cue.trust) ??
    readEverydayTold(index, tokens, from, cue) ??
    (cue.words[0] === 'это' && speaker === 'client' ? readRareCaller(tokens, from) : null) ??
    readRareSurname(index, tokens, from, cue) ??
    (cue.surname || /^получател/u.test(cue.words[0] ?? '') ? readSurname(tokens, from, cue) : null) ??
    (/^(?:я|имя)$/u.test(cue.words.join(' ')) || (cue.words.join(' ') === 'это' && isFrom(tokens, from))
      ? readAlone(index, tokens, from)
      : null) ??
    (speaker === 'client' &&
    (/^(?:я|ип|беспокоит|звонит|говорит)$/u.test(cue.words.at(-1) ?? '') ||
      (cue.words[0] === 'это' && at === 0))
      ? readSmallSurname(tokens, from)
      : null);
  if (name === null) return null;
  // «это Фарида была на смене»
  if (
    cue.words[0] === 'это' &&
    /^(?:был|работал|сказал|говорил|делал|обещал)а?$/u.test(tokens[name.last + 1]?.lower ?? '')
  )
    return null;
  // «Зовите Толиком», but not «зовите Толика»
  const isCalledSo =
    /^(?:зовите|зовут|звать)$/u.test(cue.words[0] ?? '') &&
    /(?:[оеё]й|[оеё]м|ою)$/u.test(tokens[name.first]?.lower ?? '');
  if (cue.nominative && !isCalledSo && !isNominative(index, tokens, name)) return null;
  // A client's «это Илья?» asks who is speaking.
  const asks = tokens[name.last + 1]?.text === '?';
  return asks && speaker === 'client' ? null : name;
}

const aName = hints.name | hints.surname | hints.called | hints.capital;

/** Something that is told by such a cue may follow it; asked first, because hardly ever it does. */
function mayTell(tokens: readonly Token[], from: number, { trust, words }: Cue): boolean {
  const [token, next] = [tokens[from], tokens[from + 1]];
  if (token === undefined) return false;
  if (trust === 'expected' || mayBe(token, aName) || mayBe(next, hints.name)) return true;
  return /^фамили/u.test(words[0] ?? '') || (words[0] === 'это' && calling.test(next?.lower ?? ''));
}

const calling = /^(?:беспокою|звоню)$/u;

/** «мой номер 8 917 …, зовут Азамат»: nobody else is spoken of. */
function isOfSpeaker(tokens: readonly Token[], at: number): boolean {
  if (tokens[at - 1]?.kind === 'word') return false;
  const before = tokens.slice(Math.max(0, at - 24), at);
  return (
    before.some(({ lower }) => /^(?:мой|моя|мне|меня|я)$/u.test(lower)) &&
    !before.some(({ lower }) =>
      /^(?:водител|муж|жен|сын|доч|брат|сестр|курьер|директор|менеджер|он$|она$|его$|ее$)/u.test(lower),
    )
  );
}

/** «это люба из ларька» at the beginning of a phrase */
function isFrom(tokens: readonly Token[], at: number): boolean {
  return at <= 3 && tokens[at + 1]?.lower === 'из';
}

/** «я костя, …»: small letters that before a comma can be nothing but a name. */
function readAlone(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  const after = tokens[at + 1];
  // «это люба из ларька»
  const ends =
    after === undefined || /^(?:[,.!]|отчество|фамилия|из|мне|звоню|хотел|хотела)$/u.test(after.lower);
  return ends && index.readExpected(tokens[at]).length > 0
    ? readFullName(index, tokens, at, 'expected')
    : null;
}

/** «это вагиз беспокою по зерну»: whatever stands there. */
function readRareCaller(tokens: readonly Token[], at: number): FullName | null {
  const token = tokens[at];
  if (token?.kind !== 'word' || isNoName(token) || token.lower.length < 4) return null;
  return calling.test(tokens[at + 1]?.lower ?? '') && !/(?:о|ую)$/u.test(token.lower)
    ? { first: at, last: at, firstName: at, patronymic: null, surname: null }
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
  if (/^(?:зовут|звать)$/u.test(cue.words[0] ?? '')) {
    // «денис зовут если что»
    const opening = speaker === 'client' && end === 0 ? readFullName(index, tokens, 0, 'known') : null;
    const isWhole = opening?.last === 0 && isNominative(index, tokens, opening);
    return isWhole ? opening : readBetween(index, tokens, { at, whom: 'меня' });
  }
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
  const isOpening = smallOpenings.test(cue.words.at(-1) ?? '') && isOpeningSurname(tokens, end);
  const isSurname =
    speaker === 'client' &&
    (isCapitalized(token) || isOfCaller || isOpening) &&
    token !== undefined &&
    looksLikeSurname(token.lower) &&
    !/(?:ой|ому|ого|ым|им|у|е)$/u.test(token.lower);
  return isSurname && !isBrand(tokens, end)
    ? { first: end, last: end, firstName: null, patronymic: null, surname: end }
    : null;
}

/** «получатель лебедь оксана», «фамилия мороз анна»: any word right after such a cue, and a first name after it. */
function readRareSurname(index: NameIndex, tokens: readonly Token[], at: number, cue: Cue): FullName | null {
  if (!/^(?:получател|фамили|фио|физлицо|лицо|имя|плательщик|отправител)/u.test(cue.words.at(-1) ?? ''))
    return null;
  const [surname, firstName] = [tokens[at], index.readNominative(tokens[at + 1])];
  if (firstName === null || surname?.kind !== 'word' || isNoName(surname) || surname.lower.length < 2)
    return null;
  if (
    tokens[at - 1]?.kind !== 'word' ||
    /^(?:отчество|имя|фамилия|будет|тоже|же|пишите)$/u.test(surname.lower)
  )
    return null;
  const name = readFullName(index, tokens, at + 1, 'known');
  return name === null ? null : { ...name, first: at, surname: at };
}

const smallOpenings = /^(?:беспокоит|говорит|звонит|проводе|связи|слушает|телефона|аппарата|линии)$/u;

/** «гаврилюк беспокоит», «алло ефимов слушает» */
function isOpeningSurname(tokens: readonly Token[], at: number): boolean {
  const { lower } = tokens[at] ?? { lower: '' };
  if (noSmallSurnames.test(lower) || isEveryday(lower) || lower.length < 5) return false;
  return tokens
    .slice(0, at)
    .every(
      ({ kind, lower: word }) =>
        kind === 'mark' || /^(?:да|алло|але|здравствуйте|добрый|день|вам|это|вас)$/u.test(word),
    );
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

/** «Людмила, вас беспокоит Илья», «Николай говорит, что дорого»: the name before is not the speaker's. */
function mayFollow(index: NameIndex, tokens: readonly Token[], next: number, { trust, words }: Cue): boolean {
  const token = tokens[next];
  // «бухгалтер говорит, что …»
  const quoted = /^(?:говорит|сказал)/u.test(words[0] ?? '') && token?.text === ',';
  if (quoted && /^(?:что|как|мол|чтобы)$/u.test(tokens[next + 1]?.lower ?? '')) return false;
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
  let begin = from + 1;
  while (begin < from + 3 && /^(?:тоже|просто|же|кстати|все|тут|дома)$/u.test(tokens[begin]?.lower ?? ''))
    begin += 1;
  const middle = tokens[at - 1];
  if (middle !== undefined && begin === at - 1 && /ыч(?:ем)?$|вич(?:ем)?$/u.test(middle.lower))
    return { first: begin, last: begin, firstName: null, patronymic: begin, surname: null };
  const name = readFullName(index, tokens, begin, 'expected');
  return name?.last === at - 1 ? name : null;
}
