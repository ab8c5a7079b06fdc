import type { Phrase, Transcript } from '../../domain/transcript.ts';
import { numberWords } from './numbers/number-words.ts';
import { placeholderSource } from './placeholders.ts';

/** A word, digits, one other character, or text that looks like one of our placeholders and is left alone. */
export interface Token {
  readonly kind: 'word' | 'digits' | 'mark' | 'opaque';
  readonly text: string;
  /** For comparisons: lower case, ё = е. */
  readonly lower: string;
  /** Offsets in the phrase's text. */
  readonly start: number;
  readonly end: number;
}

/** A phrase taken apart. */
export interface Line {
  readonly index: number;
  readonly speaker: Phrase['speaker'];
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The words alone with single spaces, in the form of comparisons: for looking up turns of speech. */
  readonly words: string;
  /** There are digits or number words in it. */
  readonly hasNumber: boolean;
}

/** The phrases of a call, taken apart. */
export function readSpeech(transcript: Transcript): readonly Line[] {
  return transcript.phrases.map(({ speaker, text }, index) => {
    const tokens = readTokens(text);
    const words: string[] = [];
    let hasNumber = false;
    for (const { kind, lower } of tokens) {
      if (kind === 'word') words.push(lower);
      hasNumber ||= kind === 'digits' || (kind === 'word' && numberWords.has(lower));
    }
    return { index, speaker, text, tokens, words: words.join(' '), hasNumber };
  });
}

// No groups and no named parts: this is where most of the time goes.
const tokenPattern = new RegExp(`${placeholderSource}|[\\p{L}\\p{M}]+|[0-9]+|[^\\s]`, 'giu');

function readTokens(text: string): Token[] {
  const lowered = comparable(text);
  // Nearly always; lowering all at once is cheaper than word by word.
  const keepsPlaces = lowered.length === text.length;
  const tokens: Token[] = [];
  let end = 0;
  for (const found of text.match(tokenPattern) ?? []) {
    const start = text.indexOf(found, end);
    end = start + found.length;
    const kind = kindOf(found);
    const lower = kind !== 'word' ? found : keepsPlaces ? lowered.slice(start, end) : comparable(found);
    tokens.push({ kind, text: found, lower, start, end });
  }
  return tokens;
}

function kindOf(found: string): Token['kind'] {
  const code = found.charCodeAt(0);
  // а to я first: nearly all there is.
  if (code >= 0x430 && code <= 0x44f) return 'word';
  if (code >= 0x30 && code <= 0x39) return 'digits';
  if (code === 0x5b && found.length > 1) return 'opaque';
  return /^[\p{L}\p{M}]/u.test(found) ? 'word' : 'mark';
}

/** Lower case, ё = е, composed letters. */
export function comparable(word: string): string {
  return word.normalize('NFC').toLowerCase().replaceAll('ё', 'е');
}

/** No space between the token and the one before it. */
export function isGlued(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before !== undefined && before.end === tokens[index]?.start;
}

export function isCapitalized(token: Token | undefined): boolean {
  if (token?.kind !== 'word') return false;
  const initial = token.text.charAt(0);
  return initial !== initial.toLowerCase();
}

/** A set from words separated by white space, in the form of comparisons. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(comparable(words).trim().split(/\s+/u));
}
