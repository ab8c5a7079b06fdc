/** Words in lower case, ё as е, without punctuation. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The text without what a comparison of names or phrases may overlook. */
export function bareText(text: string): string {
  return wordsOf(text).join(' ');
}

const stemLength = 5;

/** 0..1: how many of the text's words, by their beginnings, the other text has too. */
export function likeness(text: string, other: string): number {
  const stems = wordsOf(text).map(stemOf);
  const others = new Set(wordsOf(other).map(stemOf));
  return stems.length === 0 ? 1 : stems.filter((stem) => others.has(stem)).length / stems.length;
}

function stemOf(word: string): string {
  return word.slice(0, stemLength);
}
