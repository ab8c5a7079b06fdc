/** The two closed lists of the ledger: where a call stands, and what this run did about it. */

export const callStates = [
  'saved',
  'not_sales',
  'too_short',
  'unknown_operator',
  'ambiguous_operator',
  'internal_segment',
  'other_department',
  'no_transcript',
  'pending_transcript',
  'too_few_phrases',
  'too_long',
  'malformed',
  'failed',
  'pending',
] as const;
export type CallState = (typeof callStates)[number];

export const callActions = ['analysed', 'kept', 'excluded', 'failed', 'left'] as const;
export type CallAction = (typeof callActions)[number];

/** Why a call is `pending`: nothing is wrong with it, this run just did not get to it. */
export const pendingReasons = ['limit', 'interrupted', 'stopped', 'over_budget'] as const;
export type PendingReason = (typeof pendingReasons)[number];

/** Where a failed call failed. */
export type FailureStage = 'transcript' | 'analysis' | 'saving';

/** States in which a call was left out on purpose, before anything was paid for it. */
type ExcludedState = Exclude<CallState, 'saved' | 'not_sales' | 'failed' | 'pending'>;

/** What became of one listed call in this run. Failures carry stage and class, never content. */
export type CallOutcome =
  | { action: 'analysed' | 'kept'; state: 'saved' | 'not_sales'; reason: string | null }
  | { action: 'excluded'; state: ExcludedState; reason: string | null }
  | { action: 'failed'; state: 'failed'; reason: string; stage: FailureStage; failureClass: string }
  | { action: 'left'; state: 'pending'; reason: PendingReason };
