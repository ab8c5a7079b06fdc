/**
 * Text that PostgreSQL can hold: no NUL (22021), no lone surrogates (22P02 in jsonb, silently replaced in text).
 * Applied once, where text from outside becomes a domain value.
 */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** Cleaned text on one line, trimmed: for phrases, names and cells that are shown as one line. */
export function cleanLine(text: string): string {
  const clean = cleanText(text);
  // Most phrases need no change, and looking is cheaper than rewriting.
  return /[^\S ]| {2}|^ | $/u.test(clean) ? clean.replace(/\s+/gu, ' ').trim() : clean;
}

/** The form in which names are compared: lower case, ё = е, no punctuation, single spaces. */
export function comparableText(text: string): string {
  const lower = cleanText(text).normalize('NFKC').toLowerCase().replaceAll('ё', 'е');
  const spaced = lower.replace(commonPunctuation, ' ').trim();
  // Whole transcripts pass here, and the Unicode classes take three times as long as all the rest.
  return /[^a-zа-я0-9 ]| {2}/.test(spaced) ? spaced.replace(/[^\p{L}\p{N}]+/gu, ' ').trim() : spaced;
}

/** What ordinary sentences hold besides letters, with the spaces after it. */
const commonPunctuation = /[,.!?:;"«»()–—-]+ */g;
