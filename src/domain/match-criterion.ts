import type { Checklist, Criterion } from './checklist.ts';
import { comparableText } from './clean-text.ts';
import type { Evaluation } from './model-answer.ts';
import { similarity } from './similarity.ts';

/** How alike a name must be to be taken for a criterion's: 1 is equal. */
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
}

/**
 * Finds the criterion an evaluation means: by its id, unless its names say another one; else by category and name, else
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
  }));
  const byId = new Map(checklist.criteria.map((criterion) => [criterion.id, criterion]));
  return (evaluation) => {
    const given = {
      category: comparable(evaluation.category),
      name: comparable(evaluation.criterion),
    };
    const byFullName = all.find(({ category, name }) => category === given.category && name === given.name);
    const identified = byId.get(evaluation.criterionId?.trim().toLowerCase() ?? '');
    if (identified !== undefined) {
      return byFullName === undefined || byFullName.criterion === identified ? identified : null;
    }
    if (byFullName !== undefined) return byFullName.criterion;
    const sameName = all.filter(({ name }) => name === given.name);
    if (sameName[0] !== undefined) return sameName.length === 1 ? sameName[0].criterion : null;
    return given.name === '' ? null : mostAlike(given, all);
  };
}

function mostAlike(given: { category: string; name: string }, all: readonly Named[]): Criterion | null {
  const ranked = all
    .map((candidate) => ({ candidate, likeness: likenessOf(given, candidate) }))
    .sort((first, second) => second.likeness - first.likeness);
  const [best, runnerUp] = ranked;
  if (best === undefined || best.likeness < leastSimilarity) return null;
  return best.likeness - (runnerUp?.likeness ?? 0) < leastMargin ? null : best.candidate.criterion;
}

function likenessOf(given: { category: string; name: string }, candidate: Named): number {
  const name = Math.max(
    similarity(given.name, candidate.name),
    similarity(sortedWords(given.name), sortedWords(candidate.name)),
  );
  if (given.category === '') return name;
  return weightOfName * name + (1 - weightOfName) * similarity(given.category, candidate.category);
}

function sortedWords(name: string): string {
  return name.split(' ').sort().join(' ');
}
