import type { NearTopic, Topic } from '../topics.ts';
import { isInn, isSnils, passesLuhn } from './checksums.ts';
import { hasThousand, type NumberGroup } from './number-groups.ts';
import { phoneKey, readPhone } from './phone.ts';

/** Consecutive groups of digits and what was said around them. */
export interface DigitWindow {
  readonly digits: string;
  readonly groups: readonly NumberGroup[];
  /** The likeliest first. */
  readonly topics: readonly NearTopic[];
  /** No other number stands next to it without a comma or a word between. */
  readonly alone: boolean;
  /** What follows it: «рублей», «штук». */
  readonly counted: boolean;
}

export interface DigitKind {
  readonly kind: 'phone' | 'card' | 'passport' | 'snils' | 'inn';
  readonly key: string;
  /** Of windows that start at the same number the strongest is taken. */
  readonly strength: number;
}

/** What a window of digits is: checksums decide cards, СНИЛС and ИНН, numbering plans phones, and words the rest. */
export function classifyDigits(window: DigitWindow): DigitKind | null {
  if (window.counted) return null;
  return asCard(window) ?? asSnils(window) ?? asPassport(window) ?? asInn(window) ?? asPhone(window);
}

function isNamed({ topics }: DigitWindow, topic: Topic): boolean {
  return topics.some((near) => near.topic === topic);
}

function sizesOf({ groups }: DigitWindow): string {
  return groups.map((group) => group.digits.length).join('-');
}

function asCard(window: DigitWindow): DigitKind | null {
  const { digits, topics, alone } = window;
  if (!/^[2-6]\d{12,18}$/u.test(digits) || !passesLuhn(digits)) return null;
  const usual = alone && topics[0]?.topic !== 'code' && digits.length >= 16;
  return isNamed(window, 'card') || usual || isDictatedCard(window)
    ? { kind: 'card', key: digits, strength: 4 }
    : null;
}

/** Sixteen digits in fours that pass Luhn's check, unless the word right before says something else. */
function isDictatedCard(window: DigitWindow): boolean {
  const { digits, topics, alone } = window;
  const [topic] = topics;
  const isDenied =
    topic?.topic === 'code' && topic.after !== true && (topic.asked === true || topic.distance < 3);
  const isUsual = /^(?:4-4-4-4|(?:[12]-)+[12])$/u.test(sizesOf(window));
  return alone && digits.length === 16 && isUsual && !isDenied;
}

function asSnils(window: DigitWindow): DigitKind | null {
  const { digits, topics } = window;
  if (!isSnils(digits)) return null;
  const usual = sizesOf(window) === '3-3-3-2' && topics[0]?.topic !== 'code' && topics[0]?.topic !== 'phone';
  return isNamed(window, 'snils') || usual ? { kind: 'snils', key: digits, strength: 4 } : null;
}

function asPassport(window: DigitWindow): DigitKind | null {
  const { digits, topics } = window;
  const [topic] = topics;
  if (topic?.topic !== 'passport' && !isFarPassport(window)) return null;
  // Only the listener's «номер?» tells: it has to be grouped as a passport is.
  if (
    topic?.asked === true &&
    digits.length === 10 &&
    !passportSizes.test(sizesOf(window)) &&
    window.groups.some(isLater)
  )
    return null;
  const foreign = digits.length === 9 && /^2-/u.test(sizesOf(window));
  return digits.length === 10 || foreign ? { kind: 'passport', key: digits, strength: 4 } : null;
}

/** Series and number as they are dictated. */
const passportSizes =
  /^(?:4|2-2|1-1-2|2-1-1|1-1-1-1)-(?:6|3-3|2-2-2|3-1-2|3-2-1|1-1-1-1-1-1|2-1-3|1-2-3|2-4|4-2)$/u;

function isLater({ items }: NumberGroup): boolean {
  return items[0]?.gap === 'line';
}

/** «Паспорт новый, договор был на старый. Пишите …»: a nearer word speaks of something else. */
function isFarPassport(window: DigitWindow): boolean {
  const [topic] = window.topics;
  const isNear = topic?.topic !== 'code' || topic.after === true || topic.distance < 2;
  return !isNear && isNamed(window, 'passport') && passportSizes.test(sizesOf(window));
}

function asInn(window: DigitWindow): DigitKind | null {
  const { digits, topics, groups, alone } = window;
  if (!isInn(digits)) return null;
  const bare = topics.length === 0 && groups.length === 1 && alone && !digits.startsWith('9');
  return isNamed(window, 'inn') || bare || isPersonsInn(window)
    ? { kind: 'inn', key: digits, strength: 4 }
    : null;
}

/** A person's twelve digits with both checks, dictated as no list of prices is, and no word says something else. */
function isPersonsInn(window: DigitWindow): boolean {
  const { digits, topics, groups, alone } = window;
  if (digits.length !== 12 || !alone || groups.some(hasThousand)) return false;
  const isDenied = topics.some(
    ({ topic, after, asked, distance }) =>
      topic !== 'card' && after !== true && (topic !== 'code' || asked === true || distance < 2),
  );
  const isPriced = groups.length > 1 && groups.every(({ digits: group }) => /^\d{3}$/u.test(group));
  return !isDenied && !isPriced;
}

