import { isGlued, type Token } from '../speech.ts';
import { anchors, isSpelled, joints } from './email-words.ts';
import { isInside } from './read-domain.ts';

/** How many tokens the part before «собака» may have. */
const longestPart = 16;
/** How many words of a sentence may belong to it when a word like «почта» stands before them, and at the beginning of a phrase. */
const longestName = 5;
const longestOpening = 3;

/** The index of the first token of the part before «собака»; NULL when there is none. */
export function readLocalPart(tokens: readonly Token[], at: number, from: number): number | null {
  const limit = Math.max(from, at - longestPart);
  if (tokens[at]?.text === '@' && isGlued(tokens, at)) return readGlued(tokens, at, limit);
  let first = at;
  while (first > limit) {
    const next = stepLeft(tokens, { first, at, limit });
    if (next === first) break;
    first = next;
  }
  while (first < at && tokens[first]?.kind === 'mark') first += 1;
  return first < at ? first : null;
}

/** Written in one piece. */
function readGlued(tokens: readonly Token[], at: number, limit: number): number {
  let first = at - 1;
  while (first > limit && isGlued(tokens, first)) {
    const before = tokens[first - 1];
    if (before === undefined || before.kind === 'opaque') break;
    if (before.kind === 'mark' && !joints.has(before.text)) break;
    first -= 1;
  }
  return first;
}

interface Place {
  readonly first: number;
  readonly at: number;
  readonly limit: number;
}

/** What belongs to the address before this token; the token itself when nothing does. */
function stepLeft(tokens: readonly Token[], { first, at, limit }: Place): number {
  const token = tokens[first - 1];
  if (token === undefined || token.kind === 'opaque') return first;
  if (token.text === ',') return mayPassComma(tokens, first, at) ? first - 1 : first;
  if (token.kind === 'mark') {
    const ends = !joints.has(token.text) || (token.text === '.' && !isInside(tokens, first - 1));
    return ends ? first : first - 1;
  }
  const right = tokens[first]?.text === ',' ? tokens[first + 1] : tokens[first];
  const isFirstWord = !tokens.slice(first, at).some(({ kind }) => kind !== 'mark');
  if (isFirstWord) return first - 1;
  if (joints.has(token.lower) || joints.has(right?.lower ?? '')) return first - 1;
  if (joints.has(tokens[first - 2]?.lower ?? '') && !isInsideSentence(tokens[first - 2])) return first - 1;
  const isPartOfSpelling = isSpelled(right) || isSpelled(tokens[first - 2]) || !anchors.has(token.lower);
  if (isSpelled(token) && isPartOfSpelling) return first - 1;
  return readOpening(tokens, first, limit);
}

/** A mark: joints that are said tie both their neighbours. */
function isInsideSentence(token: Token | undefined): boolean {
  return token?.kind === 'mark';
}

/** «светлана, точка, петрова, собака»: commas between dictated words. */
function mayPassComma(tokens: readonly Token[], first: number, at: number): boolean {
  if (first === at) return true;
  if (tokens[first]?.lower === 'все' && joints.has(tokens[first + 1]?.lower ?? '')) return true;
  return joints.has(tokens[first]?.lower ?? '') || joints.has(tokens[first - 2]?.lower ?? '');
}

/** Words of a sentence belong to it back to a word like «почта», a mark, or the near beginning of the phrase. */
function readOpening(tokens: readonly Token[], first: number, limit: number): number {
  for (let index = first - 1; index >= limit && first - index <= longestName; index -= 1) {
    const token = tokens[index];
    if (token === undefined || token.kind === 'opaque') return first;
    if (token.kind === 'mark' || anchors.has(token.lower)) return index + 1;
  }
  return limit === 0 && first <= longestOpening ? 0 : first;
}
