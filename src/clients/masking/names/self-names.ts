import { wordPattern, type WordPattern } from '../remember.ts';
import type { Line, Token } from '../speech.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';

/** Whose name it is when one of these stands right before it. */
const others = wordPattern(
  /^(?:муж\p{L}*|жен[аыуе]|сын\p{L}*|доч\p{L}*|брат\p{L}*|сестр\p{L}*|водител\p{L}*|коллег\p{L}*|ваш\p{L}*|наш\p{L}*|мой|моя|сменщи\p{L}*|напарни\p{L}*|начальни\p{L}*|не|менеджер\p{L}*|оператор\p{L}*|курьер\p{L}*)$/u,
);
/** «спросите», «пусть спросит», «к», «на», «для» */
const asked = wordPattern(
  /^(?:спрос\p{L}*|спрашив\p{L}*|ищ\p{L}*|пуст\p{L}*|позов\p{L}*|набер\p{L}*|звон\p{L}*|к|ко|на|для|от|с|да|ну|а|это|алло|зовут|адресуйте|передайте|отдайте|пишите|запишите|указать|укажите|сам|сама|там)$/u,
);

/** A client who says of a name that it is his: «спросите Тамару Ильиничну, я буду», «Инну, это я и есть», «я приму, Аркадий». */
export function readSelfNames(index: NameIndex, line: Line): Introduction[] {
  if (line.speaker !== 'client') return [];
  const { tokens } = line;
  const found: Introduction[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const name = readOfSelf(index, tokens, at);
    const after = name === null && tokens[at]?.lower === 'я' ? readAfterDeed(index, tokens, at) : null;
    for (const one of [name, after])
      if (one !== null) found.push({ line, name: one, of: 'speaker', strong: false });
  }
  return found;
}

/** The name before «это я» or «то есть мне». */
function readOfSelf(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  const lower = tokens[at]?.lower ?? '';
  if (lower === 'я')
    return isOfSelf(tokens, at) ? readBefore(index, tokens, beginOfSelf(tokens, at), asked) : null;
  if (!/^(?:мне|меня|мной)$/u.test(lower)) return null;
  const from = /^(?:для|на|со|от|ко|у)$/u.test(tokens[at - 1]?.lower ?? '') ? at - 1 : at;
  const isSame = tokens[from - 1]?.lower === 'есть' && tokens[from - 2]?.lower === 'то';
  const next = tokens[at + 1];
  if (!isSame && !(tokens[from - 1]?.lower === 'это' && (next === undefined || next.kind === 'mark')))
    return null;
  return readBefore(index, tokens, isSame ? from - 2 : from - 1, /./u);
}

/** «это я», «я и есть», «я буду», «я сама», «то есть я» */
function isOfSelf(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  if (/^(?:это|есть)$/u.test(tokens[at - 1]?.lower ?? ''))
    return next === undefined || !/^(?:не|про|с|из|от)$/u.test(next.lower);
  if (next?.lower === 'и' && tokens[at + 2]?.lower === 'есть') return true;
  return /^(?:буду|встречу|приму|подойду|выйду|сам|сама|отвечу|получу|заберу)$/u.test(next?.lower ?? '');
}

function beginOfSelf(tokens: readonly Token[], at: number): number {
  if (tokens[at - 1]?.lower === 'это') return at - 1;
  return tokens[at - 1]?.lower === 'есть' && tokens[at - 2]?.lower === 'то' ? at - 2 : at;
}

/** The name that ends right before. */
function readBefore(
  index: NameIndex,
  tokens: readonly Token[],
  from: number,
  opening: WordPattern,
): FullName | null {
  const end = tokens[from - 1]?.kind === 'mark' ? from - 2 : from - 1;
  for (let first = Math.max(0, end - 2); first <= end; first += 1) {
    const name = tokens[first]?.kind === 'word' ? readFullName(index, tokens, first, 'known') : null;
    if (name?.last !== end || isBrand(tokens, first)) continue;
    const before = tokens[first - 1];
    if (others.test(before?.lower ?? '')) return null;
    // «Кирилл, это я» is said to an operator whom one knows.
    const isCall = first === 0 && end < from - 1 && name.patronymic === null && name.surname === null;
    if (isCall) return null;
    return before === undefined || before.kind === 'mark' || opening.test(before.lower) ? name : null;
  }
  return null;
}

/** «я приму, Аркадий» at the end of a sentence */
function readAfterDeed(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  if (!/^(?:приму|встречу|заберу|получу|сама?|подпишу|распишусь|отвечу)$/u.test(tokens[at + 1]?.lower ?? ''))
    return null;
  const from = tokens[at + 2]?.text === ',' ? at + 3 : at + 2;
  const name = tokens[from]?.kind === 'word' ? readFullName(index, tokens, from, 'known') : null;
  const isNominative =
    name !== null && name.firstName !== null && index.readNominative(tokens[name.firstName]) !== null;
  return isNominative && tokens[name.last + 1]?.kind !== 'word' ? name : null;
}
