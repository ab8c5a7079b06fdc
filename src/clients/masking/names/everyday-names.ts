import { wordPattern } from '../remember.ts';
import { isCapitalized, wordSet, type Token } from '../speech.ts';
import type { Cue } from './cues.ts';
import { isBrand, type FullName } from './full-name.ts';
import type { KnownName, NameIndex } from './name-index.ts';
import { agrees, isEveryday } from './small-surnames.ts';
import { looksLikeSurname, patronymicOf } from './name-forms.ts';

/*
 * First names that in small letters are everyday words («роман», «вера», «роза», «слава»), where the sentence makes
 * them a person.
 */

/** With these a sentence goes on that is said to somebody: «вера вы на линии», «роман спасибо что дождались». */
const said = wordSet(
  'хотела хотел звоню подскажите вы вас вам вами ваш ваша ваше ваши спасибо здравствуйте здравствуй добрый доброе привет извините простите алло слышите отправляю отправлю вижу записал записала записываю перезвоню наберу выставляю уточню посмотрю передам принято понял поняла правильно верно смотрите секунду минуту секундочку минуточку ты тебе тебя давай хорошо тогда я готово договорились',
);
/** Also these, where the word is no name of goods: «роман сколько мешков», «вера телефон оставьте». */
const asked = wordSet(
  'во сколько какой какая какие какую когда где куда телефон паспорт адрес а как что ваш заказ',
);
const goods = /^(?:роз[аы]|лили[яи]|майя|лада|виктория|рафик|марта|лука)$/u;
/** Before a name by which somebody is called. */
const calling = wordSet(
  'так хорошо да ну спасибо слушайте поняла понял ага угу извините простите здравствуйте алло отлично ясно понятно принято готово приятно день утро вечер нет окей ладно супер записал записала благодарю вас смотрите тогда давайте',
);

/** «роман вы на линии», «хорошо вера отправляю»: the operator calls somebody by such a name in small letters. */
export function readEverydayCall(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  const token = tokens[at];
  if (token === undefined || isCapitalized(token) || !isNominativeOfSome(index, token)) return null;
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const isCalled = before === undefined || calling.has(before.lower) || before.text === ',';
  if (!isCalled) return null;
  const goesOn =
    said.has(after?.lower ?? '') ||
    (after?.lower === 'это' && tokens[at + 2]?.lower === 'вы') ||
    /^\p{L}{3,}[йи]те(?:сь)?$/u.test(after?.lower ?? '') ||
    (!goods.test(token.lower) && asked.has(after?.lower ?? ''));
  const isGreeted = /^(?:спасибо|здравствуйте|приятно|день|утро|вечер|хорошо|готово|поняла?)$/u.test(
    before?.lower ?? '',
  );
  const ends = after === undefined || after.kind === 'mark';
  return goesOn || (isGreeted && ends) ? aloneAt(at) : null;
}

/** Cues after which somebody is written down: «запишите на романа», «пропуск на веру». */
const writing = wordPattern(
  /^(?:(?:за)?пиш[иу](?:те)?|записывайте|записываю|оформ\p{L}*|выпи\p{L}*|пропуск|доверенность|договор|бронь|карта|анкета|запись|имя|фамили[яюей]|получател\p{L}*|физлицо|лицо|фио|зарегистрирован|записан[аы]?|оформлена?|вы|вас|зовут|укажите|впишите|внесите|клиент|заказчик)$/u,
);
/** And what may follow a name there. */
const followers = wordSet(
  'я он она это сам сама пожалуйста заберу заберет подъеду приеду приедет и отчество фамилия телефон паспорт спасибо так да по',
);

/** «запишите на хабибуллину розу», «имя роман»: such a name in small letters after a cue. */
export function readEverydayTold(
  index: NameIndex,
  tokens: readonly Token[],
  at: number,
  cue: Cue,
): FullName | null {
  if (!cue.words.some((word) => writing.test(word))) return null;
  const beside = readBesideSurname(index, tokens, at);
  if (beside !== null) return beside;
  const token = tokens[at];
  const names = index.readExpected(token).filter(({ everyday }) => everyday);
  if (token === undefined || isCapitalized(token) || isBrand(tokens, at)) return null;
  const after = tokens[at + 1];
  const ends = after === undefined || after.kind === 'mark' || followers.has(after.lower);
  const isInCase = names.some((name) =>
    cue.words.at(-1) === 'на' ? isAccusative(name, token.lower) : name.nominative === token.lower,
  );
  return ends && isInCase ? aloneAt(at) : null;
}

/** «романа», «веру», «любовь», «льва» */
function isAccusative({ nominative, gender }: KnownName, lower: string): boolean {
  if (gender === 'male') return lower !== nominative && /[ая]$/u.test(lower);
  return lower === nominative ? lower.endsWith('ь') : /[ую]$/u.test(lower);
}

/** «хабибуллину розу», «веру соколову»: a surname of the same gender and case on one side. */
function readBesideSurname(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  for (const [surname, firstName] of [
    [at, at + 1],
    [at + 1, at],
  ] as const) {
    const [last, first] = [tokens[surname], tokens[firstName]];
    if (last?.kind !== 'word' || !looksLikeSurname(last.lower) || isEveryday(last.lower)) continue;
    if (!index.readExpected(first).some((name) => agrees(name, first?.lower ?? '', last.lower))) continue;
    const middle = firstName > surname ? tokens[firstName + 1] : undefined;
    const patronymic = middle?.kind === 'word' && patronymicOf(middle.lower) !== null ? firstName + 1 : null;
    return { first: at, last: patronymic ?? at + 1, firstName, patronymic, surname };
  }
  return null;
}

function isNominativeOfSome(index: NameIndex, token: Token): boolean {
  return index.readExpected(token).some(({ nominative, everyday }) => everyday && nominative === token.lower);
}

function aloneAt(at: number): FullName {
  return { first: at, last: at, firstName: at, patronymic: null, surname: null };
}
