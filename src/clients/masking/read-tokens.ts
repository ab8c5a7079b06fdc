import { comparable } from './comparable.ts';
import { placeholderSource } from './placeholders.ts';
import { intern } from './remember.ts';

/** A word, digits, one other character, or text that looks like one of our placeholders and is left alone. */
export interface Token {
  readonly kind: 'word' | 'digits' | 'mark' | 'opaque';
  readonly text: string;
  /** For comparisons: lower case, ё = е. */
  readonly lower: string;
  /** Offsets in the phrase's text. */
  readonly start: number;
  readonly end: number;
  /** A word that begins with a capital letter. */
  readonly capital: boolean;
}

const opaquePattern = new RegExp(placeholderSource, 'iuy');
const otherLetter = /[\p{L}\p{M}]/u;
const blank = /\s/u;

/** What a character is; tables and codes, because this is asked for every character of every call. */
const kinds = { blank: 0, small: 1, otherLetter: 2, digit: 3, mark: 4 } as const;
type Character = (typeof kinds)[keyof typeof kinds];

/** For the codes up to 0x4ff: Latin, marks, Cyrillic. */
const table = Uint8Array.from({ length: 0x500 }, (_, code) => classify(String.fromCharCode(code)));

function classify(character: string): Character {
  if (blank.test(character)) return kinds.blank;
  if (/[0-9]/u.test(character)) return kinds.digit;
  // Of these letters a word is its own form of comparison.
  if (/[а-яa-z]/u.test(character)) return kinds.small;
  return otherLetter.test(character) ? kinds.otherLetter : kinds.mark;
}

/** The phrase in words, digits and marks. Linear. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let start = 0; start < text.length;) {
    const kind = characterAt(text, start);
    if (kind === kinds.blank) {
      start += 1;
      continue;
    }
    const token =
      kind === kinds.digit
        ? readDigits(text, start)
        : kind === kinds.mark
          ? readMark(text, start)
          : readWord(text, start);
    tokens.push(token);
    start = token.end;
  }
  return tokens;
}

function characterAt(text: string, at: number): Character {
  const code = text.charCodeAt(at);
  if (code < 0x500) return table[code] as Character;
  return classify(String.fromCodePoint(text.codePointAt(at) ?? code));
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function readWord(text: string, start: number): Token {
  let end = start;
  let isPlain = true;
  while (end < text.length) {
    const kind = characterAt(text, end);
    if (kind !== kinds.small && kind !== kinds.otherLetter) break;
    if (kind === kinds.otherLetter) isPlain = false;
    end += widthAt(text, end);
  }
  const word = text.slice(start, end);
  const lower = intern(isPlain ? word : comparable(word));
  const initial = word.charAt(0);
  return {
    kind: 'word',
    text: isPlain ? lower : word,
    lower,
    start,
    end,
    capital: !isPlain && initial !== initial.toLowerCase(),
  };
}

function readDigits(text: string, start: number): Token {
  let end = start + 1;
  while (end < text.length && characterAt(text, end) === kinds.digit) end += 1;
  const digits = text.slice(start, end);
  return { kind: 'digits', text: digits, lower: digits, start, end, capital: false };
}

function readMark(text: string, start: number): Token {
  if (text.charCodeAt(start) === 0x5b) {
    opaquePattern.lastIndex = start;
    const found = opaquePattern.exec(text)?.[0];
    if (found !== undefined)
      return { kind: 'opaque', text: found, lower: found, start, end: start + found.length, capital: false };
  }
  const end = start + widthAt(text, start);
  const mark = text.slice(start, end);
  return { kind: 'mark', text: mark, lower: mark, start, end, capital: false };
}
