import type { Finding } from '../finding.ts';
import type { Line } from '../speech.ts';
import type { NearTopic } from '../topics.ts';
import type { DigitKind, DigitWindow } from './classify-digits.ts';
import { classifyDigits } from './classify-digits.ts';
import { readWindow } from './digit-window.ts';
import { groupItems, groupings, type NumberGroup } from './number-groups.ts';
import { lengthOf, type NumberItem, type NumberRun } from './number-items.ts';
import { endOfExtension, spansOf } from './number-spans.ts';
import type { RunTopics } from './run-topics.ts';

/** The longest number looked for is a card's. */
const longestNumber = 19;
const shortestNumber = 9;
/** A part of a number said again has so many digits, and is said within so many phrases. */
const shortestEcho = 4;
/** One that is said again with other figures has so many. */
const shortestCorrection = 7;
const echoReach = 4;
/** Words and marks between a number that was broken off and the whole one. */
const longestBreak = 6;
/** Of the numbers of one phrase so many are looked for again. */
const mostSaid = 4;

/** A number that was found in a run. */
interface Match {
  readonly groups: readonly NumberGroup[];
  readonly kind: DigitKind;
  /** No number word is left over right after it. */
  readonly isWhole: boolean;
}

/** Looks through runs of numbers and remembers what was found. */
export class NumberSearch {
  readonly findings: Finding[] = [];
  readonly #lines: readonly Line[];
  readonly #topics: RunTopics;
  readonly #used = new Set<number>();
  readonly #known = new Map<string, DigitKind>();
  /** By line and digits: the pieces of numbers that were dictated over several phrases. */
  /** By the line where they end: the numbers that were found. */
  readonly #said = new Map<number, { readonly digits: string; readonly kind: DigitKind }[]>();
  readonly #parts = new Map<string, DigitKind>();

  constructor(lines: readonly Line[], topics: RunTopics) {
    this.#lines = lines;
    this.#topics = topics;
  }

  isUsed(run: NumberRun): boolean {
    return run.some((item) => this.#used.has(placeOf(item)));
  }

  /** Looks for numbers in a run; of the ways to group its words the first that gives one is taken. */
  look(run: NumberRun, depth = 2): void {
    if (lengthOf(run) < shortestNumber) return;
    const found = this.findings.length;
    this.#tryGroupings(run, (window) => classifyDigits(window));
    if (this.findings.length === found || depth === 0) return;
    // What is left stands alone now: a card right before a phone.
    for (const rest of this.#restsOf(run)) this.look(rest, depth - 1);
  }

  /** As `look`, where words stand between the parts: only the whole of it, and what a checksum or its groups make sure. */
  lookForSure(run: NumberRun): void {
    if (lengthOf(run) < shortestNumber) return;
    const [first, last] = [run[0], run.at(-1)];
    this.#tryGroupings(run, (window) => {
      const isWhole = window.groups[0]?.items[0] === first && window.groups.at(-1)?.items.at(-1) === last;
      const kind = isWhole ? classifyDigits({ ...window, alone: true }) : null;
      return kind !== null && isSureKind(window, kind) ? kind : null;
    });
  }

