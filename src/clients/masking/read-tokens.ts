import { placeholderSource } from './placeholders.ts';
import type { Vocabulary, Word } from './vocabulary.ts';
import { hints } from './word-hints.ts';

/** A word with its place. */
export interface Token extends Word {
  /** Offsets in the phrase's text. */
  readonly start: number;
  readonly end: number;
}

const opaquePattern = new RegExp(placeholderSource, 'iuy');
const letter = /[\p{L}\p{M}]/u;
const blank = /\s/u;

/** What a character is; tables and codes, because this is asked for every character of every call. */
const kinds = { blank: 0, letter: 1, digit: 2, mark: 3 } as const;
type Character = (typeof kinds)[keyof typeof kinds];

/** For the codes up to 0x4ff: Latin, marks, Cyrillic. */
const table = Uint8Array.from({ length: 0x500 }, (_, code) => classify(String.fromCharCode(code)));

function classify(character: string): Character {
  if (blank.test(character)) return kinds.blank;
  if (/[0-9]/u.test(character)) return kinds.digit;
  return letter.test(character) ? kinds.letter : kinds.mark;
}

/** The words of a phrase and where each begins. */
export interface Reading {
  readonly words: Word[];
  readonly starts: number[];
}

/** The phrase in words, digits and marks. Linear. */
export function readWords(text: string, vocabulary: Vocabulary): Reading {
  const reading: Reading = { words: [], starts: [] };
  for (let start = 0; start < text.length;) {
    const kind = characterAt(text, start);
    if (kind === kinds.blank) {
      start += 1;
      continue;
    }
    const opaque = text.charCodeAt(start) === 0x5b ? readOpaque(text, start) : null;
    const end = opaque === null ? endOf(kind, text, start) : start + opaque.text.length;
    reading.words.push(
      opaque ??
        (kind === kinds.digit
          ? digitsOf(text.slice(start, end))
          : vocabulary.read(kind === kinds.letter ? 'word' : 'mark', text, start, end)),
    );
    reading.starts.push(start);
    start = end;
  }
  return reading;
}

/** The words with their places; made only of phrases in which something may be found. */
export function tokensOf({ words, starts }: Reading): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    const start = starts[at] ?? 0;
    if (word === undefined) continue;
    const { kind, text, lower, capital, hints: told } = word;
    tokens.push({ kind, text, lower, capital, hints: told, start, end: start + text.length });
  }
  return tokens;
}

function characterAt(text: string, at: number): Character {
  const code = text.charCodeAt(at);
  if (code < table.length) return table[code] as Character;
  return classify(String.fromCodePoint(text.codePointAt(at) ?? code));
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Where the word, the digits or the mark that begins here ends. */
function endOf(kind: Character, text: string, start: number): number {
  let end = start + widthAt(text, start);
  if (kind === kinds.mark) return end;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    // A call to a function for every character of every call costs more than all else here until it is compiled.
    if (code < table.length ? table[code] !== kind : characterAt(text, end) !== kind) break;
    if (code >= table.length && widthAt(text, end) === 2) end += 1;
  }
  return end;
}

function digitsOf(digits: string): Word {
  return { kind: 'digits', text: digits, lower: digits, capital: false, hints: hints.digits };
}

function readOpaque(text: string, start: number): Word | null {
  opaquePattern.lastIndex = start;
  const found = opaquePattern.exec(text)?.[0];
  return found === undefined ? null : { kind: 'opaque', text: found, lower: found, capital: false, hints: 0 };
}
