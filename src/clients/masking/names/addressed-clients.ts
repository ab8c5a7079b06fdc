import { wordSet, type Line, type Token } from '../speech.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';

const staff =
  /^(?:наш\p{L}*|коллег\p{L}*|менеджер\p{L}*|специалист\p{L}*|руководител\p{L}*|мастер\p{L}*|курьер\p{L}*|водител\p{L}*|эксперт\p{L}*|инженер\p{L}*|технолог\p{L}*|начальник\p{L}*|оператор\p{L}*|логист\p{L}*|сотрудни\p{L}*|представител\p{L}*|кладовщик\p{L}*|консультант\p{L}*|монтажник\p{L}*|замерщик\p{L}*)$/u;
const company =
  /^(?:компани\p{L}*|фирм\p{L}*|отдел\p{L}*|менеджер\p{L}*|служб\p{L}*|интернет|ооо|специалист\p{L}*|магазин\p{L}*|из|банк\p{L}*)$/u;

/** After or before these words somebody is spoken to by name. */
const callWords = wordSet(
  'здравствуйте день утро вечер спасибо да хорошо так отлично понятно приятно конечно алло ну а смотрите скажите подскажите понял поняла извините простите пожалуйста уважаемая уважаемый договорились понимаю ага угу прекрасно замечательно супер слушайте благодарю вас свидания доброго хорошего добрый привет итак верно правильно вам вот',
);

/** Of them those after which nothing but a name or the end of the sentence comes. */
const greetings = wordSet(
  'здравствуйте день утро вечер спасибо приятно алло уважаемая уважаемый дня вечера утра вам доброго',
);
/** With these a sentence to somebody goes on after the name. */
const speechWords = wordSet(
  'вы я мы у давайте тогда смотрите удобно то до хорошо значит скажите можно правильно верно вам вас добрый доброе здравствуйте спасибо а если наша наш мне извините простите алло слышите',
);

/**
 * Whom the operator speaks to: «Марина Викторовна, …» anywhere, a first name where somebody is called by it. Names of the
 * operator's own colleagues are left out.
 */
export function readAddressedClients(index: NameIndex, line: Line): Introduction[] {
  if (!index.isNamedIn(line.tokens)) return [];
  const found: Introduction[] = [];
  for (let at = 0; at < line.tokens.length; at += 1) {
    const name = readFullName(index, line.tokens, at, 'known');
    if (name === null) continue;
    const isMeant =
      !isStaff(line.tokens, name) && (name.patronymic !== null || isCalled(index, line.tokens, name));
    if (isMeant && !isBrand(line.tokens, name.first)) found.push({ line, name, of: 'client', strong: false });
    at = name.last;
  }
  return found;
}

function isStaff(tokens: readonly Token[], name: FullName): boolean {
  const before = tokens.slice(Math.max(0, name.first - 3), name.first);
  const [next, second] = [tokens[name.last + 1], tokens[name.last + 2]];
  const named = next?.text === ',' ? second : next;
  return before.some(({ lower }) => staff.test(lower)) || (named !== undefined && company.test(named.lower));
}

/** «Марина, подскажите», «спасибо, Марина», «хорошо марина давайте», «марина вы слышите». */
function isCalled(index: NameIndex, tokens: readonly Token[], name: FullName): boolean {
  if (name.firstName === null || index.readNominative(tokens[name.firstName]) === null) return false;
  const [before, after] = [tokens[name.first - 1], tokens[name.last + 1]];
  const opens = before === undefined || before.kind === 'mark' || callWords.has(before.lower);
  const closes =
    before === undefined ? after?.kind !== 'word' : after === undefined || /^[,.!?]$/u.test(after.text);
  const goesOn = speechWords.has(after?.lower ?? '') || /^\p{L}{3,}(?:те|те-ка)$/u.test(after?.lower ?? '');
  return opens && (closes || goesOn || greetings.has(before?.lower ?? ''));
}
