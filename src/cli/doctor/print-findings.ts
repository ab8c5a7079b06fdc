import type { Finding, Judgement } from './finding.ts';
import { checkNames } from './finding.ts';

/** What was not checked is as good as a warning: nobody knows. */
const signs: Readonly<Record<Judgement, string>> = { good: '✓', warning: '!', error: '✗', not_checked: '!' };

const width = Math.max(...checkNames.map((name) => name.length));

export function findingLine({ check, judgement, message }: Finding): string {
  return `${signs[judgement]} ${check.padEnd(width)}  ${message}\n`;
}

/** The last line. */
export function closingLine(findings: readonly Finding[]): string {
  const count = (judgement: Judgement): number =>
    findings.filter((finding) => finding.judgement === judgement).length;
  const counts = [
    [count('error'), 'wrong'],
    [count('warning'), 'to look at'],
    [count('not_checked'), 'not checked'],
  ] as const;
  const told = counts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return `${told.length === 0 ? 'Everything is as it should be.' : `${told.join(', ')}.`}\n`;
}
