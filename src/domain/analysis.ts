import { readJsonObject } from './answer-text.ts';
import type { Checklist, Criterion } from './checklist.ts';
import type { AnswerFaults, CriterionResult } from './interpretation.ts';
import { interpretEvaluations, noFaults, sumFaults } from './interpretation.ts';
import type { Agreement, AnswerProblem, DeclineReason, Recommendation } from './model-answer.ts';
import { parseModelAnswer } from './model-answer.ts';
import { nameMissingCriteria } from './name-missing-criteria.ts';
import type { Question } from './question.ts';

/** What the gateway's response holds, taken out of its envelope; the text is still to be interpreted. */
export interface AnswerReading {
  /** The model's text; NULL when the response holds none that could be an answer. */
  readonly text: string | null;
  /** Why there is no usable text, or why what there is cannot be trusted (such as `truncated_answer`). */
  readonly problem: AnswerProblem | null;
  readonly answeringModel: string | null;
  readonly finishReason: string | null;
  readonly usage: TokenUsage;
}

/** Tokens of one answer as the gateway counted them. Unknown is NULL, never 0. */
export interface TokenUsage {
  readonly input: number | null;
  readonly cached: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
}

/** How far the judgement of one call has come, after any number of answers. */
export interface AnalysisProgress {
  /** NULL until an answer was usable. */
  readonly isSalesCall: boolean | null;
  readonly results: ReadonlyMap<string, CriterionResult>;
  readonly missing: readonly Criterion[];
  readonly recommendations: readonly Recommendation[];
  readonly agreements: readonly Agreement[];
  readonly declineReasons: readonly DeclineReason[];
  /** What was wrong with the last answer; NULL when it was used. */
  readonly lastProblem: AnswerProblem | null;
  readonly truncatedAnswers: number;
  /** Usable answers to the question for what was missing. */
  readonly followUps: number;
  readonly faults: AnswerFaults;
  /** Entries among the quotes that are none: they support nothing. */
  readonly droppedQuotes: number;
}

/** Puts back the words that placeholders stood for while the transcript was away. */
export type Restore = (text: string) => string;

export function newAnalysis(checklist: Checklist): AnalysisProgress {
  return {
    isSalesCall: null,
    results: new Map(),
    missing: checklist.criteria,
    recommendations: [],
    agreements: [],
    declineReasons: [],
    lastProblem: null,
    truncatedAnswers: 0,
    followUps: 0,
    faults: noFaults,
    droppedQuotes: 0,
  };
}

/**
 * One more answer. The first usable one decides the verdict and brings the recommendations; later ones only fill in
 * criteria that are still missing. The same answers in the same order always give the same progress.
 */
export function addAnswer(
  progress: AnalysisProgress,
  reading: AnswerReading,
  checklist: Checklist,
  restore: Restore = (text) => text,
): AnalysisProgress {
  const refuse = (problem: AnswerProblem): AnalysisProgress => ({
    ...progress,
    lastProblem: problem,
    truncatedAnswers: progress.truncatedAnswers + (problem.failureClass === 'truncated_answer' ? 1 : 0),
  });
  if (reading.problem !== null) return refuse(reading.problem);
  const json = readJsonObject(reading.text ?? '');
  if (!json.ok) return refuse(json.problem);
  const isFollowUp = progress.isSalesCall === true;
  const parsing = parseModelAnswer(changeTexts(json.value, restore), isFollowUp);
  if (!parsing.ok) return refuse(parsing.problem);
  const { answer } = parsing;
  if (!answer.isSalesCall) {
    if (isFollowUp)
      return refuse({
        failureClass: 'changed_verdict',
        note: 'Этот звонок уже признан звонком о продажах: ответь только по критериям.',
      });
    return { ...progress, isSalesCall: false, missing: [], lastProblem: null };
  }
  const asked = isFollowUp ? { criteria: progress.missing } : checklist;
  const found = interpretEvaluations(answer.evaluations, checklist, asked);
  const results = new Map([...found.results, ...progress.results]);
  return {
    ...progress,
    ...(isFollowUp
      ? {}
      : {
          recommendations: answer.recommendations,
          agreements: answer.agreements,
          declineReasons: answer.declineReasons,
        }),
    isSalesCall: true,
    followUps: progress.followUps + (isFollowUp ? 1 : 0),
    results,
    missing: checklist.criteria.filter((criterion) => !results.has(criterion.id)),
    lastProblem: null,
    faults: sumFaults(progress.faults, found.faults),
    droppedQuotes: progress.droppedQuotes + parsing.droppedQuotes,
  };
}

