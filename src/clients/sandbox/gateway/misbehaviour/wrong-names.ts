import { shuffle, type Random } from '../../random.ts';
import type { AskedCriterion } from '../read-prompt.ts';
import { bareText, likeness } from './likeness.ts';

/** Names of no check-list for calls about goods. */
const foreignNames = [
  'Знание созвездий Южного полушария',
  'Выразительность балетных движений',
  'Почерк и каллиграфия',
  'Глубина погружения с аквалангом',
  'Устойчивость к морской качке',
  'Чтение нот с листа',
  'Выпечка хлеба на закваске',
  'Владение парусом и румпелем',
  'Стрельба из лука по мишени',
  'Игра на виолончели',
  'Уход за тропическими рыбками',
  'Заточка коньков перед матчем',
];

/** A name that resembles none of the check-list; another one for each criterion. */
export function renameFully(
  criterion: AskedCriterion,
  criteria: readonly AskedCriterion[],
): string | undefined {
  const strange = foreignNames.filter((name) => criteria.every((other) => likeness(name, other.name) === 0));
  const place = criteria.indexOf(criterion);
  const name = strange[place % strange.length];
  return name === undefined || place < strange.length ? name : `${name} ${place}`;
}

const letters = /[её]/iu;
const swapped: Readonly<Record<string, string>> = { е: 'ё', ё: 'е', Е: 'Ё', Ё: 'Е' };

/** What may differ in a name that still means the same criterion. */
const slightChanges: readonly ((name: string) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => name.replace(letters, (letter) => swapped[letter] ?? letter),
  (name) => `«${name}».`,
  (name) => name.replace(' ', ', '),
  (name) => {
    const words = name.split(' ');
    const [first = '', second = '', ...others] = words;
    return words.length < 2 ? name : [second, first, ...others].join(' ');
  },
];

/** The name, slightly changed; `undefined` where every change leads to the name itself or to another criterion's. */
export function renameSlightly(
  random: Random,
  { name }: AskedCriterion,
  criteria: readonly AskedCriterion[],
): string | undefined {
  const others = new Set(criteria.map((criterion) => bareText(criterion.name)));
  return shuffle(random, slightChanges)
    .map((change) => change(name))
    .find(
      (changed) =>
        changed !== name && (bareText(changed) === bareText(name) || !others.has(bareText(changed))),
    );
}
