import type { Pool } from 'pg';

import type { CriterionTags } from '../../domain/checklist-tags.ts';
import type { AnswerFaults } from '../../domain/interpretation.ts';
import type { Score } from '../../domain/score.ts';

import { READ_CALL } from './statements/read-call.ts';

/** One stored call, with everything its score can be walked back to. */
export interface CallDetails {
  readonly callId: string;
  readonly departmentId: number;
  /** Wall time in CALLQ_TIMEZONE. */
  readonly startTime: string | null;
  readonly operator: string | null;
  readonly scores: Score | null;
  /** The latest line of the ledger about it. */
  readonly ledger: {
    readonly day: string;
    readonly state: string;
    readonly action: string;
    readonly reason: string | null;
    /** When callq purge removed what was stored about the call; NULL: it did not, or the call was taken up again. */
    readonly purgedAt: string | null;
  } | null;
  readonly evaluations: readonly {
    readonly category: string;
    readonly criterion: string;
    readonly state: string;
    readonly score: number | null;
    readonly maximum: number | null;
    readonly reason: string | null;
    readonly unsupported: boolean | null;
    /** What the check-list of the judgement says about the criterion; NULL: its version is not stored. */
    readonly tags: CriterionTags | null;
    readonly quotes: readonly {
      readonly speaker: string;
      readonly quote: string;
      readonly finding: string;
      readonly phraseIndex: number | null;
      readonly startSecond: number | null;
    }[];
  }[];
  /** Newest first. */
  readonly analyses: readonly AnalysisDetails[];
  /** Answers that no analysis came of: the call failed, or the run ended before. Paid for all the same. */
  readonly otherAnswers: readonly AnswerDetails[];
}

/** What an analysis and each of its answers cost; unknown is NULL. */
export interface UsageDetails {
  readonly askedModel: string;
  readonly answeringModel: string | null;
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly latencyMs: number | null;
  readonly costUsd: string | null;
  readonly costSource: string | null;
}

export interface AnalysisDetails extends UsageDetails {
  readonly id: string;
  readonly createdAt: string;
  /** The one that is laid out in `calls` now. */
  readonly isCurrent: boolean;
  readonly runId: string;
  readonly verdict: string;
  readonly checklistFingerprint: string;
  /** NULL for versions of before versions were stored. */
  readonly checklistFirstUsedAt: string | null;
  readonly promptFingerprint: string;
  readonly promptFirstUsedAt: string | null;
  readonly instructionsFingerprint: string;
  readonly instructionsFirstUsedAt: string | null;
  readonly maskerVersion: string | null;
  /** 1: asked about as a whole. */
  readonly parts: number;
  readonly requests: number;
  /** What was wrong with the answers; each NULL in rows of before they were counted. */
  readonly faults: { readonly [Name in keyof AnswerFaults]: number | null };
  /** Of a rescore: the analysis it replaced, and the version of the program. */
  readonly rescoreOf: string | null;
  readonly rescoredBy: string | null;
  /** In the order in which they were received. */
  readonly answers: readonly AnswerDetails[];
}

/** One request that was answered. */
export interface AnswerDetails extends UsageDetails {
  readonly id: string;
  readonly receivedAt: string;
  readonly runId: string;
  /** Which question about this call in its run, from 1. */
  readonly attempt: number;
  /** NULL, with its phrases: about the whole call. */
  readonly part: number | null;
  readonly firstPhrase: number | null;
  readonly lastPhrase: number | null;
  readonly finishReason: string | null;
}

/** NULL when the database knows no such call. */
export async function readCallDetails(pool: Pool, callId: number): Promise<CallDetails | null> {
  const { rows } = await pool.query<CallDetails>(READ_CALL.text, [callId]);
  return rows[0] ?? null;
}
