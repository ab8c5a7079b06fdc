import type { Checklist, Criterion } from './checklist.ts';
import { comparableText } from './clean-text.ts';
import type { Evaluation } from './model-answer.ts';

/** What became of one criterion. Unknown is NULL, never 0. */
export type CriterionResult =
  | { readonly state: 'scored'; readonly score: number; readonly reason: string }
  | { readonly state: 'not_applicable' | 'not_scored'; readonly score: null; readonly reason: string };

/** What one set of evaluations says about the check-list. */
export interface Interpretation {
  /** Results by criterion id; what is not here is missing. */
  readonly results: ReadonlyMap<string, CriterionResult>;
  /** Criteria without a usable result: not answered, answered twice with different scores, or with no usable score. */
  readonly missing: readonly Criterion[];
  /** Entries that belong to no criterion of the check-list. */
  readonly unmatched: number;
  /** Criteria answered more than once with different scores. */
  readonly repeated: number;
  /** Scores outside 0…maximum, moved to the nearer end. */
  readonly clamped: number;
}

/**
 * Evaluations + check-list → a result for each criterion. The maximum is the check-list's, never the model's.
 * Pure: `rescore` and reruns get the same results from the same stored answer.
 */
export function interpretEvaluations(
  evaluations: readonly Evaluation[],
  checklist: Checklist,
): Interpretation {
  const match = matcherOf(checklist);
  const byCriterion = new Map<string, Evaluation[]>();
  let unmatched = 0;
  for (const evaluation of evaluations) {
    const criterion = match(evaluation);
    if (criterion === null) unmatched += 1;
    else byCriterion.set(criterion.id, [...(byCriterion.get(criterion.id) ?? []), evaluation]);
  }
  const results = new Map<string, CriterionResult>();
  const missing: Criterion[] = [];
  let repeated = 0;
  let clamped = 0;
  for (const criterion of checklist.criteria) {
    const answers = byCriterion.get(criterion.id) ?? [];
    const contradictory =
      new Set(answers.map((answer) => (answer.notApplicable ? 'n/a' : answer.score))).size > 1;
    const result = contradictory || answers[0] === undefined ? null : resultOf(answers[0], criterion);
    if (contradictory) repeated += 1;
    if (result === null) missing.push(criterion);
    else {
      results.set(criterion.id, result);
      if (result.state === 'scored' && result.score !== answers[0]?.score) clamped += 1;
    }
  }
  return { results, missing, unmatched, repeated, clamped };
}

function resultOf(evaluation: Evaluation, criterion: Criterion): CriterionResult | null {
  const { reason } = evaluation;
  if (evaluation.notApplicable) return { state: 'not_applicable', score: null, reason };
  if (evaluation.score === null) return null;
  return { state: 'scored', score: Math.min(Math.max(evaluation.score, 0), criterion.maximum), reason };
}

type Matcher = (evaluation: Evaluation) => Criterion | null;

/** One check-list judges thousands of calls: its names are made comparable once. */
const matchers = new WeakMap<Checklist, Matcher>();

function matcherOf(checklist: Checklist): Matcher {
  const matcher = matchers.get(checklist) ?? criterionMatcher(checklist);
  matchers.set(checklist, matcher);
  return matcher;
}

/** By id; else by category and name; else by a name that only one category has. Never by guessing. */
function criterionMatcher(checklist: Checklist): Matcher {
  const byId = new Map(checklist.criteria.map((criterion) => [criterion.id, criterion]));
  const byFullName = new Map(
    checklist.criteria.map((criterion) => [fullName(criterion.category, criterion.name), criterion]),
  );
  const byName = new Map<string, Criterion | null>();
  for (const criterion of checklist.criteria) {
    const name = comparableText(criterion.name);
    byName.set(name, byName.has(name) ? null : criterion);
  }
  return (evaluation) =>
    byId.get(evaluation.criterionId?.toLowerCase() ?? '') ??
    byFullName.get(fullName(evaluation.category, evaluation.criterion)) ??
    byName.get(comparableText(evaluation.criterion)) ??
    null;
}

function fullName(category: string, name: string): string {
  return `${comparableText(category)}\n${comparableText(name)}`;
}
