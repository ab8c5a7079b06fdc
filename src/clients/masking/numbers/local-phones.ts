import type { Finding } from '../finding.ts';
import type { Line } from '../speech.ts';
import type { NearTopic } from '../topics.ts';
import { groupItems } from './number-groups.ts';
import { lengthOf, type NumberRun } from './number-items.ts';
import { spansOf } from './number-spans.ts';

const shortestNumber = 5;

/** Numbers of a town's own network (5 to 7 digits): only where the word «телефон» stands right before them. */
export function findLocalPhones(
  lines: readonly Line[],
  runs: readonly NumberRun[],
  topicOf: (run: NumberRun) => NearTopic | undefined,
): Finding[] {
  const found: Finding[] = [];
  for (const run of runs) {
    if (run.length < 2 || lengthOf(run) < shortestNumber) continue;
    const groups = groupItems(run, 'joined');
    const digits = groups.map((group) => group.digits).join('');
    const sizes = groups.map((group) => group.digits.length).join('-');
    if (!/^(?:3-2-2|2-2-2|1-2-2|3-4|3-1-1-2)$/u.test(sizes)) continue;
    const topic = topicOf(run);
    if (topic?.topic !== 'phone' || topic.distance > 3 || !isNamed(lines, run)) continue;
    found.push({ kind: 'phone', key: digits, spans: spansOf(lines, run) });
  }
  return found;
}

/** «Перезвоню в 10 15» is no phone: the noun has to be there, in this phrase or the one before. */
function isNamed(lines: readonly Line[], run: NumberRun): boolean {
  const [first] = run;
  if (first === undefined) return false;
  const before = lines[first.line]?.tokens.slice(Math.max(0, first.first - 6), first.first) ?? [];
  const asked = first.first <= 3 ? (lines[first.line - 1]?.tokens.slice(-6) ?? []) : [];
  // «звоните на 61-08-44»
  const isDialled =
    /^(?:на|по)$/u.test(before.at(-1)?.lower ?? '') &&
    /^(?:по|пере)?звони(?:те)?$|^набер(?:и|ите)$/u.test(before.at(-2)?.lower ?? '');
  if (isDialled) return true;
  return [...before, ...asked].some((token) =>
    /^(?:телефон(?:а|у|ы|ом|е|чик)?|тел|городской|стационарный|домашний|факс|домой)$/u.test(token.lower),
  );
}