  #restsOf(run: NumberRun): NumberRun[] {
    const rests: NumberItem[][] = [];
    let isOpen = false;
    for (const item of run) {
      const isFree = !this.#used.has(placeOf(item));
      if (isFree && isOpen) rests.at(-1)?.push(item);
      else if (isFree && item.gap !== 'glued') rests.push([item]);
      isOpen = isFree && (isOpen || item.gap !== 'glued');
    }
    return rests;
  }

  /** A number said once is told again without a word of what it is. */
  lookForKnown(run: NumberRun): void {
    if (this.#known.size === 0 || lengthOf(run) < shortestNumber || this.isUsed(run)) return;
    this.#tryGroupings(run, ({ digits }) => this.#known.get(digits) ?? null);
  }

  /** The listener says a part of a number again that is dictated over several phrases. */
  lookForEcho(run: NumberRun): void {
    const line = run[0]?.line;
    if (line === undefined || this.#said.size === 0 || lengthOf(run) < 2 || this.isUsed(run)) return;
    if (this.#parts.size === 0 && !this.#isSaidNear(line)) return;
    const groups = groupItems(run, 'joined');
    const digits = groups.map((group) => group.digits).join('');
    if (this.#takeAbandoned(run, digits)) return;
    const kind =
      this.#parts.get(`${line - 1} ${digits}`) ??
      this.#parts.get(`${line - 2} ${digits}`) ??
      this.#findSaid(line, digits);
    if (kind !== undefined && digits.length > 1) this.#take(groups, kind);
    else if (kind === undefined) this.#takeCorrected(groups, line);
  }

  /** «не одиннадцать, а двенадцать, 582-12-90» after 8 965 582-11-90: the end of a phone said again with a few other figures. */
  #takeCorrected(groups: readonly NumberGroup[], line: number): void {
    for (let first = 0; first < groups.length; first += 1) {
      const rest = groups.slice(first);
      const digits = rest.map((group) => group.digits).join('');
      if (digits.length < shortestCorrection) return;
      for (let near = line; near >= line - echoReach; near -= 1) {
        const said = this.#said.get(near)?.find((one) => isCorrectedEnd(one, digits));
        if (said !== undefined) {
          this.#take(rest, said.kind);
          return;
        }
      }
    }
  }

  /** «8 982 70… нет, 8 982 607 33 15»: a number that was begun, broken off and begun again. */
  #takeAbandoned(run: NumberRun, digits: string): boolean {
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined || digits.length < shortestEcho) return false;
    const again = this.#said
      .get(first.line)
      ?.find((one) => one.digits.startsWith(digits.slice(0, shortestEcho)));
    const { tokens } = this.#lines[first.line] ?? { tokens: [] };
    const next = tokens.findIndex(
      (_, at) => at > last.last && this.#used.has(placeOf({ line: first.line, first: at })),
    );
    const aside = tokens.slice(last.last + 1, Math.max(last.last + 1, next));
    if (again === undefined || aside.length === 0 || aside.length > longestBreak) return false;
    if (aside.some(({ kind }) => kind === 'opaque')) return false;
    if (
      !aside.some(({ lower }) =>
        /^(?:нет|ой|точнее|простите|извините|вернее|тьфу|стоп|погодите|так|…)$/u.test(lower),
      )
    )
      return false;
    const [start, end] = [
      tokens[first.first]?.start ?? 0,
      aside.findLast(({ kind }) => kind === 'word')?.end,
    ];
    this.findings.push({
      kind: again.kind.kind,
      key: again.kind.key,
      spans: [{ line: first.line, start, end: end ?? 0 }],
    });
    return end !== undefined;
  }

  #isSaidNear(line: number): boolean {
    for (let near = line; near >= line - echoReach; near -= 1) if (this.#said.has(near)) return true;
    return false;
  }

  /** «тридцать два четырнадцать, дальше»: the beginning or end of a number that was just told. */
  #findSaid(line: number, digits: string): DigitKind | undefined {
    if (digits.length < shortestEcho) return undefined;
    for (let near = line; near >= line - echoReach; near -= 1) {
      const said = this.#said
        .get(near)
        ?.find((one) => one.digits.startsWith(digits) || one.digits.endsWith(digits));
      if (said !== undefined) return said.kind;
    }
    return undefined;
  }

  #tryGroupings(run: NumberRun, classify: (window: DigitWindow) => DigitKind | null): void {
    const topics = this.#topics.of(run);
    let before = 0;
    let rough: readonly Match[] = [];
    for (const grouping of groupings) {
      const groups = groupItems(run, grouping);
      // The same groups as with the grouping before: each joins more than the last.
      if (groups.length === before) continue;
      before = groups.length;
      const matches = this.#scan(groups, topics, classify);
      // «шестьсот ноль один одиннадцать ноль два»: a grouping that leaves «ноль два» over is not the one that was meant.
      if (matches.length > 0 && matches.every(({ isWhole }) => isWhole)) {
        this.#takeAll(matches);
        return;
      }
      if (rough.length === 0) rough = matches;
    }
    this.#takeAll(rough);
  }

  #takeAll(matches: readonly Match[]): void {
    for (const { groups, kind } of matches) this.#take(groups, kind);
  }

  /** From left to right; at each start the strongest window wins, and of equals the longest. */
  #scan(
    groups: readonly NumberGroup[],
    topics: readonly NearTopic[],
    classify: (window: DigitWindow) => DigitKind | null,
  ): Match[] {
    const found: Match[] = [];
    for (let start = 0; start < groups.length; start += 1) {
      if (start > 0 && groups[start]?.items[0]?.gap === 'glued') continue;
      const best = this.#bestWindow(groups, start, topics, classify);
      if (best === null) continue;
      const next = groups[best.end + 1]?.items[0];
      const isWhole = next === undefined || next.gap === 'mark' || next.gap === 'word' || next.word === null;
      found.push({ groups: groups.slice(start, best.end + 1), kind: best.kind, isWhole });
      start = best.end;
    }
    return found;
  }

  #bestWindow(
    groups: readonly NumberGroup[],
    start: number,
    topics: readonly NearTopic[],
    classify: (window: DigitWindow) => DigitKind | null,
  ): { end: number; kind: DigitKind } | null {
    let best: { end: number; kind: DigitKind } | null = null;
    let digits = '';
    for (let end = start; end < groups.length; end += 1) {
      digits += groups[end]?.digits ?? '';
      if (digits.length > longestNumber) break;
      if (digits.length < shortestNumber || groups[end + 1]?.items[0]?.gap === 'glued') continue;
      const window = readWindow(this.#lines, groups, { start, end, digits, topics });
      const kind = classify(window);
      if (kind !== null && kind.strength >= (best?.kind.strength ?? 0)) best = { end, kind };
    }
    return best;
  }

  #take(groups: readonly NumberGroup[], kind: DigitKind): void {
    const items = groups.flatMap((group) => group.items);
    for (const item of items) this.#used.add(placeOf(item));
    this.#keepParts(groups, kind);
    const digits = groups.map((group) => group.digits).join('');
    const last = items.at(-1)?.line ?? 0;
    const said = this.#said.get(last) ?? [];
    if (said.length < mostSaid) this.#said.set(last, [...said, { digits, kind }]);
    this.#known.set(digits, kind);
    const spans = spansOf(this.#lines, items);
    const end = kind.kind === 'phone' ? endOfExtension(this.#lines, items) : null;
    const lastSpan = spans.pop();
    if (lastSpan !== undefined) spans.push({ ...lastSpan, end: end ?? lastSpan.end });
    this.findings.push({ kind: kind.kind, key: kind.key, spans });
  }

  #keepParts(groups: readonly NumberGroup[], kind: DigitKind): void {
    const parts = new Map<number, string>();
    for (const { digits, items } of groups) {
      const line = items[0]?.line ?? 0;
      parts.set(line, (parts.get(line) ?? '') + digits);
    }
    if (parts.size < 2) return;
    for (const [line, digits] of parts) this.#parts.set(`${line} ${digits}`, kind);
  }
}

/** «377-12-44 в конце» after 8 919 377-12-40: as many figures as at the end of a phone, and at most two of them others. */
function isCorrectedEnd(
  { digits, kind }: { readonly digits: string; readonly kind: DigitKind },
  said: string,
): boolean {
  if (kind.kind !== 'phone' || said.length > digits.length || said.startsWith('0')) return false;
  const end = digits.slice(-said.length);
  let others = 0;
  for (let at = 0; at < said.length; at += 1) if (end[at] !== said[at]) others += 1;
  return others <= 2;
}

/** A checksum has decided, or it is spoken of as a phone. */
function isSureKind({ digits, topics }: DigitWindow, { kind }: DigitKind): boolean {
  if (kind !== 'phone') return true;
  return topics[0]?.topic === 'phone' && (/^[78]\d{10}$/u.test(digits) || digits.length === 10);
}

/** One number for line and token. */
function placeOf({ line, first }: Pick<NumberItem, 'line' | 'first'>): number {
  return line * 2 ** 24 + first;
}
