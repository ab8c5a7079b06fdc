import type { Checklist } from '../domain/checklist.ts';
import { CallError } from '../domain/errors.ts';
import type { AnswerFaults } from '../domain/interpretation.ts';
import { concludeParts, judgedPartsOf } from '../domain/merge-parts.ts';
import type { Masker, Model, Projection, StoredAnalysis } from '../domain/ports.ts';
import { restoreOf } from './outgoing-transcript.ts';
import { projectionOf } from './projection.ts';

/** What stored answers are read and judged with. */
export interface Judging {
  readonly masker: Masker;
  readonly read: Model['read'];
  /** The check-list that the questions showed. */
  readonly checklist: Checklist;
  /** CALLQ_MIN_SCORED_SHARE */
  readonly leastScoredShare: number;
}

export interface Judgement {
  readonly verdict: 'sales' | 'not_sales';
  readonly faults: AnswerFaults;
  /** NULL for a call that is not a sales call. */
  readonly projection: Projection | null;
}

/**
 * What the stored answers of an analysis come to, without asking anybody: the same answers always give the same.
 * Throws CallError (stage `analysis`) when they give no judgement, or hold placeholders of another version of the masker.
 */
export function judgeStoredAnswers(stored: StoredAnalysis, judging: Judging): Judgement {
  const { checklist, leastScoredShare } = judging;
  const { transcript } = stored;
  const restore = restoreOf(judging.masker, stored);
  const answers = stored.answers.map((answer) => ({ part: answer.part, reading: judging.read(answer) }));
  const conclusion = concludeParts(judgedPartsOf(answers, checklist, restore), checklist, transcript);
  const { verdict, faults } = conclusion;
  if (verdict.kind === 'failed') {
    throw new CallError('analysis', verdict.failureClass, 'the stored answers no longer give a judgement');
  }
  const projection = projectionOf(verdict, conclusion, { checklist, transcript, leastScoredShare });
  return { verdict: verdict.kind, faults, projection };
}
