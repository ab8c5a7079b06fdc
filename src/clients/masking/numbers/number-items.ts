import { isGlued, hints, mayBe, wordSet, type Line, type Token } from '../speech.ts';
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
  'э ээ эээ м мм ммм эм эмм хм так ну и тире дефис потом дальше далее вот затем конце концовка плюс номер номера n значит значит скобка серия серии',
);
/** What follows these is said in place of what came before. */
const corrections = wordSet('нет ой ошибся ошиблась точнее вернее простите извините тьфу');
const gapMarks = /^[-‐‑–—()+.,/:;№]$/u;

/** Digits at the most that the run has. */
export function lengthOf(run: NumberRun): number {
  let length = 0;
  for (const { digits } of run) length += digits.length;
  return length;
}

/** Where numbers that may belong together stand in a phrase. Linear. */
export function readNumberRuns(line: Line): NumberRun[] {
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
    if (run.length > 0 && (!mayBe(line.tokens[index], hints.gap) || index - gapStart >= 3)) run = [];
    index += 1;
  }
  return runs;
}

/** A word that may stand between the parts of a number. */
export function isNumberGap(lower: string): boolean {
  return fillers.has(lower) || corrections.has(lower);
}

export function isGapMark(mark: string): boolean {
  return gapMarks.test(mark);
}

/** «тысяча» or «пара» */
export function thousandOrPair(lower: string): boolean {
  return thousandWords.has(lower) || lower.startsWith('пар');
}

const mayBeNumber = hints.number | hints.digits | hints.count;

function readItem(line: Line, index: number, gapStart: number, inRun: boolean): NumberItem | null {
  const { tokens } = line;
  const token = tokens[index];
  if (token === undefined || !mayBe(token, mayBeNumber)) return null;
  const read = readDigits(tokens, index, token) ?? readThousand(tokens, index, inRun);
  if (read === null) return null;
  const before = tokens[index - 1];
  return {
    digits: read.digits,
    word: read.word,
    line: line.index,
    first: index,
    last: read.last,
    gap: inRun ? gapOf(tokens, gapStart, index) : 'none',
    plus: before?.text === '+' || before?.lower === 'плюс',
    bracketed: before?.text === '(',
    corrects: inRun && isCorrected(tokens, gapStart, index),
  };
}

function isCorrected(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (corrections.has(tokens[at]?.lower ?? '')) return true;
  return false;
}

function readDigits(
  tokens: readonly Token[],
  index: number,
  token: Token,
): Pick<NumberItem, 'digits' | 'word' | 'last'> | null {
  const word = mayBe(token, hints.number) ? numberWords.get(token.lower) : undefined;
  const isPair =
    mayBe(token, hints.count) &&
    /^пар[аыу]$/u.test(token.lower) &&
    repeatedDigits.has(tokens[index + 1]?.lower ?? '');
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
  let isMarked = false;
  let isSeparated = false;
  let isApart = !isGlued(tokens, to);
  for (let at = from; at < to; at += 1) {
    const text = tokens[at]?.text ?? '';
    if (tokens[at]?.kind === 'word') return 'word';
    if (text === '/') isMarked = true;
    else if (text === ',' || text === '.' || text === ';' || text === ':') isSeparated = true;
    else if (text === '(' || text === ')') isApart = true;
    if (!isGlued(tokens, at)) isApart = true;
  }
  if (isMarked) return 'mark';
  if (isSeparated) return isGlued(tokens, to) ? 'glued' : 'mark';
  return isApart ? 'space' : 'glued';
}
