import { isCapitalized, hints, mayBe, wordSet, type Line, type Token } from '../speech.ts';
import { readAddressedClients } from './addressed-clients.ts';
import { readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** Operators introduce themselves within so many phrases of the call. */
const opening = 3;

const firmWords =
  /^(?:компани[яи]|фирма|отдел|служба|магазин|ооо|поддержка|доставка|склад|офис|интернет|группа|бренд)$/u;
const roles =
  /^(?:менеджер|специалист|оператор|консультант|представитель|эксперт|куратор|администратор|помощник)$/u;
const quotes = /^[«»"“”„]$/u;
const greetings = wordSet('здравствуйте добрый доброе привет приветствую');
/** Before a name these do not name a firm: the client is called. */
const callWords = wordSet(
  'алло ало да день утро вечер здравствуйте спасибо хорошо а и ну так вас вам это привет приветствую добрый доброе слушаю понятно отлично извините простите ага угу вот значит типа короче слушайте смотрите чё давайте конечно',
);

/** How operators name themselves without «меня зовут»: «Компания «Зелёный двор», Маргарита», «Кирилл, отдел доставки». */
export function readOwnNames(index: NameIndex, line: Line): Introduction[] {
  if (line.speaker !== 'operator' || !mayBe(line, hints.name)) return [];
  const { tokens } = line;
  const self = readOwnAnswer(index, line);
  if (self !== null) return [{ line, name: self, of: 'speaker', strong: false }];
  if (line.index >= opening) return [];
  const found: Introduction[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const name = tokens[at]?.kind === 'word' ? readFullName(index, tokens, at, 'known') : null;
    if (name === null) continue;
    if (
      isNominative(index, tokens, name) &&
      [isBesideFirm, isAfterFirm, closesGreeting].some((rule) => rule(tokens, name))
    )
      found.push({ line, name, of: 'speaker', strong: false });
    at = name.last;
  }
  return found;
}

/** «Это я и есть, Ольга» to a client who asked for the operator. */
function readOwnAnswer(index: NameIndex, { tokens }: Line): FullName | null {
  const at = tokens.findIndex(({ lower }, place) => lower === 'есть' && tokens[place - 1]?.lower === 'и');
  if (at < 2 || at > 5 || tokens[at - 2]?.lower !== 'я') return null;
  const from = tokens[at + 1]?.kind === 'mark' ? at + 2 : at + 1;
  return tokens[from]?.kind === 'word' ? readFullName(index, tokens, from, 'known') : null;
}

/** «Кирилл, «СадОпт»», «менеджер Кирилл», «Отдел продаж, Кирилл» */
function isBesideFirm(tokens: readonly Token[], name: FullName): boolean {
  const after = tokens[name.last + 1]?.text === ',' ? tokens[name.last + 2] : tokens[name.last + 1];
  if (after !== undefined && (firmWords.test(after.lower) || /^[«"“„]$/u.test(after.text))) return true;
  const before = tokens[name.first - 1];
  if (before !== undefined && roles.test(before.lower)) return true;
  if (before === undefined || (before.kind === 'mark' && !/^[,»"”—–-]$/u.test(before.text))) return false;
  const clause = tokens.slice(Math.max(0, name.first - 5), name.first);
  // Without marks «компания уютный двор меня зовут лилия марина викторовна это вы» has the client's name too.
  if (clause.some(({ lower }) => /^(?:меня|зовут|это|беспокоит|звонит|говорит)$/u.test(lower))) return false;
  return clause.some((token) => firmWords.test(token.lower) || quotes.test(token.text));
}

/** «оптовая база добрый день рамиль»: a firm, a greeting and a name at the end. */
function closesGreeting(tokens: readonly Token[], name: FullName): boolean {
  const [first, before] = [tokens[0], tokens[name.first - 1]];
  const at = before?.text === ',' ? name.first - 2 : name.first - 1;
  const after = tokens[name.last + 1];
  const ends = after === undefined || (after.kind === 'mark' && name.last + 2 >= tokens.length);
  if (!ends || name.patronymic !== null || first?.kind !== 'word' || callWords.has(first.lower)) return false;
  const greeting = /^(?:день|утро|вечер)$/u.test(tokens[at]?.lower ?? '') ? at - 1 : at;
  return greeting > 0 && first.lower.length > 3 && greetings.has(tokens[greeting]?.lower ?? '');
}

/** «Садопт, Кирилл, здравствуйте»: an unknown name before it, a greeting after it. */
function isAfterFirm(tokens: readonly Token[], name: FullName): boolean {
  if (name.patronymic !== null) return false;
  const before = tokens.slice(0, name.first).filter(({ kind }) => kind === 'word');
  const after = tokens[name.last + 1]?.text === ',' ? tokens[name.last + 2] : tokens[name.last + 1];
  if (before.length === 0 || before.length > 3 || !greetings.has(after?.lower ?? '')) return false;
  return (
    before.every(({ lower }) => lower.length > 3 && !callWords.has(lower)) &&
    isCapitalized(tokens[0]) === isCapitalized(tokens[name.first])
  );
}

/** Names by which a client calls the operator, who was not called so before: «Кирилл, давайте через час». */
export function readCalledOperators(index: NameIndex, line: Line): Introduction[] {
  if (line.speaker !== 'client') return [];
  return readAddressedClients(index, line).map((introduction) => ({ ...introduction, of: 'speaker' }));
}
