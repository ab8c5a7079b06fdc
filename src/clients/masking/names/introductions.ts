import { wordPattern } from '../remember.ts';
import { isCapitalized, hints, mayBe, type Line, type Token } from '../speech.ts';
import { readOrdinal } from '../dates/date-words.ts';
import { numberWords } from '../numbers/number-words.ts';
import { readClosing } from './closing-names.ts';
import { cuesAt } from './cues.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import { isEveryday } from './small-surnames.ts';
import type { NameIndex } from './name-index.ts';
import { looksLikeSurname, patronymicOf } from './name-forms.ts';
import { isNominative, readAfter, readBefore, readBetween, whose } from './told-names.ts';

/** A name that a phrase tells, and whose it is. */
export interface Introduction {
  readonly line: Line;
  readonly name: FullName;
  readonly of: 'speaker' | 'client';
  /** Beyond doubt, also when the operator has the same name. */
  readonly strong: boolean;
}

const none: Introduction[] = [];
/** Clients tell a surname in small letters within so many phrases of the call. */
const opening = 5;
const standing = hints.name | hints.initial | hints.simply;

/** There is a name in it that is known, looks like a surname, or is told as a name: «Нурсултан я» with a capital. */
function mayTellName(line: Line): boolean {
  if (mayBe(line, hints.name | hints.tellsName | hints.called)) return true;
  const isOfMyself = line.speaker === 'client' && (mayBe(line, hints.myself) || line.index < opening);
  return mayBe(line, hints.capital)
    ? isOfMyself || mayBe(line, hints.surname)
    : isOfMyself && mayBe(line, hints.surname);
}

/** What a phrase itself says about names: «меня зовут …», «…, слушаю», «на имя …». */
export function readIntroductions(index: NameIndex, line: Line): Introduction[] {
  const { speaker } = line;
  const isTelling = mayBe(line, hints.cue) && mayTellName(line);
  if (!isTelling && !mayBe(line, standing)) return none;
  const { tokens } = line;
  const found: Introduction[] = [];
  const add = (name: FullName | null, of: Introduction['of'], strong: boolean): void => {
    if (name !== null) found.push({ line, name, of, strong });
  };
  for (let at = 0; isTelling && at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || !mayBe(token, hints.cue)) continue;
    if (token.lower === 'на') add(readFor(index, line, at + 1), 'client', false);
    if (token.lower === 'отчество') add(readPatronymic(tokens, at + 1), 'client', true);
    const cues = cuesAt(token.lower);
    if (cues === undefined) continue;
    for (const cue of cues.self) {
      add(readAfter(index, line, { at, cue }), whose(line, { at, cue }), cue.strong);
    }
    if (speaker === 'client') {
      for (const cue of cues.closing) add(readClosing(index, line, { at, cue }), 'speaker', false);
    }
    if (speaker === 'operator') {
      for (const cue of cues.asking) add(readBefore(index, line, { at, cue }), 'client', false);
    }
    if (cues.message.length > 0 && leavesWord(tokens, at)) {
      for (const cue of cues.message) {
        add(readBefore(index, line, { at, cue }) ?? readCaller(index, line, at), 'client', false);
      }
    }
    for (const cue of cues.end) add(readBefore(index, line, { at, cue }), 'speaker', cue.strong);
    // «меня гулей зовите»
    if (speaker === 'client' && /^(?:зовите|называйте)$/u.test(token.lower))
      add(readBetween(index, tokens, { at, whom: 'меня' }), 'speaker', true);
    // «вас инга зовут?»
    if (speaker === 'operator' && /^(?:зовут|звать|величать)$/u.test(token.lower))
      add(readBetween(index, tokens, { at, whom: 'вас' }), 'client', false);
    for (const cue of cues.client) add(readAfter(index, line, { at, cue }), 'client', cue.strong);
    if (speaker === 'operator') {
      for (const cue of cues.operator) add(readAfter(index, line, { at, cue }), 'client', cue.strong);
    }
  }
  if (speaker === 'client' && mayBe(line, hints.simply)) add(readSimpleName(index, line), 'speaker', true);
  if (speaker === 'client' && (mayBe(line, hints.name) || hasInitials(line))) {
    tokens.forEach((token, at) => {
      if (mayBe(token, hints.name | hints.surname) || mayBe(tokens[at + 1], hints.name))
        add(readStandingName(index, line, at), 'speaker', false);
    });
  }
  return found;
}

