import { wordPattern } from '../remember.ts';
import { hints, mayBe, wordSet, type Line, type Token } from '../speech.ts';
import { readEverydayCall } from './everyday-names.ts';
import { isLonePatronymic } from './name-forms.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

const none: Introduction[] = [];

const staff = wordPattern(
  /^(?:наш\p{L}*|коллег\p{L}*|менеджер\p{L}*|специалист\p{L}*|руководител\p{L}*|мастер\p{L}*|курьер\p{L}*|водител\p{L}*|эксперт\p{L}*|инженер\p{L}*|технолог\p{L}*|начальник\p{L}*|оператор\p{L}*|логист\p{L}*|сотрудни\p{L}*|представител\p{L}*|кладовщик\p{L}*|консультант\p{L}*|монтажник\p{L}*|замерщик\p{L}*|вед[её]т|вела?|курирует|сопровождает|обслуживает|заменяет|перевожу|переключаю|соединяю|передам|передаю)$/u,
);
const company = wordPattern(
  /^(?:компани\p{L}*|фирм\p{L}*|отдел\p{L}*|менеджер\p{L}*|служб\p{L}*|интернет|ооо|специалист\p{L}*|магазин\p{L}*|из|банк\p{L}*)$/u,
);

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
  'увы боюсь кстати кажется наверное извиняюсь ваш ваше доставка вы я мы у давайте тогда смотрите удобно то до хорошо значит скажите можно правильно верно вам вас добрый доброе здравствуйте спасибо а если наша наш мне извините простите алло слышите сейчас минутку секунду всего хорошего как что какой какая какие сколько где когда вот это могу можете хотите будете нужно надо нам тебе ты перезвоню отправлю понятно ясно запишу посмотрю уточню передам вышлю напишу наберу проверю оформлю привезу жду понял поняла записал записала отлично конечно привет приветствую слушаю слушаем подождите извиняюсь какое вижу',
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
    if (name.patronymic !== null) return isAway(tokens, name.last + 1) ? null : name;
    return isCalled(tokens, name) ? name : null;
  }
  const everyday = readEverydayCall(index, tokens, at);
  if (everyday !== null) return everyday;
  const alone = { first: at, last: at, surname: null };
  const isShort = index.readVocative(tokens[at]) !== null;
  if (isShort) {
    const short = { ...alone, firstName: at, patronymic: null };
    const isSaid = isAddress(tokens, at) || (tokens[at]?.capital === false && opensCall(tokens, at));
    return isSaid ? short : null;
  }
  const token = tokens[at];
  if (token === undefined || !isLonePatronymic(token)) return null;
  const patronymic = { ...alone, firstName: null, patronymic: at };
  return isCalled(tokens, patronymic) ? patronymic : null;
}

/** «привезёт», «сказала», «на», «в»: of the name before it is told what somebody does, or where he is. */
function isDoing(lower: string): boolean {
  return (
    doing.test(lower) || /^(?:на|в|во|у|из|не|уже|еще|сейчас|сегодня|вчера|наш|ваш|тоже|это)$/u.test(lower)
  );
}

const doing = wordPattern(/^\p{L}{2,}(?:ит|ет|[аеияую]ет|ла|[аеияыу]л|лся|лась|[иаы]тся|ется|нет)$/u);

/** «ирина львовна занята», «… в отпуске» */
function isAway(tokens: readonly Token[], next: number): boolean {
  const [word, second] = [tokens[next]?.lower ?? '', tokens[next + 1]?.lower ?? ''];
  if (/^(?:занята?|вышла?|уехала?|ушла|ушел|отошла|отошел|болеет|обедает|уволил(?:ся|ась))$/u.test(word))
    return true;
  if (/^(?:сейчас|сегодня|уже|пока)$/u.test(word) && /^(?:на|в)$/u.test(second)) return true;
  return (
    /^(?:на|в|сейчас|сегодня|уже)$/u.test(word) &&
    /^(?:отпуске|совещании|встрече|планерке|выезде|дороге|больничном|месте|обеде|декрете|командировке|нет|нету|занята?|складе)$/u.test(
      second,
    )
  );
}

/** «Марин, подскажите», «да, Марин» */
function isAddress(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const opens = before === undefined || before.kind === 'mark' || callWords.has(before.lower);
  const isCut =
    after?.text === ',' || (before?.text === ',' && (after === undefined || /^[.!?]$/u.test(after.text)));
  return opens && isCut;
}

/** «саш накладная где», «ну что слав»: in small letters nothing but a name, where somebody may be called. */
function opensCall(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  if (before === undefined || before.kind === 'mark' || callWords.has(before.lower)) return true;
  return /^(?:слушай|привет|здорово|что|нет|ладно|окей|короче)$/u.test(before.lower);
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
  if (after === undefined) return isParting || endings.has(before?.lower ?? '');
  // «благодарю за ожидание матвей …»
  if (endings.has(before?.lower ?? '') && tokens[first - 2]?.lower === 'за') return true;
  if (after.kind !== 'word') return false;
  if ((before === undefined || plainCalls.has(before.lower)) && isOwnDeed(after.lower)) return true;
  if (before === undefined && speaksTo(tokens, last)) return true;
  if (before === undefined)
    return /^(?:еще|здравствуйте|добрый|доброе|вы|вас|вам|подскажите|уточните|давайте)$/u.test(after.lower);
  return plainCalls.has(before.lower) && plainSpeech.has(after.lower);
}