export function isComplete(progress: AnalysisProgress): boolean {
  return progress.isSalesCall !== null && progress.missing.length === 0;
}

/** Room for an answer after a truncated one, in tokens. */
const largerAnswerTokens = 16_384;

/** How to ask again: the original prompt plus a short note of what was wrong; never the bad answer itself. */
export function nextNote(
  progress: AnalysisProgress,
): Pick<Question, 'note' | 'maxAnswerTokens' | 'onlyCriteria'> {
  const maxAnswerTokens = progress.truncatedAnswers > 0 ? largerAnswerTokens : null;
  const onlyCriteria = progress.isSalesCall === true ? progress.missing : null;
  const wrong = progress.lastProblem?.note ?? null;
  if (onlyCriteria === null) return { note: wrong, maxAnswerTokens, onlyCriteria };
  const gaps = 'В «evaluations» есть критерии, которые пропущены, повторены или оценены не числом.';
  return { note: nameMissingCriteria(wrong ?? gaps, onlyCriteria), maxAnswerTokens, onlyCriteria };
}

/**
 * What is missing is asked for once more. A truncated answer is asked again at most once: the same limits repeat it.
 */
export function mayAskAgain(progress: AnalysisProgress): boolean {
  return progress.truncatedAnswers < 2 && progress.followUps < 1;
}

export type Verdict =
  | { readonly kind: 'not_sales' }
  | { readonly kind: 'sales'; readonly results: ReadonlyMap<string, CriterionResult> }
  | { readonly kind: 'failed'; readonly failureClass: string };

/** The judgement when no more questions are asked; a call that no answer could judge has failed, it is never "not a sale". */
export function concludeAnalysis(progress: AnalysisProgress, checklist: Checklist): Verdict {
  if (progress.isSalesCall === null) {
    return { kind: 'failed', failureClass: progress.lastProblem?.failureClass ?? 'no_answer' };
  }
  if (!progress.isSalesCall) return { kind: 'not_sales' };
  if (isTooLittle([progress.results], checklist)) return tooLittleScored;
  return {
    kind: 'sales',
    results: new Map(checklist.criteria.map(({ id }) => [id, progress.results.get(id) ?? notScored])),
  };
}

/** What is missing when no more questions are asked. */
export const notScored: CriterionResult = { state: 'not_scored', score: null, reason: '' };

export const tooLittleScored: Verdict = { kind: 'failed', failureClass: 'too_little_scored' };

/**
 * Whether less than half of the criteria was judged, by any of these answers' results: a refused "not applicable" is no
 * judgement, one that the check-list allows is.
 */
export function isTooLittle(
  results: readonly ReadonlyMap<string, CriterionResult>[],
  checklist: Checklist,
): boolean {
  const judged = checklist.criteria.filter(({ id }) =>
    results.some((one) => (one.get(id) ?? notScored).state !== 'not_scored'),
  );
  return judged.length * 2 < checklist.criteria.length;
}

/** Every text within a JSON value, keys apart, is changed in its place: the value was parsed for nobody else. */
function changeTexts(value: unknown, change: Restore): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = value as Record<string, unknown>;
  for (const key of Object.keys(entries)) entries[key] = changeTexts(entries[key], change);
  return value;
}