/** «Корнеева Мария Ивановна» in full, «Ковалёв Андрей, …» or «Екатерина.» as a part of its own at the beginning of the call. */
function readStandingName(index: NameIndex, { tokens, index: place }: Line, at: number): FullName | null {
  const initials = readInitials(tokens, at);
  if (initials !== null) return initials;
  const name = readFullName(index, tokens, at, 'known');
  if (name === null || isBrand(tokens, at)) return readEverydayOpening(index, tokens, at);
  if (name.surname !== null && name.patronymic !== null) return name;
  if (isWithDocuments(tokens, name) && isNominative(index, tokens, name)) return name;
  const [before, after] = [tokens[at - 1], tokens[name.last + 1]];
  const opens = before === undefined || /^[.!]$/u.test(before.text);
  if (!isNominative(index, tokens, name)) return null;
  if (name.surname === null && !isPlaceOfWork(tokens, name.last + 1))
    return opens && after?.text === '.' && place < 4 && isCapitalized(tokens[at]) ? name : null;
  // «Эмилия, магазин «Дачник»»
  if (
    name.surname === null &&
    opensTalk(tokens, at) &&
    !isFirmCalling(tokens, name.last + 1) &&
    isPlaceOfWork(tokens, name.last + 1)
  )
    return name;
  if (name.surname === null) return null;
  if (opensTalk(tokens, at) && agree(index, tokens, name) && isWholeOpening(tokens, name)) return name;
  const isPart = after === undefined || /^[,.!]$/u.test(after.text) || after.lower === 'звоню';
  return isPart && (opens || /^(?:,|да|алло|день|здравствуйте)$/u.test(before.lower)) ? name : null;
}

/** «сергей лазарев концерт …» in small letters is somebody else. */
function isWholeOpening(tokens: readonly Token[], { surname, firstName, last }: FullName): boolean {
  const after = tokens[last + 1];
  if (isCapitalized(tokens[last]) || (surname ?? 0) < (firstName ?? 0) || after?.kind !== 'word') return true;
  return /^(?:я|из|с|от|магазин|кафе|звоню|беспокою|беспокоит|здравствуйте|добрый|это|ип|вам|на|у|по|мне|мы|хочу|хотел|хотела|нужно|надо|можно|заказ|звонил|звонила)$/u.test(
    after.lower,
  );
}

/** «алло здравствуйте дёмина вера»: after a surname also a name that in small letters is another word. */
function readEverydayOpening(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  if (!opensTalk(tokens, at) || isBrand(tokens, at)) return null;
  const name = readFullName(index, tokens, at, 'expected');
  const isWhole = name !== null && name.surname === at && name.firstName !== null;
  return isWhole && isNominative(index, tokens, name) && agree(index, tokens, name) ? name : null;
}

/** «тимофеева ольга»: a surname and a first name of one gender, also in small letters. */
function agree(index: NameIndex, tokens: readonly Token[], { surname, firstName }: FullName): boolean {
  const lower = tokens[surname ?? -1]?.lower ?? '';
  const gender = /(?:[ое]в|[иы]н|ский|цкий)$/u.test(lower)
    ? 'male'
    : /(?:[ое]ва|[иы]на|ская|цкая)$/u.test(lower)
      ? 'female'
      : null;
  return (
    gender !== null && index.readExpected(tokens[firstName ?? -1]).some((known) => known.gender === gender)
  );
}

