import type { Span } from '../finding.ts';
import type { Line, Token } from '../speech.ts';
import type { NumberItem } from './number-items.ts';
import { numberWords } from './number-words.ts';

/** One span for each part of a number; the plus or bracket before it belongs to it. */
export function spansOf(lines: readonly Line[], items: readonly NumberItem[]): Span[] {
  const spans: Span[] = [];
  for (const item of items) {
    const tokens = lines[item.line]?.tokens ?? [];
    const end = tokens[item.last]?.end ?? 0;
    const last = spans.at(-1);
    if (last?.line === item.line) {
      spans[spans.length - 1] = { ...last, end };
      continue;
    }
    const opened = item.bracketed || item.plus ? item.first - 1 : item.first;
    const begin = tokens[opened - 1]?.text === '+' ? opened - 1 : opened;
    spans.push({ line: item.line, start: tokens[begin]?.start ?? 0, end });
  }
  return spans;
}

/** «…, доб. 105»: where the extension ends; NULL when there is none. */
export function endOfExtension(lines: readonly Line[], items: readonly NumberItem[]): number | null {
  const item = items.at(-1);
  const tokens = item === undefined ? [] : (lines[item.line]?.tokens ?? []);
  let at = skipMarks(tokens, (item?.last ?? 0) + 1);
  if (!/^(?:доб|добавочный|добавочного|внутренний)$/u.test(tokens[at]?.lower ?? '')) return null;
  at = skipMarks(tokens, at + 1);
  let end: number | null = null;
  for (; isNumber(tokens[at]); at += 1) end = tokens[at]?.end ?? null;
  return end;
}

function skipMarks(tokens: readonly Token[], index: number): number {
  let at = index;
  while (tokens[at]?.kind === 'mark' && at < index + 2) at += 1;
  return at;
}

function isNumber(token: Token | undefined): boolean {
  return token?.kind === 'digits' || numberWords.has(token?.lower ?? '');
}
