import type { Criterion } from './checklist.ts';

/** The longest note a repeated question carries, in characters. */
const longestNote = 1500;

/**
 * A note that also names the criteria which alone are asked for, a line each: not every gateway holds a model to the schema
 * that says so as well. By ids where names do not fit (the prompt shows both); the list ends between two lines, never within one.
 */
export function nameMissingCriteria(sentence: string, criteria: readonly Criterion[]): string {
  const head = `${sentence} Ответь только по этим критериям:`;
  const named = [head, ...criteria.map(({ id, name }) => `- ${id}: ${name}`)];
  if (lengthOf(named) <= longestNote) return named.join('\n');
  const lines = [head, ...criteria.map(({ id }) => `- ${id}`)];
  if (lengthOf(lines) <= longestNote) return lines.join('\n');
  const rest = (count: number): string => `и по остальным, у которых в ответах нет оценки (ещё ${count})`;
  const room = longestNote - rest(criteria.length).length - 1;
  while (lengthOf(lines) > room) lines.pop();
  return [...lines, rest(criteria.length - lines.length + 1)].join('\n');
}

/** Joined by line ends. */
function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, -1);
}
