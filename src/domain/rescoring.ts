import type { Day } from './call.ts';
import type { Checklist } from './checklist.ts';
import type { AnswerFaults } from './interpretation.ts';
import type { JudgedCriterion, Projection, StoredAnalysis } from './ports.ts';
import type { Transcript } from './transcript.ts';
import { renderTranscript } from './transcript.ts';

/** A call of the day with the analysis that counts for it now. */
export interface JudgedCall {
  readonly callId: number;
  /** NULL: a row of `calls` that no stored analysis belongs to (of the old program). */
  readonly analysis: {
    readonly id: string;
    readonly checklistFingerprint: string;
    readonly verdict: 'sales' | 'not_sales';
    /** Each NULL in rows of before they were counted. */
    readonly faults: { readonly [Name in keyof AnswerFaults]: number | null };
  } | null;
}

/** The rows of `calls` and its children, but for what the listing says about the call. */
export interface LaidOut {
  readonly transcript: string | null;
  readonly score: Projection['score'];
  readonly evaluations: readonly (Omit<JudgedCriterion, 'maximum' | 'quotes'> & {
    readonly maximum: number | null;
  })[];
  readonly quotes: readonly {
    readonly position: number;
    readonly criterionId: string;
    readonly speaker: string;
    readonly text: string;
    readonly finding: string;
    readonly phraseIndex: number | null;
    readonly startSecond: number | null;
  }[];
  readonly recommendations: Projection['recommendations'];
  readonly agreements: Projection['agreements'];
  readonly declineReasons: Projection['declineReasons'];
}

/** What takes the place of an analysis and its rows: computed from the same answers. */
export interface RescoredCall {
  readonly callId: number;
  readonly day: Day;
  /** The analysis it was recomputed from. */
  readonly analysisId: string;
  readonly verdict: 'sales' | 'not_sales';
  readonly faults: AnswerFaults;
  readonly transcript: Transcript;
  /** NULL for a call that is not a sales call. */
  readonly projection: Projection | null;
  /** Version of the program. */
  readonly version: string;
}

/** What `callq rescore` needs of the database. */
export interface RescoreStore {
  /** Calls of a day with an analysis or a row, in the order of their ids; those stored for another department are left out. */
  judgedCalls(day: Day): Promise<readonly JudgedCall[]>;
  /** NULL when its criteria are not stored. */
  checklist(fingerprint: string): Promise<Checklist | null>;
  /** Throws CallError (`stored_answers_gone`) when answers or phrases were removed. */
  storedAnalysis(analysisId: string): Promise<StoredAnalysis>;
  /** NULL when the call has no row in `calls`. */
  laidOut(callId: number): Promise<LaidOut | null>;
  /** One transaction: a new analysis, the rows where the call has one, the ledger. Nothing of it is new to a rerun. */
  replace(rescored: RescoredCall): Promise<void>;
}

/** Whether the rows are what the projection would be stored as. */
export function isLaidOut(rows: LaidOut, projection: Projection, transcript: Transcript): boolean {
  return canonical(rows) === canonical(rowsOf(projection, transcript));
}

/** The projection as the tables hold it: no maximum without a score, quotes in a table of their own. */
function rowsOf(projection: Projection, transcript: Transcript): LaidOut {
  const { score, evaluations, recommendations, agreements, declineReasons } = projection;
  return {
    transcript: renderTranscript(transcript),
    score,
    evaluations: evaluations.map((judged) => ({
      criterionId: judged.criterionId,
      category: judged.category,
      criterion: judged.criterion,
      maximum: judged.state === 'scored' ? judged.maximum : null,
      state: judged.state,
      score: judged.score,
      reason: judged.reason,
      unsupported: judged.unsupported,
    })),
    quotes: evaluations.flatMap(({ criterionId, quotes }, index) =>
      quotes.map((quote) => ({ ...quote, criterionId, position: index + 1 })),
    ),
    recommendations,
    agreements,
    declineReasons,
  };
}

/** Tables without an order of their own are compared as sets; keys in one order everywhere. */
function canonical(rows: LaidOut): string {
  const inAnyOrder = (entries: readonly unknown[]): string[] => entries.map(withSortedKeys).sort();
  return JSON.stringify([
    rows.transcript,
    withSortedKeys(rows.score),
    rows.evaluations.map(withSortedKeys),
    rows.quotes.map(withSortedKeys),
    inAnyOrder(rows.recommendations),
    inAnyOrder(rows.agreements),
    inAnyOrder(rows.declineReasons),
  ]);
}

function withSortedKeys(row: unknown): string {
  const entries = Object.entries(row as Record<string, unknown>);
  return JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
