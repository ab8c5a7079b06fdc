/** What `normalize` may change: marks that stand for themselves, and everything beyond Cyrillic. */
const composable = /[\u0300-\u036f\u0500-\uffff]/u;

/** Lower case, ё = е, composed letters. */
export function comparable(word: string): string {
  const composed = composable.test(word) ? word.normalize('NFC') : word;
  const lower = composed.toLowerCase();
  return lower.includes('ё') ? lower.replaceAll('ё', 'е') : lower;
}
