import { bigTowns } from '../addresses/address-words.ts';
import { isStreetWord } from '../addresses/known-streets.ts';
import { isCapitalized, type Token } from '../speech.ts';
import type { Cue } from './cues.ts';
import { isBrand, isNoName, type FullName } from './full-name.ts';
import { looksLikeSurname } from './name-forms.ts';
import { isEveryday } from './small-surnames.ts';

/** Words that in small letters after «я» are no surname, though they end like one. */
export const noSmallSurnames =
  /^(?:готов|здоров|таков|каков|суров|сурова|вдова|дева|женщина|мужчина|половина|дубина|один|хозяин|господин|блондин|гражданин|грузин|татарин|осетин|болгарин|\p{L}*[ая]нин|магазин\p{L}*|нов|нова|дома)$/u;

/** «почта …, я громов», «я лебедев из дельты»: a surname in small letters, and nothing but where from after it. */
export function readSmallSurname(tokens: readonly Token[], at: number): FullName | null {
  const [token, after] = [tokens[at], tokens[at + 1]];
  if (token?.kind !== 'word' || token.text.length < 5 || noSmallSurnames.test(token.lower)) return null;
  if (isEveryday(token.lower)) return null;
  const ends =
    after === undefined ||
    after.kind === 'mark' ||
    /^(?:я|инн|паспорт|телефон|номер|это|из|с|от|вам|по|насчет|звоню|звонил|звонила|писал|писала|беспокоит|слушаю)$/u.test(
      after.lower,
    );
  const isSurname =
    /(?:[оеё]ва?|ина?|ына?|енко|[сц]кий|[сц]кая|янц?|швили|[чщ]ук|\p{L}юк)$/u.test(token.lower) &&
    looksLikeSurname(token.lower);
  return ends && isSurname ? { first: at, last: at, firstName: null, patronymic: null, surname: at } : null;
}

/** «фамилия Чижов», «клиент Громова»: after «фамилия» in small letters too. */
export function readSurname(tokens: readonly Token[], at: number, cue: Cue): FullName | null {
  const token = tokens[at];
  if (token?.kind !== 'word' || isNoName(token) || token.text.length < 3 || isBrand(tokens, at)) return null;
  const isLikely = isCapitalized(token) && looksLikeSurname(token.lower) && !isPlace(token.lower);
  // «фамилия короткая»
  const isVerb = /(?:ть|те|тся|[^с]ая|ое|ые)$/u.test(token.lower);
  const isReceiver =
    /^(?:получател|предпринимател|индивидуальн|заказчик|клиент|плательщик)/u.test(cue.words[0] ?? '') &&
    isSmallEnd(tokens, at);
  const isNamed = (/^фамили/u.test(cue.words[0] ?? '') && !isVerb) || isReceiver;
  if (
    isWrittenFor(cue) &&
    isSmallEnd(tokens, at) &&
    /(?:[оеи][вн][ау]|[сц]к(?:ого|ую)|енко|[чщ]ука?|янц?а?)$/u.test(token.lower) &&
    !isEveryday(token.lower)
  )
    return { first: at, last: at, firstName: null, patronymic: null, surname: at };
  const isTold =
    isCapitalized(token) ||
    looksLikeSurname(token.lower) ||
    tokens[at + 1]?.kind !== 'word' ||
    (tokens[at - 1]?.kind === 'word' && afterSurname.test(tokens[at + 1]?.lower ?? ''));
  const name = { first: at, last: at, firstName: null, patronymic: null, surname: at };
  return isLikely || (isNamed && isTold) ? name : null;
}

function isPlace(lower: string): boolean {
  return bigTowns.test(lower) || (isStreetWord(lower) && lower.endsWith('ая'));
}

/** «фамилия ким имя виктория», «моя фамилия пак через а» */
const afterSurname = /^(?:имя|отчество|через|на|по|я|а|и|как|с|две|два|без|первая|последняя|спасибо)$/u;

/** «пропуск закажите на мамедова», «счёт на ип нуриева» */
function isWrittenFor({ words }: Cue): boolean {
  return (
    /^(?:на|ип|меня|мое)$/u.test(words.at(-1) ?? '') &&
    /^(?:запиш\p{L}*|запис\p{L}*|оформ\p{L}*|пиш\p{L}*|выпи\p{L}*|закаж\p{L}*|сделай\p{L}*|пропуск|доверенность|договор|бронь|на|от|счет)$/u.test(
      words[0] ?? '',
    )
  );
}

/** «… получатель дорохов» at the end of a phrase */
function isSmallEnd(tokens: readonly Token[], at: number): boolean {
  const after = tokens[at + 1];
  const isLast =
    after === undefined ||
    after.kind === 'mark' ||
    /^(?:\p{L}{3,}[еи]те|выпишите|я|это|пожалуйста|спасибо|он|она|сам|сама|и|верно|правильно|вы)$/u.test(
      after.lower,
    );
  return isLast && looksLikeSurname(tokens[at]?.lower ?? '');
}

/** «Цой моя фамилия», «приму сама, синицына моя фамилия» */
export function readSurnameBefore(tokens: readonly Token[], end: number): FullName | null {
  const [before, token] = [tokens[end - 1], tokens[end]];
  if (token?.kind !== 'word' || isNoName(token) || isBrand(tokens, end)) return null;
  const opens = before === undefined || before.kind === 'mark';
  // «кравец фамилия», «сорока фамилия моя»
  const isWhole = end === 0 && !/(?:[^с]ая|ое|те)$/u.test(token.lower) && token.lower.length > 2;
  const isAlone = opens && (isCapitalized(token) || isWhole);
  const isSurname = looksLikeSurname(token.lower) && !noSmallSurnames.test(token.lower);
  return isAlone || isSurname
    ? { first: end, last: end, firstName: null, patronymic: null, surname: end }
    : null;
}