/** «руслана подтверждаю вашу запись»: after a name in the nominative the first person is not of who is named. */
function isOwnDeed(lower: string): boolean {
  return firstPerson.test(lower);
}

const firstPerson = wordPattern(
  /^(?:\p{L}{2,}(?:[аяеи]ю(?:сь)?|[влр]лю|[ид]лю|шлю|иру(?:ю|ем)|дикту(?:ю|ем)|[шжчщ]у|[аяуе]ем(?:ся)?|[лвдрштзс]им)|едем|везем|ждем|идем|будем|можем)$/u,
);

const honours = wordSet('апа апай абый абы хазрат ханум ханым джан бей ага эфенди');

/** After a name they tell of who is named. */
const isOfOther = (lower: string): boolean => ofOther.has(lower) || /(?:[аяо][яе]|[ыи][йе])$/u.test(lower);
const ofOther = wordSet('и с со ваш ваша который которая теперь сам сама же тут там или ли без для по');

/** «спасибо за заказ эльмира хорошего дня», «… марина до свидания» */
function isFarewell(tokens: readonly Token[], at: number): boolean {
  const from = tokens[at]?.text === ',' ? at + 1 : at;
  const [first, second] = [tokens[from]?.lower ?? '', tokens[from + 1]?.lower ?? ''];
  if (first === 'до') return /^(?:свидания|встречи|связи|завтра)$/u.test(second);
  return (
    /^(?:хорошего|доброго|приятного|удачного|всего)$/u.test(first) &&
    /^(?:дня|вечера|утра|пути|доброго|хорошего|аппетита|настроения|отдыха)$/u.test(second)
  );
}

/** «одну секунду камиль», «рады были помочь юлиана» at the end of a phrase */
const endings = wordSet(
  'секунду секундочку минутку минуточку минуту помочь звонок обращение ожидание понимание пожалуйста',
);

/** «диляра счёт отправила вам на почту»: no deed of hers follows, and somebody is spoken to. */
function speaksTo(tokens: readonly Token[], last: number): boolean {
  const next = tokens[last + 1]?.lower ?? '';
  if (next !== 'счет' && isDoing(next)) return false;
  return tokens
    .slice(last + 1, last + 7)
    .some(({ lower }) => /^(?:вы|вам|вас|ваш\p{L}{0,3}|тебе|тебя)$/u.test(lower));
}

const plainCalls = wordSet(
  'итак секунду секундочку минутку минуточку извините простите спасибо так хорошо поняла понял понятно ясно слушайте смотрите давайте получается тогда нет да ага угу конечно отлично знаете ой все смотри верно понимаю значит',
);
/** Words with which a sentence to somebody goes on, and none about him. */
const plainSpeech = wordSet(
  'еще связь опять снова сейчас секунду секундочку минутку минуточку потом тогда завтра сегодня я мы вы вас вам у по насчет подскажите уточните правильно плохо давайте здравствуйте добрый доброе до всего не так есть получается доставка сумма счет заказ этого такого сделаем простите извините отправил отправила цена итого привезем доставим',
);

function isStaff(tokens: readonly Token[], name: FullName): boolean {
  const before = tokens.slice(Math.max(0, name.first - 3), name.first);
  const [next, second] = [tokens[name.last + 1], tokens[name.last + 2]];
  const named = next?.text === ',' ? second : next;
  return before.some(({ lower }) => staff.test(lower)) || (named !== undefined && company.test(named.lower));
}

/** «Марина, подскажите», «спасибо, Марина», «хорошо марина давайте», «марина вы слышите». */
function isCalled(tokens: readonly Token[], name: FullName): boolean {
  // «раиля апа добрый день»
  const last = honours.has(tokens[name.last + 1]?.lower ?? '') ? name.last + 1 : name.last;
  const [before, after] = [tokens[name.first - 1], tokens[last + 1]];
  // «привезёт вам илхом»
  const isBrought =
    /^(?:вам|вас|тебе)$/u.test(before?.lower ?? '') && doing.test(tokens[name.first - 2]?.lower ?? '');
  if (isBrought) return false;
  if (isFarewell(tokens, last + 1) && !/^(?:вами|была?|это)$/u.test(before?.lower ?? '')) return true;
  const opens = before === undefined || before.kind === 'mark' || callWords.has(before.lower);
  const closes =
    before === undefined
      ? after?.kind !== 'word' && after?.kind !== 'opaque'
      : after === undefined || /^[,.!?]$/u.test(after.text);
  const isWordBefore = before?.kind === 'word' && plainCalls.has(before.lower);
  const goesOn =
    speechWords.has(after?.lower ?? '') ||
    isOwnDeed(after?.lower ?? '') ||
    (after?.lower === 'к' && tokens[last + 2]?.lower === 'сожалению') ||
    (isWordBefore && after?.kind === 'word' && !isDoing(after.lower) && !isOfOther(after.lower)) ||
    /^\p{L}{3,}(?:те|те-ка)$/u.test(after?.lower ?? '');
  if (opens && (closes || goesOn || greetings.has(before?.lower ?? ''))) return true;
  return isPlainCall(tokens, name);
}
