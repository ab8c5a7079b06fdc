import { countedThings } from '../addresses/address-words.ts';
import { goods } from '../addresses/read-house.ts';
import { hints, mayBe, wordSet, type Line } from '../speech.ts';
import type { NumberItem, NumberRun } from './number-items.ts';

/** How many phrases of the other speaker («так», «записываю») may stand between the parts of a number. */
const longestWait = 2;
const mostParts = 6;
const longestAside = 8;
/** Among how many of the following runs the next part is looked for. */
const farthestRun = 16;

const interjections = wordSet(
  'да так угу ага алло слушаю хорошо ну вот э ээ эээ м мм и дальше далее потом записываю записала записал пишу пишете пишите записываете записали записывайте слышно секунду секундочку минутку верно понял поняла ок окей есть продолжайте диктуйте номер после этого теперь там значит это ой сейчас щас гляну посмотрю минуточку момент погоди погодите подожди подождите как забыл забыла вспомню вспоминаю ага конец концовка последние так-с нет а сам конце его ее еще раз сначала первая вторая половина часть цифры остальное остаток',
);

/**
 * Chains of runs that one speaker dictates over several phrases or with words between, as runs of their own. The gap
 * before the first number of each part is `line`.
 */
export function linkRuns(
  lines: readonly Line[],
  runs: readonly NumberRun[],
  isIdle: Aside = isDictation,
): NumberRun[] {
  const chains: NumberItem[][] = [];
  const linked = new Set<NumberRun>();
  runs.forEach((run, place) => {
    if (linked.has(run)) return;
    const chain = [run];
    for (
      let at = place + 1;
      at < Math.min(runs.length, place + farthestRun) && chain.length < mostParts;
      at += 1
    ) {
      const [last, next] = [chain.at(-1), runs[at]];
      if (last === undefined || next === undefined || isTooFar(last, next)) break;
      if (!continues(lines, [last, next], isIdle)) {
        if (last[0]?.line === next[0]?.line) break;
        continue;
      }
      chain.push(next);
      linked.add(next);
    }
    if (chain.length > 1) chains.push(chain.flatMap((part, index) => (index === 0 ? part : beginLine(part))));
  });
  return chains;
}

function beginLine(run: NumberRun): NumberItem[] {
  return run.map((item, index) => (index === 0 ? { ...item, gap: 'line' } : item));
}

function isTooFar(last: NumberRun, next: NumberRun): boolean {
  return (next[0]?.line ?? 0) - (last[0]?.line ?? 0) > longestWait + 1;
}

function continues(
  lines: readonly Line[],
  [last, next]: readonly [NumberRun, NumberRun],
  isIdle: Aside,
): boolean {
  const [end, start] = [last.at(-1), next[0]];
  if (end === undefined || start === undefined) return false;
  const [from, to] = [lines[end.line], lines[start.line]];
  if (from === undefined || to === undefined || from.speaker !== to.speaker) return false;
  if (from === to) return isIdle(from, end.last + 1, start.first);
  if (!isIdle(from, end.last + 1, from.length) || !isIdle(to, 0, start.first)) return false;
  for (let at = from.index + 1; at < to.index; at += 1) {
    const line = lines[at];
    if (line === undefined || line.speaker === from.speaker || !isAcknowledgement(line)) return false;
  }
  return true;
}

/** What is said between two parts of a number leaves them one number. */
type Aside = (line: Line, from: number, to: number) => boolean;

/** «секунду, сейчас переверну», «это половина»: a few words that count nothing and name no other number. */
export function isAside({ tokens }: Line, from: number, to: number): boolean {
  if (to - from > longestAside) return false;
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.text === '?' || token.kind === 'opaque') return false;
    const isNumber = /^(?:номер|серия)$/u.test(token.lower);
    if (!isNumber && mayBe(token, hints.topic | hints.count)) return false;
    if (goods.test(token.lower) || countedThings.test(token.lower)) return false;
  }
  return true;
}

/** Nothing is said there but marks and a few words of dictation. */
function isDictation(line: Line, from: number, to: number): boolean {
  if (to - from > 6) return false;
  for (let at = from; at < to; at += 1) {
    const token = line.tokens[at];
    if (token !== undefined && token.kind !== 'mark' && !interjections.has(token.lower)) return false;
  }
  return true;
}

/** A short phrase of the listener, or what was dictated said once more. */
function isAcknowledgement(line: Line): boolean {
  return line.length <= 8;
}
