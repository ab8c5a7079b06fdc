import { joinsActions } from './action-words.ts';
import type { Cell } from './cell.ts';
import type { Checklist, Criterion } from './checklist.ts';
import { comparableText } from './clean-text.ts';
import { nameLikeness } from './name-likeness.ts';
import { subjectiveWords } from './subjective-words.ts';

/** A hint about the check-list. It never blocks a run. */
export interface LintRemark {
  readonly rule: string;
  /** The criteria it is about, one or two. */
  readonly criteria: readonly Criterion[];
  /** What is the matter and what to do, for the person who keeps the sheet. */
  readonly message: string;
}

interface LintRule {
  readonly id: string;
  /** Rows of a sheet, without the header, that break this rule and no other. */
  readonly example: readonly (readonly Cell[])[];
  find(criteria: readonly Criterion[]): readonly Omit<LintRemark, 'rule'>[];
}

/** Names this alike are told apart by a margin of a word or an ending. */
const nearDuplicate = 0.8;

export const lintRules: readonly LintRule[] = [
  {
    id: 'two-questions',
    example: [['Поздоровался и представился', '', 5, 'Да — 5 баллов, нет — 0']],
    find: eachCriterion(({ name }) => {
      const asksTwice = (name.match(/\?/gu)?.length ?? 0) > 1 || name.includes(';');
      return asksTwice || joinsActions(name)
        ? 'asks two things at once; make it two criteria, so that half of it gets a score of its own'
        : null;
    }),
  },
  {
    id: 'no-conditions',
    example: [['Прощание', 'Последние фразы', 5, '']],
    find: eachCriterion(({ conditions }) =>
      comparableText(conditions) === ''
        ? 'has no conditions in column D; write which score is given for what'
        : null,
    ),
  },
  {
    id: 'zero-maximum',
    example: [
      ['Прощание', '', 0, 'Попрощался'],
      ['Приветствие', '', 5, 'Поздоровался'],
      ['Итог', '', 5, 'Подвёл'],
    ],
    find: eachCriterion(({ maximum }) =>
      maximum === 0 ? 'has the maximum 0 and changes no score; give it points or take it out' : null,
    ),
  },
  {
    id: 'near-duplicate-names',
    example: [
      ['Вопрос о цене', '', 5, 'Спросил о цене'],
      ['Вопрос о цели', '', 5, 'Спросил о цели'],
    ],
    find: findNearDuplicates,
  },
  {
    id: 'subjective-words',
    example: [['Прощание', '', 5, 'Попрощался достаточно приветливо']],
    find: eachCriterion((criterion) => {
      const words = subjectiveWordsIn(criterion);
      return words.length === 0
        ? null
        : `leaves the measure to the judge (${words.join(', ')}); say what has to be heard`;
    }),
  },
  {
    id: 'dominant-weight',
    example: [
      ['Итог', '[вес 3]', 10, 'Подвёл'],
      ['Приветствие', '', 5, 'Поздоровался'],
      ['Прощание', '', 5, 'Попрощался'],
    ],
    find: findDominantWeight,
  },
];

/** All remarks, rule by rule, in the order of the sheet. */
export function lintChecklist(checklist: Checklist): readonly LintRemark[] {
  return lintRules.flatMap((rule) =>
    rule.find(checklist.criteria).map((remark) => ({ rule: rule.id, ...remark })),
  );
}

function eachCriterion(judge: (criterion: Criterion) => string | null): LintRule['find'] {
  return (criteria) =>
    criteria.flatMap((criterion) => {
      const message = judge(criterion);
      return message === null ? [] : [{ criteria: [criterion], message }];
    });
}

function findNearDuplicates(criteria: readonly Criterion[]): Omit<LintRemark, 'rule'>[] {
  return criteria.flatMap((criterion, index) =>
    criteria
      .slice(index + 1)
      .filter((other) => nameLikeness(criterion.name, other.name) >= nearDuplicate)
      .map((other) => ({
        criteria: [criterion, other],
        message: 'have nearly the same name; word them so that an answer by name fits only one',
      })),
  );
}

/** One criterion alone dominates nothing. */
function findDominantWeight(criteria: readonly Criterion[]): Omit<LintRemark, 'rule'>[] {
  const share = ({ maximum, weight }: Criterion): number => maximum * weight;
  const sum = criteria.reduce((total, criterion) => total + share(criterion), 0);
  return criteria
    .filter((criterion) => criteria.length > 1 && share(criterion) * 2 > sum)
    .map((criterion) => ({
      criteria: [criterion],
      message: `makes up ${Math.round((100 * share(criterion)) / sum)} % of the weighted maximum; the others hardly count`,
    }));
}

const subjectivePattern = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${subjectiveWords.map((word) => word.replace('*', '\\p{L}*')).join('|')})(?![\\p{L}\\p{N}])`,
  'gu',
);

function subjectiveWordsIn({ name, comment, conditions }: Criterion): string[] {
  const text = [name, comment, conditions].map(comparableText).join('\n');
  return [...new Set(text.match(subjectivePattern) ?? [])];
}
