import { comparableText } from './clean-text.ts';
import { similarity } from './similarity.ts';

/** How alike two names are, 0 to 1: case, ё/е, punctuation and the order of words do not matter. */
export function nameLikeness(first: string, second: string): number {
  const [one, other] = [comparableText(first), comparableText(second)];
  return Math.max(similarity(one, other), similarity(sortedWords(one), sortedWords(other)));
}

/** Whether all words of the shorter name stand in the longer one. */
export function isNamePart(first: string, second: string): boolean {
  const [shorter = [], longer = []] = [first, second]
    .map((name) => comparableText(name).split(' '))
    .sort((one, other) => one.length - other.length);
  return shorter.every((word) => word !== '' && longer.includes(word));
}

function sortedWords(text: string): string {
  return text.split(' ').sort().join(' ');
}
