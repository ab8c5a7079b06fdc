import type { Finding } from '../finding.ts';
import type { Line, Token } from '../speech.ts';
import { wordPattern } from '../remember.ts';
import type { NearTopic } from '../topics.ts';
import { hasThousand, groupItems } from './number-groups.ts';
import { lengthOf, type NumberRun } from './number-items.ts';
import { spansOf } from './number-spans.ts';

const shortestNumber = 5;
/** How many tokens before a number tell what it is, and how many after it. */
const reachBefore = 7;
const reachAfter = 5;

/** Groups in which five to seven digits are said that are a phone; of three and three many things are. */
const usualSizes = /^(?:3-2-2|2-2-2|1-2-2|3-4|3-1-1-2|1-2-2-2|1-1-1-2-2|1-1-2-2|2-2-1-1)$/u;
const doubtfulSizes = /^(?:3-3|2-3|3-2|2-2-1|1-1-1-1-1|1-1-1-1-1-1|1-1-1-1-1-1-1|2-2-3|2-1-2|[567])$/u;

/** What rings. */
const phones = wordPattern(
  /^(?:телефон(?:а|у|ы|ом|е|чик|чику)?|тел|городск(?:ой|ого|ому)|стационарн(?:ый|ого|ому|ом)|домашн(?:ий|его|ему)|рабоч(?:ий|его|ему)|факс(?:у|а)?|многоканальн(?:ый|ого))$/u,
);
/** Who answers it: only right before the number, or after «номер». */
const places = wordPattern(
  /^(?:контактный|офис(?:а|у|ный|ного)?|приемн(?:ая|ой|ую)|диспетчерск(?:ая|ой|ую)|проходн(?:ая|ой|ую)|вахт(?:а|ы|е|у)|бухгалтери(?:я|и|ю)|склад(?:а|у|ской)?|магазин(?:а|у)?|секретар(?:ь|я|ю)|отдел(?:а|у)|охран(?:а|ы|у|е)|ресепшен(?:а)?|кафе|домой|контора|конторы|контору|снабжени[еяю])$/u,
);
const dials = wordPattern(
  /^(?:(?:по|пере|до)?звони(?:те|ть)?|(?:по|пере)звоню|набери(?:те)?|наберу|набрать|набирай(?:те)?|дозвониться|дозвонитесь|связь|связи|свяжитесь)$/u,
);
/** A number may follow these, but not an hour. */
const directions =
  /^(?:нам|мне|сюда|вот|на|по|туда|офис|бухгалтерию|магазин|склад|приемную|номеру|номер|домой|рабочий|городской|лучше)$/u;
/** Whatever else has five to seven digits. */
const others = wordPattern(
  /^(?:заказ\p{L}*|артикул\p{L}*|накладн\p{L}*|счет\p{L}*|договор\p{L}*|код\p{L}*|заявк\p{L}*|очеред\p{L}*|чек\p{L}*|остат\p{L}*|остал\p{L}*|стоит|сел|купил\p{L}*|цена|сумм\p{L}*|добавочн\p{L}*|внутренн\p{L}*|акт\p{L}*|упд|платежк\p{L}*|претензи\p{L}*|обращени\p{L}*|вагон\p{L}*|машин\p{L}*|модел\p{L}*|терминал\p{L}*|касс\p{L}*|размер\p{L}*|лист\p{L}*)$/u,
);

/** Numbers of a town's own network (5 to 7 digits): only where something near them says that they ring. */
export function findLocalPhones(
  lines: readonly Line[],
  runs: readonly NumberRun[],
  topicOf: (run: NumberRun) => NearTopic | undefined,
): Finding[] {
  const found: Finding[] = [];
  const known = new Set<string>();
  for (const run of runs) {
    if (lengthOf(run) < shortestNumber) continue;
    const groups = groupItems(run, 'joined');
    const digits = groups.map((group) => group.digits).join('');
    const sizes = groups.map((group) => group.digits.length).join('-');
    const isUsual = usualSizes.test(sizes);
    if (!isUsual && !doubtfulSizes.test(sizes)) continue;
    if (digits.startsWith('0') || groups.some(hasThousand)) continue;
    const topic = topicOf(run);
    const isDenied = topic?.topic !== undefined && !/^(?:phone|area)$/u.test(topic.topic);
    const near = isDenied ? null : (nearnessOf(lines, run) ?? besideOther(run, found));
    if (near !== 'named' && !(near === 'likely' && isUsual) && !known.has(digits)) continue;
    known.add(digits);
    found.push({ kind: 'phone', key: digits, spans: spansOf(lines, run) });
  }
  return found;
}

