import { remember } from '../remember.ts';
import { hints, mayBe, wordSet, type Line, type Token } from '../speech.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

const none: Introduction[] = [];

const staff =
  /^(?:наш\p{L}*|коллег\p{L}*|менеджер\p{L}*|специалист\p{L}*|руководител\p{L}*|мастер\p{L}*|курьер\p{L}*|водител\p{L}*|эксперт\p{L}*|инженер\p{L}*|технолог\p{L}*|начальник\p{L}*|оператор\p{L}*|логист\p{L}*|сотрудни\p{L}*|представител\p{L}*|кладовщик\p{L}*|консультант\p{L}*|монтажник\p{L}*|замерщик\p{L}*|вед[её]т|вела?|курирует|сопровождает|обслуживает|заменяет|перевожу|переключаю|соединяю|передам|передаю)$/u;
const company =
  /^(?:компани\p{L}*|фирм\p{L}*|отдел\p{L}*|менеджер\p{L}*|служб\p{L}*|интернет|ооо|специалист\p{L}*|магазин\p{L}*|из|банк\p{L}*)$/u;

/** After or before these words somebody is spoken to by name. */
const callWords = wordSet(
  'здравствуйте день утро вечер спасибо да хорошо так отлично понятно приятно конечно алло ну а смотрите скажите подскажите понял поняла извините простите пожалуйста уважаемая уважаемый договорились понимаю ага угу прекрасно замечательно супер слушайте благодарю вас свидания доброго хорошего добрый привет итак верно правильно вам вот большое огромное тебя тебе все слышите',
);

/** Of them those after which nothing but a name or the end of the sentence comes. */
const greetings = wordSet(
  'здравствуйте день утро вечер спасибо большое огромное приятно алло уважаемая уважаемый дня вечера утра вам доброго',
);
/** With these a sentence to somebody goes on after the name. */
const speechWords = wordSet(
  'вы я мы у давайте тогда смотрите удобно то до хорошо значит скажите можно правильно верно вам вас добрый доброе здравствуйте спасибо а если наша наш мне извините простите алло слышите сейчас минутку секунду всего хорошего как что какой какая какие сколько где когда вот это могу можете хотите будете нужно надо нам тебе ты перезвоню отправлю понятно ясно запишу посмотрю уточню передам вышлю напишу наберу проверю оформлю привезу жду понял поняла записал записала отлично конечно привет приветствую слушаю слушаем подождите извиняюсь какое вижу',
);

/**
 * Whom the operator speaks to: «Марина Викторовна, …» anywhere, a first name where somebody is called by it. Names of the
 * operator's own colleagues are left out.
 */
export function readAddressedClients(index: NameIndex, line: Line): Introduction[] {
  if (!mayBe(line, hints.name | hints.called)) return none;
  const { tokens } = line;
  const found: Introduction[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const mayBegin =
      mayBe(tokens[at], hints.name) || mayBe(tokens[at + 1], hints.name) || mayBe(tokens[at], hints.called);
    const name = mayBegin && tokens[at]?.kind === 'word' ? readCalledName(index, tokens, at) : null;
    if (name === null) continue;
    if (!isStaff(tokens, name) && !isBrand(tokens, name.first))
      found.push({ line, name, of: 'client', strong: false });
    at = name.last;
  }
  return found;
}

/** A name in the nominative, short («Марин») or a patronymic alone («Иваныч»), where somebody is called by it. */
function readCalledName(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  const name = readFullName(index, tokens, at, 'known');
  if (name !== null) {
    if (!isNominative(index, tokens, name)) return null;
    return name.patronymic !== null || isCalled(tokens, name) ? name : null;
  }
  const alone = { first: at, last: at, surname: null };
  const isShort = index.readVocative(tokens[at]) !== null;
  if (isShort) return isAddress(tokens, at) ? { ...alone, firstName: at, patronymic: null } : null;
  const token = tokens[at];
  if (token === undefined || !isLonePatronymic(token)) return null;
  const patronymic = { ...alone, firstName: null, patronymic: at };
  return isCalled(tokens, patronymic) ? patronymic : null;
}

