import type { Finding, Span } from '../finding.ts';
import { hints, mayBe, type Line, type Token } from '../speech.ts';
import { emailKey } from './email-key.ts';
import { ats } from './at-words.ts';
import { anchors, dots, endings, services } from './email-words.ts';
import { readDomain } from './read-domain.ts';
import { readLocalPart } from './read-local-part.ts';

/** The longest phrase of the listener between the two halves of an address. */
const longestAnswer = 8;

/** Tokens of a phrase: from the first to the last. */
interface Part {
  readonly line: Line;
  readonly first: number;
  readonly last: number;
}

/** E-mail addresses, written and spoken: «иванов собака мэйл точка ру», also over two phrases of one speaker. */
export function findEmails(lines: readonly Line[]): Finding[] {
  const findings: Finding[] = [];
  for (const line of lines) {
    if (!mayBe(line, hints.at) && !mayBe(line, hints.domainEnd)) continue;
    let free = 0;
    line.tokens.forEach((token, at) => {
      if (at < free || token.kind === 'opaque') return;
      const parts = ats.has(token.lower)
        ? readAddress(lines, line, { at, free })
        : readWithoutAt(lines, line, { at, free });
      if (parts === null) return;
      free = (parts.find((part) => part.line === line)?.last ?? at) + 1;
      findings.push(findingOf(parts));
    });
  }
  return findings;
}

function findingOf(parts: readonly Part[]): Finding {
  const tokens = parts.flatMap(({ line, first, last }) => line.tokens.slice(first, last + 1));
  const spans = parts.map(({ line, first, last }): Span => ({
    line: line.index,
    start: line.tokens[first]?.start ?? 0,
    end: line.tokens[last]?.end ?? 0,
  }));
  return { kind: 'email', key: emailKey(tokens), spans };
}

function readAddress(
  lines: readonly Line[],
  line: Line,
  { at, free }: { readonly at: number; readonly free: number },
): Part[] | null {
  const { tokens } = line;
  const domain = readDomain(tokens, at);
  const first = readLocalPart(tokens, at, free);
  if (domain !== null && first !== null) return [{ line, first, last: domain }];
  // «… почта ромашка» / «собака мэйл точка ру», «… ромашка собака» / «мэйл точка ру»
  if (domain !== null && isFirstWord(tokens, at)) {
    const before = neighbour(lines, line, -1);
    const begin = before === null ? null : readLocalPart(before.tokens, endOfWords(before), 0);
    if (before === null || begin === null) return null;
    return [
      { line: before, first: begin, last: endOfWords(before) - 1 },
      { line, first: at, last: domain },
    ];
  }
  if (domain === null && first !== null && isLastWord(tokens, at)) {
    const after = neighbour(lines, line, 1);
    const end = after === null ? null : readDomain(after.tokens, -1);
    if (after === null || end === null) return null;
    return [
      { line, first, last: at },
      { line: after, first: 0, last: end },
    ];
  }
  return null;
}

/** «тортугабар гмейл ком», «света нижнее подчёркивание яндекс ру»: «собака» left out where an address is spoken of. */
function readWithoutAt(
  lines: readonly Line[],
  { tokens, index }: Line,
  { at, free }: { readonly at: number; readonly free: number },
): Part[] | null {
  const line = lines[index];
  if (line === undefined || !services.has(tokens[at]?.lower ?? '')) return null;
  const end = dots.has(tokens[at + 1]?.lower ?? '') ? at + 2 : at + 1;
  if (!endings.has(tokens[end]?.lower ?? '') || tokens[at - 1]?.kind !== 'word') return null;
  if (anchors.has(tokens[at - 1]?.lower ?? '') || /^(?:сайт\p{L}*|в|ats)$/u.test(tokens[at - 1]?.lower ?? ''))
    return null;
  if (dots.has(tokens[at - 1]?.lower ?? '')) return null;
  const near = lines.slice(Math.max(0, index - 3), index + 1);
  if (!near.some((one) => mayBe(one, hints.at) || /почт|электрон|имейл|емейл|имэйл|мыл[оа]/u.test(one.words)))
    return null;
  const first = readLocalPart(tokens, at, free);
  return first === null || tokens.slice(first, at).some(({ lower }) => ats.has(lower))
    ? null
    : [{ line, first, last: end }];
}

/** The same speaker's next phrase in a direction; a short one of the other may stand between. */
function neighbour(lines: readonly Line[], line: Line, step: 1 | -1): Line | null {
  const near = lines[line.index + step];
  if (near?.speaker === line.speaker) return near;
  const next = lines[line.index + 2 * step];
  const isShort = near !== undefined && near.tokens.length <= longestAnswer;
  return isShort && next?.speaker === line.speaker ? next : null;
}

function endOfWords({ tokens }: Line): number {
  let end = tokens.length;
  while (end > 0 && tokens[end - 1]?.kind === 'mark') end -= 1;
  return end;
}

/** Marks alone stand before it. No slices: this is asked at every «собака». */
function isFirstWord(tokens: readonly Token[], at: number): boolean {
  for (let index = at - 1; index >= 0; index -= 1) if (tokens[index]?.kind !== 'mark') return false;
  return true;
}

function isLastWord(tokens: readonly Token[], at: number): boolean {
  for (let index = at + 1; index < tokens.length; index += 1)
    if (tokens[index]?.kind !== 'mark') return false;
  return true;
}
