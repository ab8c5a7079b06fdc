import type { Checklist, Criterion } from './checklist.ts';
import type { CheckedQuote } from './evidence.ts';
import { matcherOf } from './match-criterion.ts';
import type { Evaluation, Quote } from './model-answer.ts';
import { inThousandths } from './thousandths.ts';

/** What became of one criterion. Unknown is NULL, never 0. */
export type CriterionResult =
  | {
      readonly state: 'scored';
      readonly score: number;
      readonly reason: string;
      /** As the model gave them; whether they were said is for the evidence to find out, if it has not yet. */
      readonly quotes: readonly (Quote | CheckedQuote)[];
    }
  | { readonly state: 'not_applicable' | 'not_scored'; readonly score: null; readonly reason: string };

/** What was wrong with the entries of an answer, each counted under its own name. None of it changes a score silently. */
export interface AnswerFaults {
  /** Criteria without any entry. */
  readonly leftOut: number;
  /** Criteria with several entries that contradict each other. */
  readonly repeated: number;
  /** Entries that belong to no criterion, or to which one cannot be told. */
  readonly unmatched: number;
  /** Entries whose score is no plain number. */
  readonly invalidScores: number;
  /** Scores outside 0…maximum, moved to the nearer end. */
  readonly clamped: number;
  /** Criteria called not applicable without the tag that allows it. */
  readonly refusedNotApplicable: number;
}

export const noFaults: AnswerFaults = {
  leftOut: 0,
  repeated: 0,
  unmatched: 0,
  invalidScores: 0,
  clamped: 0,
  refusedNotApplicable: 0,
};

export function sumFaults(first: AnswerFaults, second: AnswerFaults): AnswerFaults {
  const names = Object.keys(noFaults) as (keyof AnswerFaults)[];
  return Object.fromEntries(
    names.map((name) => [name, first[name] + second[name]]),
  ) as unknown as AnswerFaults;
}

/** What one set of evaluations says about the check-list. */
export interface Interpretation {
  /** Results by criterion id; a criterion that is not here has no usable entry. */
  readonly results: ReadonlyMap<string, CriterionResult>;
  readonly faults: AnswerFaults;
}

/**
 * Evaluations + check-list → a result for each criterion. The maximum is the check-list's, never the model's.
 * Pure: `rescore` and reruns get the same results from the same stored answer.
 * @param asked the criteria that the answer owes: all, or in a follow-up those that were missing
 */
export function interpretEvaluations(
  evaluations: readonly Evaluation[],
  checklist: Checklist,
  asked: Checklist = checklist,
): Interpretation {
  const match = matcherOf(checklist);
  const byCriterion = new Map<string, Evaluation[]>();
  const faults = { ...noFaults };
  for (const evaluation of evaluations) {
    const criterion = match(evaluation);
    if (criterion === null) faults.unmatched += 1;
    else byCriterion.set(criterion.id, [...(byCriterion.get(criterion.id) ?? []), evaluation]);
  }
  const results = new Map<string, CriterionResult>();
  for (const criterion of asked.criteria) {
    const entries = byCriterion.get(criterion.id) ?? [];
    const result = resultOf(entries, criterion, faults);
    if (result !== null) results.set(criterion.id, result);
  }
  return { results, faults };
}

/** NULL when the entries give no usable result; `faults` is told why. */
function resultOf(
  entries: readonly Evaluation[],
  criterion: Criterion,
  faults: { -readonly [Name in keyof AnswerFaults]: number },
): CriterionResult | null {
  const [entry] = entries;
  if (entry === undefined) {
    faults.leftOut += 1;
    return null;
  }
  if (new Set(entries.map(({ notApplicable, score }) => (notApplicable ? 'n/a' : score))).size > 1) {
    faults.repeated += 1;
    return null;
  }
  const { reason, quotes } = entry;
  if (entry.notApplicable) {
    if (criterion.allowsNotApplicable) return { state: 'not_applicable', score: null, reason };
    // An answer that does not count; asking again would only repeat it.
    faults.refusedNotApplicable += 1;
    return { state: 'not_scored', score: null, reason };
  }
  if (entry.score === null) {
    faults.invalidScores += 1;
    return null;
  }
  const score = Math.min(Math.max(entry.score, 0), criterion.maximum);
  if (score !== entry.score) faults.clamped += 1;
  return { state: 'scored', score: inThousandths(score), reason, quotes };
}
