/**
 * Text that PostgreSQL can hold: no NUL (22021), no lone surrogates (22P02 in jsonb, silently replaced in text).
 * Applied once, where text from outside becomes a domain value.
 */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/**
 * Cleaned text on one line, trimmed, for phrases, names and cells that are shown as one line. One line for every reader:
 * control characters (some programs break lines at U+0085 or U+001C) become spaces like line breaks; what nobody sees
 * (zero-width, direction marks, tag characters) is dropped, so that it cannot hide words from who reads along.
 */
export function cleanLine(text: string): string {
  if (ordinaryLine.test(text)) return text;
  return dropUnseen(cleanText(text))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Text without what nobody sees: zero-width characters, marks and overrides of direction, byte-order marks, tag characters. */
export function dropUnseen(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}+/gu, '');
}

/** Most phrases need no change, and looking is cheaper than rewriting: words of everyday signs, one space between them. */
const ordinaryLine = /^[!-~А-яЁё«»…–—№]+(?: [!-~А-яЁё«»…–—№]+)*$/;

/** The form in which names are compared: lower case, ё = е, no punctuation, single spaces. */
export function comparableText(text: string): string {
  const lower = cleanText(text).normalize('NFKC').toLowerCase().replaceAll('ё', 'е');
  const spaced = lower.replace(commonPunctuation, ' ').trim();
  // Whole transcripts pass here, and the Unicode classes take three times as long as all the rest.
  return /[^a-zа-я0-9 ]| {2}/.test(spaced) ? spaced.replace(/[^\p{L}\p{N}]+/gu, ' ').trim() : spaced;
}

/** What ordinary sentences hold besides letters, with the spaces after it. */
const commonPunctuation = /[,.!?:;"«»()–—-]+ */g;
