import { wordPattern } from '../remember.ts';
import type { Line } from '../speech.ts';
import type { NearTopic } from '../topics.ts';
import type { DigitWindow } from './classify-digits.ts';
import type { NumberGroup } from './number-groups.ts';
import type { NumberItem } from './number-items.ts';

const countedThings = wordPattern(
  /^(?:руб\p{L}*|р|₽|%|штук\p{L}*|шт|коп\p{L}*|процент\p{L}*|тысяч\p{L}*|миллион\p{L}*|тонн\p{L}*|грамм\p{L}*|кг|метр\p{L}*)$/u,
);

/** Consecutive groups with what is said around them. */
export function readWindow(
  lines: readonly Line[],
  groups: readonly NumberGroup[],
  place: { start: number; end: number; digits: string; topics: readonly NearTopic[] },
): DigitWindow {
  const { start, end, digits, topics } = place;
  const startsApart = start === 0 || isBorder(groups[start]);
  const last = groups[end]?.items.at(-1);
  // «Артикул 123, 8 912 …»: the word has been used up by the number before the comma.
  const consumed = start > 0 && topics[0]?.topic === 'code' && startsApart;
  return {
    digits,
    groups: groups.slice(start, end + 1),
    topics: consumed ? [] : topics,
    alone: startsApart && isBorder(groups[end + 1]),
    counted: last !== undefined && end === groups.length - 1 && isCounted(lines, last),
  };
}

/** A comma or a word stands before it, or it is not there. */
function isBorder(group: NumberGroup | undefined): boolean {
  const gap = group?.items[0]?.gap;
  return group === undefined || gap === 'mark' || gap === 'word';
}

/** «… рублей», «… штук»: a sum or a quantity. */
function isCounted(lines: readonly Line[], item: NumberItem): boolean {
  const next = lines[item.line]?.tokens[item.last + 1];
  return next !== undefined && countedThings.test(next.lower);
}