function asPhone(window: DigitWindow): DigitKind | null {
  const { digits, groups, topics, alone } = window;
  const topic = topics[0];
  if (digits.length < 10 || digits.length > 15 || groups.some(hasThousand)) return null;
  const first = groups[0]?.items[0];
  const look = {
    plus: first?.plus === true,
    bracketed: groups.slice(0, 3).some((group) => group.items[0]?.bracketed === true),
  };
  const named = topic?.topic === 'phone';
  const marked = (look.plus && digits.length >= 11) || (look.bracketed && isDialled(digits));
  if (!marked && !mayBePhone(window)) return null;
  const valid = readPhone(digits, look);
  const key = valid ?? phoneKey(digits, look);
  if (valid !== null) return { kind: 'phone', key, strength: 3 };
  // Numbering plans change, and a digit is easily misheard: a mobile number in its usual groups is one all the same.
  const isMobile = /^[78]9\d{9}$/u.test(digits) && usualSizes.test(sizesOf(window));
  if (marked || isMobile) return { kind: 'phone', key, strength: 2 };
  // A phone is a phone also where the numbering plan is not known, or misheard.
  return named && alone && digits.length <= 12 ? { kind: 'phone', key, strength: 1 } : null;
}

function isDialled(digits: string): boolean {
  return digits.length === 10 || (digits.length === 11 && /^[78]/u.test(digits));
}

/** Groups in which people dictate phones, from the country's 7 or 8 and without it. */
const usualSizes = /^(?:1-)?(?:3-3-2-2|3-3-4|3-7|3-2-3-2|3-2-2-3|10)$|^(?:1-10|4-7|4-3-2-2|4-3-4|11)$/u;

/** Without a plus or brackets: the digits are grouped as phones are, and nothing says that they are something else. */
function mayBePhone(window: DigitWindow): boolean {
  const { digits, groups, topics, alone } = window;
  const topic = topics[0];
  const sizes = sizesOf(window);
  if (topic?.topic === 'phone') return true;
  if (!isDialled(digits)) return false;
  const usual = usualSizes.test(sizes);
  if (topic?.topic === 'area') return digits.length === 10 && areaSizes.test(sizes);
  if (topic?.topic === 'code') {
    // «телефон для накладной восемь девятьсот …»
    const isMeant = topics.some((near) => near.topic === 'phone' && near.asked === topic.asked);
    if (isMeant && usual && (groups.length > 1 || /^[78]9/u.test(digits))) return true;
    const isFar = topic.distance >= 3 || topic.asked === true;
    const isMobile = digits.length === 11 && digits[1] === '9' && topic.asked !== true;
    const isNumberOfPaper = topic.asked === true && digits.length === 10 && !digits.startsWith('9');
    return isFar && usual && !isNumberOfPaper && (groups.length > 1 || isMobile);
  }
  if (topic?.topic === 'snils' && sizes === '3-3-3-2') return false;
  const listed = groups.slice(1).some(({ items }) => items[0]?.gap === 'mark' || items[0]?.gap === 'word');
  if (digits.length === 11) return usual || (/^[14]/u.test(sizes) && digits[1] === '9') || !listed;
  if (digits.startsWith('9') && alone && topic === undefined && isDictatedMobile(groups)) return true;
  if (!alone || listed) return false;
  const oneByOne = groups.every(
    (group) => /^(?:\d|0\d)$/u.test(group.digits) && group.items[0]?.word !== null,
  );
  if (digits.startsWith('9')) return usual || oneByOne;
  return topic === undefined && sizes === '3-3-2-2';
}

/** «код 342, 229 16 04» */
const areaSizes = /^(?:3-3-2-2|3-3-4|3-7|4-2-2-2|4-6|4-3-3|5-1-2-2|5-5|2-2-2-2-2|3-1-2-2-2)$/u;

/**
 * «девятьсот шестьдесят один ноль тридцать восемь …»: an operator's three digits and seven more in short groups. With
 * commas only in the usual groups. Round numbers alone are prices.
 */
function isDictatedMobile(groups: readonly NumberGroup[]): boolean {
  const [first, ...rest] = groups;
  // «девять шесть один двадцать два ноль …»
  const isSingle = groups.length > 5 && groups.slice(0, 3).every(({ digits }) => digits.length === 1);
  if (isSingle) return groups.every(({ digits, items }) => digits.length < 3 && items[0]?.gap !== 'mark');
  if (first?.digits.length !== 3 || rest.length < 2) return false;
  if (groups.some(({ digits }) => digits.length > 3)) return false;
  if (groups.every(({ digits }) => /[05]$/u.test(digits))) return false;
  const isListed = rest.some(({ items }) => items[0]?.gap === 'mark');
  return !isListed || groups.map(({ digits }) => digits.length).join('-') === '3-3-2-2';
}
