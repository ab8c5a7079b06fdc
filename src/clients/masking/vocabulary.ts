import { comparable } from './comparable.ts';

/** A word as it is written, and all that can be said of it without its neighbours. */
export interface Word {
  /** A word, digits, one other character, or text that looks like one of our placeholders and is left alone. */
  readonly kind: 'word' | 'digits' | 'mark' | 'opaque';
  readonly text: string;
  /** For comparisons: of a word lower case, ё = е. */
  readonly lower: string;
  /** A word that begins with a capital letter. */
  readonly capital: boolean;
  /** What it may be part of: see word-hints.ts. */
  readonly hints: number;
}

/** Places for words; a language has no more that matter, and memory has to have a bound. A power of two. */
const places = 2 ** 15;
/** A word is looked for in so many places one after the other; when all are taken it takes the first. */
const tries = 4;
const longestWord = 40;

/**
 * Every different word once: speech repeats its words, and looking one up is cheaper than judging it again. Words are
 * looked up where they stand, because cutting out each of them costs more than anything else that is done with most.
 */
export class Vocabulary {
  readonly #words = new Array<Word | undefined>(places).fill(undefined);
  readonly #classify: (word: Omit<Word, 'hints'>) => number;

  /** `classify` tells the hints of a word. */
  constructor(classify: (word: Omit<Word, 'hints'>) => number) {
    this.#classify = classify;
  }

  /** The word or mark between two places of a text. */
  read(kind: 'word' | 'mark', text: string, start: number, end: number): Word {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 15;
    for (let step = 0; step < tries; step += 1) {
      const place = (hash + step) & (places - 1);
      const word = this.#words[place];
      if (word === undefined) return this.#add(place, kind, text.slice(start, end));
      if (standsAt(word.text, text, start, end)) return word;
    }
    return this.#add(hash & (places - 1), kind, text.slice(start, end));
  }

  #add(place: number, kind: 'word' | 'mark', written: string): Word {
    // A true copy, because a piece of a string keeps the whole of it in memory.
    const text = written.split('').join('');
    const initial = text.charAt(0);
    const capital = kind === 'word' && initial !== initial.toLowerCase();
    const word = { kind, text, lower: kind === 'word' ? comparable(text) : text, capital };
    const { lower } = word;
    const known: Word = { kind, text, lower, capital, hints: this.#classify(word) };
    if (text.length <= longestWord) this.#words[place] = known;
    return known;
  }
}

function standsAt(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let at = start; at < end; at += 1)
    if (word.charCodeAt(at - start) !== text.charCodeAt(at)) return false;
  return true;
}
