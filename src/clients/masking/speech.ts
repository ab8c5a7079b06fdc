import type { Phrase, Transcript } from '../../domain/transcript.ts';
import { comparable } from './comparable.ts';
import { readWords, tokensOf, type Reading, type Token } from './read-tokens.ts';
import type { Vocabulary, Word } from './vocabulary.ts';
import { hints } from './word-hints.ts';

export { comparable, hints, type Token };

const aNumber = hints.number | hints.digits;

/** A phrase taken apart. */
export class Line {
  readonly index: number;
  readonly speaker: Phrase['speaker'];
  readonly text: string;
  /** How many tokens it has. */
  readonly length: number;
  /** What its words may be part of: see word-hints.ts. */
  readonly hints: number;
  /** The index of the first digits or number word; -1 when there is none. */
  readonly firstNumber: number;
  /** Its words without their places. */
  readonly reading: Reading;
  #tokens: readonly Token[] | null = null;
  #words: string | null = null;

  constructor({ speaker, text }: Phrase, index: number, vocabulary: Vocabulary) {
    this.index = index;
    this.speaker = speaker;
    this.text = text;
    this.reading = readWords(text, vocabulary);
    const { words } = this.reading;
    let found = 0;
    let firstNumber = -1;
    for (let at = 0; at < words.length; at += 1) {
      const told = words[at]?.hints ?? 0;
      if (firstNumber < 0 && (told & aNumber) !== 0) firstNumber = at;
      found |= told;
    }
    this.length = words.length;
    this.hints = found;
    this.firstNumber = firstNumber;
  }

  get tokens(): readonly Token[] {
    this.#tokens ??= tokensOf(this.reading);
    return this.#tokens;
  }

  /** There are digits or number words in it. */
  get hasNumber(): boolean {
    return this.firstNumber >= 0;
  }

  /** The words alone with single spaces, in the form of comparisons: for looking up turns of speech. */
  get words(): string {
    this.#words ??= joinWords(this.reading);
    return this.#words;
  }
}

function joinWords({ words }: Reading): string {
  let joined = '';
  for (const { kind, lower } of words) if (kind === 'word') joined += joined === '' ? lower : ` ${lower}`;
  return joined;
}

/** The phrases of a call, taken apart. */
export function readSpeech({ phrases }: Transcript, vocabulary: Vocabulary): readonly Line[] {
  return phrases.map((phrase, index) => new Line(phrase, index, vocabulary));
}

/** A word may be one of such things, or some word of a phrase: one of the hints, or several added up. */
export function mayBe(words: Pick<Word, 'hints'> | undefined, hint: number): boolean {
  return words !== undefined && (words.hints & hint) !== 0;
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
