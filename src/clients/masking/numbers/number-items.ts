import { isGlued, wordSet, type Line, type Token } from '../speech.ts';
import { numberWords, repeatedDigits, thousand, thousandWords, type NumberWord } from './number-words.ts';

/** What stands between a number and the one before it. */
type Gap = 'none' | 'glued' | 'space' | 'mark' | 'word' | 'line';

/** Digits or a number word, with its place. */
export interface NumberItem {
  readonly digits: string;
  /** NULL when it is written in digits. */
  readonly word: NumberWord | null;
  readonly line: number;
  /** Indexes of its first and last token. */
  readonly first: number;
  readonly last: number;
  readonly gap: Gap;
  /** «+7», «плюс семь» */
  readonly plus: boolean;
  /** «(912)» */
  readonly bracketed: boolean;
  /** «…, нет, …»: it is said in place of the one before. */
  readonly corrects: boolean;
}

/** Numbers that may belong together: nothing but blanks, marks and dictation's filler words between them. */
export type NumberRun = readonly NumberItem[];

const fillers = wordSet(
  'э ээ эээ м мм ммм эм эмм хм так ну и тире дефис потом дальше далее вот затем плюс номер номера n значит значит скобка серия серии',
);
/** What follows these is said in place of what came before. */
const corrections = wordSet('нет ой ошибся ошиблась точнее вернее простите извините тьфу');
const gapMarks = /^[-‐‑–—()+.,/:;№]$/u;

/** Where numbers that may belong together stand in a phrase. Linear. */
export function readNumberRuns(line: Line): NumberRun[] {
  if (!line.hasNumber) return [];
  const runs: NumberItem[][] = [];
  let run: NumberItem[] = [];
  let gapStart = 0;
  // «пара нулей пять», «тысяча сто»: a run may begin two words before what is a number by itself.
  for (let index = Math.max(0, line.firstNumber - 2); index < line.tokens.length;) {
    const item = readItem(line, index, gapStart, run.length > 0);
    if (item !== null) {
      if (run.length === 0) runs.push(run);
      run.push(item);
      index = item.last + 1;
      gapStart = index;
      continue;
    }
    const token = line.tokens[index];
    const isGap =
      token !== undefined &&
      (token.kind === 'mark'
        ? gapMarks.test(token.text)
        : fillers.has(token.lower) || corrections.has(token.lower));
    if (run.length > 0 && (!isGap || index - gapStart >= 3)) run = [];
    index += 1;
  }
  return runs;
}

/** A number word, «тысяча» or «пара». */
function mayBeNumber(lower: string): boolean {
  return numberWords.has(lower) || thousandWords.has(lower) || lower.startsWith('пар');
}

function readItem(line: Line, index: number, gapStart: number, inRun: boolean): NumberItem | null {
  const { tokens } = line;
  const token = tokens[index];
  if (token === undefined || token.kind === 'mark' || (token.kind === 'word' && !mayBeNumber(token.lower)))
    return null;
  const read = readDigits(tokens, index, token) ?? readThousand(tokens, index, inRun);
  if (read === null) return null;
  const before = tokens[index - 1];
  return {
    ...read,
    line: line.index,
    first: index,
    gap: inRun ? gapOf(tokens, gapStart, index) : 'none',
    plus: before?.text === '+' || before?.lower === 'плюс',
    bracketed: before?.text === '(',
    corrects: inRun && tokens.slice(gapStart, index).some(({ lower }) => corrections.has(lower)),
  };
}

function readDigits(
  tokens: readonly Token[],
  index: number,
  token: Token,
): Pick<NumberItem, 'digits' | 'word' | 'last'> | null {
  const word = token.kind === 'word' ? numberWords.get(token.lower) : undefined;
  const isPair = /^пар[аыу]$/u.test(token.lower) && repeatedDigits.has(tokens[index + 1]?.lower ?? '');
  if (word === undefined && token.kind !== 'digits' && !isPair) return null;
  const times = isPair ? 2 : word?.magnitude === 'unit' ? word.value : Number(token.text);
  const repeated = times >= 2 && times <= 5 ? repeatedDigits.get(tokens[index + 1]?.lower ?? '') : undefined;
  if (repeated !== undefined) return { digits: repeated.repeat(times), word: null, last: index + 1 };
  if (word !== undefined) return { digits: String(word.value), word, last: index };
  return touchesLetter(tokens, index) ? null : { digits: token.text, word: null, last: index };
}

/** «четыре тысячи пятьсот десять»: a group of a passport or card. Sums are told apart by what follows. */
function readThousand(
  tokens: readonly Token[],
  index: number,
  inRun: boolean,
): Pick<NumberItem, 'digits' | 'word' | 'last'> | null {
  if (!thousandWords.has(tokens[index]?.lower ?? '')) return null;
  const isFollowed = numberWords.has(tokens[index + 1]?.lower ?? '');
  if (!isFollowed || (inRun && !numberWords.has(tokens[index - 1]?.lower ?? ''))) return null;
  return { digits: '1000', word: thousand, last: index };
}

/** «AB123», «12кг», «AB-123»: part of a code or a quantity, not a number of its own. */
function touchesLetter(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const gluedBefore = isGlued(tokens, index);
  if (gluedBefore && before?.kind === 'word') return true;
  if (isGlued(tokens, index + 1) && tokens[index + 1]?.kind === 'word') return true;
  const isHyphen = gluedBefore && /^[-–/_#]$/u.test(before?.text ?? '');
  return isHyphen && isGlued(tokens, index - 1) && tokens[index - 2]?.kind === 'word';
}

function gapOf(tokens: readonly Token[], from: number, to: number): Gap {
  const between = tokens.slice(from, to);
  if (between.some((token) => token.kind === 'word')) return 'word';
  if (between.some((token) => token.text === '/')) return 'mark';
  if (between.some((token) => /^[,.;:]$/u.test(token.text))) return isGlued(tokens, to) ? 'glued' : 'mark';
  const glued = Array.from({ length: to - from + 1 }, (_, offset) => isGlued(tokens, from + offset));
  return glued.every(Boolean) && !between.some((token) => /^[()]$/u.test(token.text)) ? 'glued' : 'space';
}