/** «вместо 333-14-15 теперь 333-14-51» */
function besideOther(run: NumberRun, found: readonly Finding[]): 'likely' | null {
  const last = found.at(-1)?.spans.at(-1);
  return last !== undefined && last.line === run[0]?.line ? 'likely' : null;
}

/** `named`: a word for a telephone; `likely`: somebody rings, or who answers is said. */
function nearnessOf(lines: readonly Line[], run: NumberRun): 'named' | 'likely' | null {
  const [first, last] = [run[0], run.at(-1)];
  const line = first === undefined ? undefined : lines[first.line];
  if (first === undefined || last === undefined || line === undefined) return null;
  const { tokens } = line;
  const before = untilDigits(tokens.slice(Math.max(0, first.first - reachBefore), first.first));
  const after = tokens.slice(last.last + 1, last.last + 1 + reachAfter);
  if (before.some(({ lower }) => others.test(lower))) return null;
  if (before.some(({ lower }) => phones.test(lower)) || isPointedAt(after)) return 'named';
  const asked = first.first <= 4 ? questionOf(lines, line) : [];
  if (asked.some(({ lower }) => phones.test(lower))) return 'named';
  if (asked.some(({ lower }) => /^номер$/u.test(lower) || dials.test(lower))) return 'likely';
  if (!isRung(before)) return null;
  const isDialled =
    /^(?:на|по|номеру|звоните|перезвоните|позвоните)$/u.test(before.at(-1)?.lower ?? '') &&
    before.some(({ lower }) => dials.test(lower));
  return isDialled ? 'named' : 'likely';
}

/** «звоните на», «номер офиса», «по номеру», «диспетчерская» */
function isRung(before: readonly Token[]): boolean {
  const words = before.filter(({ kind }) => kind === 'word').map(({ lower }) => lower);
  const last = words.at(-1) ?? '';
  const at = words.findLastIndex((word) => dials.test(word));
  if (at >= 0) return at === words.length - 1 || (directions.test(last) && !/^(?:в|с|до|после)$/u.test(last));
  if (places.test(last))
    return words.length === 1 || words.some((word) => /^(?:номер|номера|наш|звонок)$/u.test(word));
  return (
    /^(?:номеру|номер)$/u.test(last) && /^(?:по|мой|наш|этот|этому|нашему|такой)$/u.test(words.at(-2) ?? '')
  );
}

/** «… это наш городской», «… это приёмная» */
function isPointedAt(after: readonly Token[]): boolean {
  const words = after.filter(({ kind }) => kind === 'word').map(({ lower }) => lower);
  if (!/^(?:это|вот|наш|мой)$/u.test(words[0] ?? '')) return false;
  return words
    .slice(0, 3)
    .some(
      (word) =>
        phones.test(word) || /^(?:приемная|диспетчерская|бухгалтерия|офис|вахта|проходная)$/u.test(word),
    );
}

/** The end of what the other speaker asked right before. */
function questionOf(lines: readonly Line[], line: Line): readonly Token[] {
  const asked = lines[line.index - 1];
  if (asked === undefined || asked.speaker === line.speaker || asked.hasNumber) return [];
  return asked.tokens.some(({ lower }) => others.test(lower)) ? [] : asked.tokens.slice(-9);
}

/** What stands behind the last number belongs to that. */
function untilDigits(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findLastIndex(({ kind }) => kind === 'digits' || kind === 'opaque');
  return tokens.slice(at + 1);
}
