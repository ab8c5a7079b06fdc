import type { Phrase, Transcript } from '../../domain/transcript.ts';
import { comparable } from './comparable.ts';
import { readTokens, type Token } from './read-tokens.ts';
import { hints, hintsOf } from './word-hints.ts';

export { comparable, type Token };

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
  /** The index of the first of them; -1 when there is none. */
  readonly firstNumber: number;
  /** What its words may be part of: see word-hints.ts. */
  readonly hints: number;
}

/** The phrases of a call, taken apart. */
export function readSpeech(transcript: Transcript): readonly Line[] {
  return transcript.phrases.map(({ speaker, text }, index) => {
    const tokens = readTokens(text);
    let words = '';
    let firstNumber = -1;
    let found = 0;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === undefined || token.kind === 'opaque') continue;
      if (token.kind === 'word') {
        words += words === '' ? token.lower : ` ${token.lower}`;
        const told = hintsOf(token.lower);
        found |= told;
        if (firstNumber < 0 && (told & hints.number) !== 0) firstNumber = at;
      } else if (token.kind === 'digits') {
        if (firstNumber < 0) firstNumber = at;
      } else if (token.text === '@') found |= hints.at;
    }
    return { index, speaker, text, tokens, words, hints: found, firstNumber, hasNumber: firstNumber >= 0 };
  });
}

/** Some word of a phrase may be part of such a thing. */
export function mayHave(line: Line, hint: keyof typeof hints): boolean {
  return (line.hints & hints[hint]) !== 0;
}

/** No space between the token and the one before it. */
export function isGlued(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before !== undefined && before.end === tokens[index]?.start;
}

export function isCapitalized(token: Token | undefined): boolean {
  return token !== undefined && token.capital;
}

/** A set from words separated by white space, in the form of comparisons. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(comparable(words).trim().split(/\s+/u));
}