/** «Марин, подскажите», «да, Марин» */
function isAddress(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const opens = before === undefined || before.kind === 'mark' || callWords.has(before.lower);
  const isCut =
    after?.text === ',' || (before?.text === ',' && (after === undefined || /^[.!?]$/u.test(after.text)));
  return opens && isCut;
}

const noPatronymic = /^(?:кирпич|магарыч|москвич)/u;
const endsLikePatronymic = remember(
  (lower) => /(?:[ое]вич|[ыь]ч|еич|[ое]вна|ична)$/u.test(lower) && !noPatronymic.test(lower),
);
const endsLikeShortPatronymic = remember((lower) => /[аоеиьнл]ыч$/u.test(lower) && !noPatronymic.test(lower));

/** «Иваныч», «Петрович»; with a small letter only the forms that nothing else has. */
export function isLonePatronymic({
  kind,
  lower,
  capital,
}: Pick<Token, 'kind' | 'lower' | 'capital'>): boolean {
  return kind === 'word' && (capital ? endsLikePatronymic : endsLikeShortPatronymic)(lower);
}

/** «секунду назар сейчас посмотрю», «рустам ещё раз здравствуйте»: a phrase without marks, and nothing is told of who is named. */
function isPlainCall(tokens: readonly Token[], { first, last }: FullName): boolean {
  const [before, after] = [tokens[first - 1], tokens[last + 1]];
  if (tokens.some(({ kind }) => kind === 'mark')) return false;
  // «тогда до завтра вадим»
  const isWish =
    /^(?:дня|вечера|пути|утра)$/u.test(before?.lower ?? '') &&
    /^(?:хорошего|доброго|удачного|приятного)$/u.test(tokens[first - 2]?.lower ?? '');
  const isParting =
    isWish ||
    (/^(?:завтра|встречи|связи|понедельника|вечера)$/u.test(before?.lower ?? '') &&
      tokens[first - 2]?.lower === 'до');
  if (after === undefined) return isParting;
  if (after.kind !== 'word') return false;
  if (before === undefined)
    return /^(?:еще|здравствуйте|добрый|доброе|вы|вас|вам|подскажите|уточните|давайте)$/u.test(after.lower);
  return plainCalls.has(before.lower) && plainSpeech.has(after.lower);
}

const plainCalls = wordSet(
  'секунду секундочку минутку минуточку извините простите спасибо так хорошо поняла понял понятно ясно слушайте смотрите',
);
/** Words with which a sentence to somebody goes on, and none about him. */
const plainSpeech = wordSet(
  'еще связь опять снова сейчас секунду секундочку минутку минуточку потом тогда завтра сегодня я мы вы вас вам у по насчет подскажите уточните правильно плохо давайте здравствуйте добрый доброе до всего не так',
);

function isStaff(tokens: readonly Token[], name: FullName): boolean {
  const before = tokens.slice(Math.max(0, name.first - 3), name.first);
  const [next, second] = [tokens[name.last + 1], tokens[name.last + 2]];
  const named = next?.text === ',' ? second : next;
  return before.some(({ lower }) => staff.test(lower)) || (named !== undefined && company.test(named.lower));
}

/** «Марина, подскажите», «спасибо, Марина», «хорошо марина давайте», «марина вы слышите». */
function isCalled(tokens: readonly Token[], name: FullName): boolean {
  const [before, after] = [tokens[name.first - 1], tokens[name.last + 1]];
  const opens = before === undefined || before.kind === 'mark' || callWords.has(before.lower);
  const closes =
    before === undefined
      ? after?.kind !== 'word' && after?.kind !== 'opaque'
      : after === undefined || /^[,.!?]$/u.test(after.text);
  const goesOn = speechWords.has(after?.lower ?? '') || /^\p{L}{3,}(?:те|те-ка)$/u.test(after?.lower ?? '');
  if (opens && (closes || goesOn || greetings.has(before?.lower ?? ''))) return true;
  return isPlainCall(tokens, name);
}