/** «ой, да просто Гаджи»: a whole phrase. */
function readSimpleName(index: NameIndex, { tokens }: Line): FullName | null {
  const words = tokens.filter(({ kind }) => kind === 'word');
  const at = tokens.findIndex(({ lower }) => lower === 'просто') + 1;
  if (at === 0 || !isCapitalized(tokens[at]) || /^[«"]$/u.test(tokens[at - 1]?.text ?? '')) return null;
  const before = words.slice(
    0,
    words.findIndex(({ lower }) => lower === 'просто'),
  );
  if (!before.every(({ lower }) => /^(?:ой|да|ну|можно|нет|я|лучше|зовите|для|вас)$/u.test(lower)))
    return null;
  const name = readFullName(index, tokens, at, 'expected');
  return name !== null && tokens[name.last + 1]?.kind !== 'word' ? name : null;
}

/** One look at a phrase spares looking at its words. */
function hasInitials(line: Line): boolean {
  return mayBe(line, hints.initial) && / \p{Lu}\. ?\p{Lu}(?:\.|$)/u.test(line.text);
}

/** «Рябов И. С.» */
function readInitials(tokens: readonly Token[], at: number): FullName | null {
  const surname = tokens[at];
  if (surname === undefined || !isCapitalized(surname) || !looksLikeSurname(surname.lower)) return null;
  const isInitial = (place: number): boolean =>
    tokens[place]?.text.length === 1 && isCapitalized(tokens[place]);
  const second = tokens[at + 2]?.text === '.' ? at + 3 : at + 2;
  if (!isInitial(at + 1) || !isInitial(second)) return null;
  return { first: at, last: second, firstName: null, patronymic: null, surname: at };
}

/** «скажите, …», «передайте, что …» */
function leavesWord(tokens: readonly Token[], at: number): boolean {
  return tokens
    .slice(Math.max(0, at - 6), at)
    .some(({ lower }) =>
      /^(?:скажите|скажи|напишите|отметьте|передайте|передай|передам|скажу|сообщу|отмечу|запишу)$/u.test(
        lower,
      ),
    );
}

/** «На Дмитрия запишите» */
function readFor(index: NameIndex, { tokens, speaker }: Line, at: number): FullName | null {
  const name = speaker === 'client' ? readFullName(index, tokens, at, 'known') : null;
  if (name === null && speaker === 'client') return readSurnameFor(tokens, at);
  const after = name === null ? undefined : tokens[name.last + 1];
  return /^(?:запишите|пишите|оформ(?:ите|ляйте)|выпишите|выписывайте|сделайте|закажите|записывайте)$/u.test(
    after?.lower ?? '',
  )
    ? name
    : null;
}

/** «на галимову посмотрите заказ», «там на якупова должно быть» */
function readSurnameFor(tokens: readonly Token[], at: number): FullName | null {
  const [token, after] = [tokens[at], tokens[at + 1]];
  const isSurname = /(?:[оеи][вн][ау]|[сц]к(?:ого|ую)|енко|янц?а?)$/u.test(token?.lower ?? '');
  if (token?.kind !== 'word' || !isSurname || isEveryday(token.lower) || token.lower.length < 6) return null;
  return /^(?:посмотрите|проверьте|найдите|гляньте|должн[оаы]|заказ|заявка|запишите|оформите|пишите)$/u.test(
    after?.lower ?? '',
  )
    ? { first: at, last: at, firstName: null, patronymic: null, surname: at }
    : null;
}

/** «имя лев отчество ильич» */
function readPatronymic(tokens: readonly Token[], at: number): FullName | null {
  const isOne = patronymicOf(tokens[at]?.lower ?? '') !== null;
  return isOne ? { first: at, last: at, firstName: null, patronymic: at, surname: null } : null;
}

/** «Передам, что звонила Регина» */
function readCaller(index: NameIndex, { tokens }: Line, at: number): FullName | null {
  // «передайте, что Сергей с водоканала приходил»
  const that = tokens.slice(Math.max(0, at - 5), at).findLastIndex(({ lower }) => lower === 'что');
  const before = that < 0 ? null : readFullName(index, tokens, Math.max(0, at - 5) + that + 1, 'known');
  if (before !== null && isNominative(index, tokens, before)) return before;
  if (!/^звонила?$/u.test(tokens[at]?.lower ?? '')) return null;
  const name = readFullName(index, tokens, at + 1, 'known');
  return name !== null && isNominative(index, tokens, name) ? name : null;
}

/** «Здравствуйте, Ольга, магазин «Ромашка» беспокоит»: the firm telephones, and the name is who is called. */
function isFirmCalling(tokens: readonly Token[], from: number): boolean {
  return tokens.slice(from, from + 7).some(({ lower }) => /^(?:беспокоит|звонит)$/u.test(lower));
}

/** Nothing but a greeting comes before. */
function opensTalk(tokens: readonly Token[], at: number): boolean {
  return tokens
    .slice(0, at)
    .every(
      ({ kind, lower }) =>
        kind === 'mark' ||
        /^(?:да|алло|ало|добрый|день|доброе|утро|вечер|здравствуйте|приветствую|привет|доброго|дня|вечера|вам)$/u.test(
          lower,
        ),
    );
}

/** «Юнусов Ильдар 12.04.1980», «телефон 8 912 …, Кирилл.» */
function isWithDocuments(tokens: readonly Token[], name: FullName): boolean {
  const [before, after] = [tokens[name.first - 1], tokens[name.last + 1]];
  if (!isCapitalized(tokens[name.first]) || /ого$/u.test(tokens[name.last]?.lower ?? '')) return false;
  const next = after?.text === ',' ? tokens[name.last + 2] : after;
  const isFollowed =
    next !== undefined &&
    (next.kind === 'digits' ||
      numberWords.has(next.lower) ||
      readOrdinal(next.lower) !== null ||
      /^(?:паспорт|телефон|инн|снилс)$/u.test(next.lower));
  if (name.surname !== null) return isFollowed;
  const number = before?.text === ',' || before?.text === '.' ? tokens[name.first - 2] : undefined;
  const ends = after === undefined || after.text === '.';
  return ends && number !== undefined && (number.kind === 'digits' || numberWords.has(number.lower));
}

const placesOfWork = wordPattern(
  /^(?:[«"“„]|магазин|компания|фирма|ип|ооо|салон|база|склад|бухгалтерия|отдел|павильон|главный|главная|старший|старшая|бухгалтер|директор|заведующая|заведующий|администратор|продавец|хозяйка|хозяин|товаровед|кладовщик|управляющая|управляющий|закупщик|снабженец|секретарь|студия|кафе|ресторан|школа|клиника|столовая|пекарня|шиномонтаж|автосервис|сервис|цветочн\p{L}*|парикмахерская|сад|садик|детский|больница|аптека|гостиница|отель|хостел|барбершоп|мастерская|ателье|типография|агентство|завод|фабрика|ферма|кофейня|бар|пиццерия|шашлычная|буфет|киоск|ларек|палатка|супермаркет|торговый|клуб|фитнес|кондитерская|питомник|зоомагазин|зоосалон|ветклиника|центр|цех|колледж|лагерь|санаторий|пансионат|офис|снабжение|из)$/u,
);

/** «…, магазин «Дачник»», «…, «Всё для сада»» */
function isPlaceOfWork(tokens: readonly Token[], next: number): boolean {
  const at = /^[,—–-]$/u.test(tokens[next]?.text ?? '') ? next + 1 : next;
  // «Роза «Анастасия»» is a plant.
  if (at === next && /^[«"“„]$/u.test(tokens[at]?.text ?? '')) return false;
  return placesOfWork.test(tokens[at]?.lower ?? '');
}
