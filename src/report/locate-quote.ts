import { comparableText } from '../domain/clean-text.ts';

/** A passage of a phrase, as offsets into its text. */
export interface Span {
  readonly phraseIndex: number;
  readonly from: number;
  readonly to: number;
}

interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Of the words of the quote so many at least must stand in its phrase in order for its place within it to be known. */
const leastShare = 0.5;

/**
 * Where a quote stands, as evidence has found it: in this phrase, perhaps running on into later ones of the same speaker. Words
 * are compared as evidence compares them; a quote that is only alike is marked from its first to its last word that fits, and
 * the whole phrase when hardly one does.
 */
export function locateQuote(
  quote: string,
  phraseIndex: number,
  phrases: readonly { readonly speaker: string; readonly text: string }[],
): readonly Span[] {
  const first = phrases[phraseIndex];
  if (first === undefined) return [];
  const wanted = wordsOf(quote).map(({ text }) => text);
  const spans: Span[] = [];
  let left = wanted;
  for (let index = phraseIndex; index < phrases.length && left.length > 0; index += 1) {
    const phrase = phrases[index];
    if (phrase?.speaker !== first.speaker) continue;
    const found = longestRun(left, wordsOf(phrase.text), index > phraseIndex);
    if (found === null) break;
    spans.push({ phraseIndex: index, from: found.from, to: found.to });
    if (!found.reachesEnd) break;
    left = left.slice(found.used);
  }
  const exact = first.text.indexOf(quote);
  if (quote !== '' && exact !== -1) return [{ phraseIndex, from: exact, to: exact + quote.length }];
  return spans.length === 0 ? [{ phraseIndex, from: 0, to: first.text.length }] : spans;
}

/** The place where most of the first words stand in order; a later phrase must go on from its very beginning. */
function longestRun(
  wanted: readonly string[],
  words: readonly Word[],
  fromBeginning: boolean,
): { from: number; to: number; used: number; reachesEnd: boolean } | null {
  let best: { first: number; matched: number; length: number } | null = null;
  for (let first = 0; first < (fromBeginning ? 1 : words.length); first += 1) {
    const length = Math.min(wanted.length, words.length - first);
    let matched = 0;
    for (let offset = 0; offset < length; offset += 1)
      if (words[first + offset]?.text === wanted[offset]) matched += 1;
    if (matched > (best?.matched ?? 0)) best = { first, matched, length };
  }
  if (best === null || best.matched < best.length * leastShare) return null;
  const [start, end] = [words[best.first], words[best.first + best.length - 1]];
  if (start === undefined || end === undefined) return null;
  return {
    from: start.from,
    to: end.to,
    used: best.length,
    reachesEnd: best.first + best.length === words.length,
  };
}

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    text: comparableText(match[0]),
    from: match.index,
    to: match.index + match[0].length,
  }));
}
