import type { Checklist, Criterion } from './checklist.ts';
import { comparableText } from './clean-text.ts';
import type { Evaluation } from './model-answer.ts';
import { similarity } from './similarity.ts';
import { readWords, tellingOf } from './telling-words.ts';

/** How alike a name must be to be taken for a criterion's, alone and together with the category: 1 is equal. */
const leastSimilarity = 0.85;
/** How much more alike than to any other criterion it must be: near-identical criteria are never guessed. */
const leastMargin = 0.1;
/** What the name weighs against the category when both are given. */
const weightOfName = 0.75;

export type CriterionMatcher = (
  evaluation: Pick<Evaluation, 'criterionId' | 'category' | 'criterion'>,
) => Criterion | null;

/** One check-list judges thousands of calls: its names are made comparable once. */
const matchers = new WeakMap<Checklist, CriterionMatcher>();

export function matcherOf(checklist: Checklist): CriterionMatcher {
  const matcher = matchers.get(checklist) ?? createMatcher(checklist);
  matchers.set(checklist, matcher);
  return matcher;
}

interface Named {
  readonly criterion: Criterion;
  readonly category: string;
  readonly name: string;
  /** Numbers and negations of the name, in any order: «Перебивал» is not «Не перебивал». */
  readonly telling: string;
}

type Given = Omit<Named, 'criterion'>;

/**
 * Finds the criterion an evaluation means: by its id, unless its names mean another one; else by category and name, else
 * by a name that only one category has, else by likeness beyond doubt. NULL: none, or it cannot be told which.
 */
function createMatcher(checklist: Checklist): CriterionMatcher {
  // Answers mostly repeat the check-list letter by letter.
  const known = new Map(
    checklist.criteria
      .flatMap(({ category, name }) => [category, name])
      .map((text) => [text, comparableText(text)]),
  );
  const comparable = (text: string): string => known.get(text) ?? comparableText(text);
  const all = checklist.criteria.map((criterion): Named => ({
    criterion,
    category: comparable(criterion.category),
    name: comparable(criterion.name),
    telling: tellingIn(criterion.name),
  }));
  const byId = new Map(all.map((named) => [named.criterion.id, named]));
  return (evaluation) => {
    const category = comparable(evaluation.category);
    const name = comparable(evaluation.criterion);
    const sameName = all.filter((candidate) => candidate.name === name);
    const sameFullName = sameName.find((candidate) => candidate.category === category);
    const identified = byId.get(evaluation.criterionId?.trim().toLowerCase() ?? '');
    if (sameFullName !== undefined) return agreed(identified, [sameFullName]);
    if (sameName.length > 0) return agreed(identified, sameName);
    const alike = mostAlike({ category, name, telling: tellingIn(evaluation.criterion) }, all);
    return alike === null ? (identified?.criterion ?? null) : agreed(identified, [alike]);
  };
}

/** What the names can mean, if that is one criterion and the id says no other; the id decides between several. */
function agreed(identified: Named | undefined, meant: readonly Named[]): Criterion | null {
  if (identified !== undefined) return meant.includes(identified) ? identified.criterion : null;
  return meant.length === 1 ? (meant[0]?.criterion ?? null) : null;
}

function mostAlike(given: Given, all: readonly Named[]): Named | null {
  if (given.name === '') return null;
  const [best, runnerUp] = all
    .map((candidate) => ({ candidate, ...likenessOf(given, candidate) }))
    .sort((first, second) => second.likeness - first.likeness);
  if (best === undefined || Math.min(best.likeness, best.ofName) < leastSimilarity) return null;
  if (best.likeness - (runnerUp?.likeness ?? 0) < leastMargin) return null;
  return best.candidate.telling === given.telling ? best.candidate : null;
}

function likenessOf(given: Given, candidate: Named): { readonly likeness: number; readonly ofName: number } {
  const ofName = Math.max(
    similarity(given.name, candidate.name),
    similarity(sortedWords(given.name), sortedWords(candidate.name)),
  );
  if (given.category === '') return { likeness: ofName, ofName };
  const ofCategory = similarity(given.category, candidate.category);
  return { likeness: weightOfName * ofName + (1 - weightOfName) * ofCategory, ofName };
}

function tellingIn(name: string): string {
  return tellingOf(readWords(name)).split(' ').sort().join(' ');
}

function sortedWords(name: string): string {
  return name.split(' ').sort().join(' ');
}
