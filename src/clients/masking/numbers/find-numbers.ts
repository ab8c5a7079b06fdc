import type { Finding } from '../finding.ts';
import { hints, mayBe, type Line } from '../speech.ts';
import { isAside, linkRuns } from './link-runs.ts';
import { findLocalPhones } from './local-phones.ts';
import { readNumberRuns, type NumberRun } from './number-items.ts';
import { NumberSearch } from './number-search.ts';
import { RunTopics } from './run-topics.ts';

const none: NumberRun[] = [];

/** Phones, cards, passports, СНИЛС and ИНН, written or spoken, also over several phrases of the same speaker. */
export function findNumbers(lines: readonly Line[]): Finding[] {
  const topics = new RunTopics(lines);
  const search = new NumberSearch(lines, topics);
  const runs = lines.flatMap((line) => (line.hasNumber ? readNumberRuns(line) : none));
  if (runs.length === 0) return [];
  for (const run of runs) search.look(run);
  const rest = runs.filter((run) => !search.isUsed(run));
  for (const chain of linkRuns(lines, rest)) search.look(chain);
  const loose = runs.filter((run) => isSpokenOf(lines, run) && !search.isUsed(run));
  for (const chain of linkRuns(lines, loose, isAside)) search.lookForSure(chain);
  for (const run of runs) search.lookForKnown(run);
  for (const run of runs) search.lookForEcho(run);
  const free = runs.filter((run) => !search.isUsed(run));
  return [...search.findings, ...findLocalPhones(lines, free, (run) => topics.of(run)[0])];
}

/** In its phrase or one of the two before something says what a number is. */
function isSpokenOf(lines: readonly Line[], run: NumberRun): boolean {
  const at = run[0]?.line ?? 0;
  return [at, at - 1, at - 2].some((near) => {
    const line = lines[near];
    return line !== undefined && mayBe(line, hints.topic);
  });
}
