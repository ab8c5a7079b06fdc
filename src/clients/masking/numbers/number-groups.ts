import type { NumberItem, NumberRun } from './number-items.ts';

/** Digits that were said together: «девятьсот двенадцать» is 912. */
export interface NumberGroup {
  readonly digits: string;
  readonly items: readonly NumberItem[];
}

/**
 * How number words become groups. `joined`: «девятьсот двенадцать» is 912. `zeros`: «девятьсот ноль пять» is 905 too.
 * `rounded`: 900 12 in digits is 912 too, as some recognisers write it.
 */
export const groupings = ['joined', 'zeros', 'rounded'] as const;
type Grouping = (typeof groupings)[number];

/** Puts the numbers of a run together to the groups in which they were dictated. */
export function groupItems(run: NumberRun, grouping: Grouping): NumberGroup[] {
  const groups: { digits: string; items: NumberItem[] }[] = [];
  for (const item of run) {
    const group = groups.at(-1);
    if (group !== undefined && item.word?.magnitude === 'thousand' && isCountOfThousands(group, item)) {
      group.digits += '000';
      group.items.push(item);
      continue;
    }
    const joined = group === undefined ? null : join(group, item, grouping);
    if (group === undefined || joined === null) {
      groups.push({ digits: item.digits, items: [item] });
    } else {
      group.digits = joined;
      group.items.push(item);
    }
  }
  return dropCorrected(groups);
}

/** «сорок пять, нет, сорок шесть» counts as 46. */
function dropCorrected(groups: readonly NumberGroup[]): NumberGroup[] {
  if (!groups.some(({ items }) => items[0]?.corrects === true)) return [...groups];
  const kept: { digits: string; readonly items: NumberItem[] }[] = [];
  for (const group of groups) {
    const before = kept.at(-1);
    if (before === undefined || group.items[0]?.corrects !== true) {
      kept.push({ digits: group.digits, items: [...group.items] });
      continue;
    }
    // «восемь девятьсот тридцать семь, ой нет, восемь девятьсот двадцать семь …»: begun anew.
    if (kept.length > 1 && kept[0]?.digits === group.digits) {
      kept.splice(0, kept.length, {
        digits: group.digits,
        items: [...kept.flatMap(({ items }) => items), ...group.items],
      });
      continue;
    }
    // «триста сорок пять, нет, сорок шесть»: the end alone is said again.
    const head = before.digits.slice(0, Math.max(0, before.digits.length - group.digits.length));
    const isEnd = head.length < before.digits.length && before.items.length > 1;
    before.digits = isEnd ? head + group.digits : group.digits;
    before.items.push(...group.items);
  }
  return kept;
}

/** «четыре» before «тысячи» */
function isCountOfThousands({ digits, items }: NumberGroup, item: NumberItem): boolean {
  return (
    item.gap === 'space' &&
    digits.length <= 3 &&
    items.every(({ word }) => word !== null && word.value < 1000)
  );
}

/** It was said with «тысяча»: hardly a phone. */
export function hasThousand({ items }: NumberGroup): boolean {
  return items.some(({ word }) => word?.magnitude === 'thousand');
}

function join(group: NumberGroup, item: NumberItem, grouping: Grouping): string | null {
  const last = group.items.at(-1);
  if (last === undefined || (item.gap !== 'space' && item.gap !== 'line')) return null;
  if (last.word?.magnitude === 'zero' && /^00?$/u.test(group.digits) && isUnit(item)) {
    return group.digits + item.digits;
  }
  // «ноль ноль ноль» «шесть»
  if (/^0+$/u.test(group.digits)) return null;
  const spoken = last.word !== null;
  if (!spoken && grouping !== 'rounded') return null;
  const sum = String(Number(group.digits) + Number(item.digits));
  const room = roomOf(last, group.items.length);
  if (room === 0) return null;
  if (item.word?.magnitude === 'zero') return grouping === 'zeros' && room === 2 ? group.digits : null;
  if (item.digits.startsWith('0') || item.digits.length > room) return null;
  return group.digits.endsWith('0'.repeat(item.digits.length)) ? sum : null;
}

/** «ноль пять», «ноль ноль» */
function isUnit({ word }: NumberItem): boolean {
  return word?.magnitude === 'unit' || word?.magnitude === 'zero';
}

/** How many digits may still follow: two after a hundred, one after twenty. */
function roomOf(last: NumberItem, count: number): number {
  if (last.word !== null) {
    if (last.word.magnitude === 'thousand') return 3;
    if (last.word.magnitude === 'hundred') return 2;
    if (last.word.magnitude === 'ten') return 1;
    return last.word.magnitude === 'zero' && count > 1 ? 1 : 0;
  }
  if (/^[1-9]00$/u.test(last.digits)) return 2;
  return /^[2-9]0$/u.test(last.digits) ? 1 : 0;
}
