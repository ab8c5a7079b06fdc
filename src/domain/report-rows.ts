import type { CallState } from './call-state.ts';
import type { Day } from './call.ts';
import type { Sums } from './estimate.ts';
import type { QuoteFinding } from './evidence.ts';
import type { CriterionResult } from './interpretation.ts';
import type { Recommendation } from './model-answer.ts';
import type { Phrase } from './transcript.ts';

/** Which calls a report is about: those of one department that started on these days. */
export interface ReportScope {
  readonly departmentId: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Only this operator's calls; NULL: everybody's. */
  readonly operatorId: number | null;
}

/**
 * Where a report's rows come from. Everything is read as of one moment, so that its numbers agree with each other while a
 * run goes on; whatever grows with the calls is limited, or comes in pages.
 */
export interface ReportSource {
  department(): Promise<DepartmentRow>;
  /** Of the department's ledger, whoever the operator is: calls that were left out may have none. */
  coverage(): Promise<CoverageRows>;
  /** Days of the trend from `firstDay` on that have a call, oldest first. */
  trend(firstDay: Day): Promise<readonly TrendRow[]>;
  /** What judged, by day, from `firstDay` on; oldest first. */
  versions(firstDay: Day): Promise<readonly VersionRow[]>;
  /** One row per operator, criterion and way its name was written; the newest spelling first. */
  criteria(): Promise<readonly CriterionRow[]>;
  operators(): Promise<readonly OperatorRow[]>;
  recommendations(): Promise<readonly RecommendationRow[]>;
  agreements(): Promise<AgreementRows>;
  declineReasons(): Promise<readonly DeclineReasonRow[]>;
  /** Newest first, at most `limit`. */
  calls(limit: number): Promise<readonly CallRow[]>;
  /**
   * Of each criterion a few calls with the lowest scores below the maximum, lowest first, and a good example: of this
   * operator, or of the whole scope (NULL), then each weak call of another operator.
   */
  tellingCalls(operatorId: number | null): Promise<readonly TellingCallRow[]>;
  /** The calls of an operator in full, newest first, a bounded number at a time. */
  fullCalls(operatorId: number): AsyncIterable<readonly FullCallRow[]>;
}

export interface DepartmentRow {
  readonly name: string;
  /** The calls are the sandbox's. */
  readonly invented: boolean;
}

export interface CoverageRows {
  /** Calls that listings of these days held; NULL without a run, or when a day with one has no complete listing. */
  readonly listed: number | null;
  /** Days of the period with a run. */
  readonly daysRun: number;
  readonly states: readonly {
    readonly state: CallState;
    /** Reason of `pending`, stage and class of `failed`, NULL of the others. */
    readonly detail: string | null;
    readonly count: number;
  }[];
  readonly spending: {
    /** US dollars, decimal text; NULL: no answer told. */
    readonly costUsd: string | null;
    /** Answers that the runs of these days received. */
    readonly answers: number;
    /** Those of unknown cost, missing in the sum. */
    readonly answersWithoutCost: number;
  };
}

export interface TrendRow extends Sums {
  readonly day: Day;
}

/** What judged so many calls of a day. Fingerprints and models are NULL for rows of the old program. */
export interface VersionRow {
  readonly day: Day;
  readonly checklist: string | null;
  readonly prompt: string | null;
  readonly instructions: string | null;
  readonly askedModel: string | null;
  readonly answeringModel: string | null;
  /** NULL: the transcript went out as it was said, or it is not known. */
  readonly masker: string | null;
  readonly calls: number;
}

/** Sums are of percent of the maximum, over evaluations that are scored with a maximum above 0. */
export interface CriterionRow extends Sums {
  /** NULL: row of the old program. */
  readonly criterionId: string | null;
  readonly category: string;
  readonly criterion: string;
  readonly operatorId: number;
  readonly notApplicable: number;
  readonly notScored: number;
  /** Scores above 0 whose evidence was looked for. */
  readonly aboveZero: number;
  /** Those without a quote that was found. */
  readonly unsupported: number;
  /** A check-list that judged gives the criterion a weight other than 1, or calls it critical. */
  readonly weighted: boolean;
}

export interface OperatorRow {
  /** 0: calls of the old program without one. */
  readonly operatorId: number;
  /** NULL: the directory has no such operator. */
  readonly fullName: string | null;
  readonly office: string | null;
  readonly supervisor: string | null;
  readonly calls: number;
  /** Of `performance_percentage`. */
  readonly score: Sums;
  /** Of `final_percentage`. */
  readonly finalScore: Sums;
  /** Calls in which a critical criterion scored 0. */
  readonly criticalFailed: number;
}

/** Where a call stands in the report: its operator's page. */
export interface CallPlace {
  readonly callId: string;
  readonly operatorId: number;
  /** Place among the operator's calls, newest first, from 1. */
  readonly rank: number;
}

/** One of the most frequent texts of its category and priority. */
export interface RecommendationRow extends CallPlace {
  readonly category: string;
  readonly priority: Recommendation['priority'];
  readonly issue: string;
  readonly recommendation: string;
  /** Recommendations with this very text; the call is the newest of theirs. */
  readonly count: number;
  /** Recommendations of this category and priority, with those not told. */
  readonly ofGroup: number;
  /** Recommendations of this category, with priorities not told. */
  readonly ofCategory: number;
  /** Recommendations of all groups, with those not told. */
  readonly ofAll: number;
  /** Categories, with those not told. */
  readonly categories: number;
}

export interface AgreementRows {
  readonly byOperator: readonly {
    readonly operatorId: number;
    readonly count: number;
    /** Agreements that name an amount. */
    readonly withAmount: number;
    /** Roubles, decimal text; NULL: none named an amount. */
    readonly sum: string | null;
  }[];
  /** The largest, then the newest. */
  readonly largest: readonly (CallPlace & {
    readonly startTime: string;
    readonly amount: string | null;
    readonly agreement: string;
  })[];
}

export interface DeclineReasonRow {
  readonly reasonType: string;
  readonly productCategory: string | null;
  readonly count: number;
  /** Reasons of all types and products, with those not told. */
  readonly ofAll: number;
  /** The newest. */
  readonly examples: readonly (CallPlace & { readonly description: string })[];
}

export interface CallRow extends CallPlace {
  /** Wall time, `YYYY-MM-DD HH:MM`. */
  readonly startTime: string;
  readonly percentage: number | null;
  readonly finalPercentage: number | null;
  readonly criticalFailed: boolean | null;
  /** Scores without a found quote. */
  readonly unsupported: number;
  readonly agreements: number;
  /** Roubles, decimal text; NULL: none named an amount. */
  readonly agreed: string | null;
  readonly declineReasons: number;
}

export interface TellingCallRow extends CallPlace {
  readonly criterionId: string | null;
  readonly category: string;
  readonly criterion: string;
  readonly startTime: string;
  readonly score: number;
  readonly maximum: number;
  /** Among the lowest. */
  readonly weak: boolean;
  /** The best that a found quote supports. */
  readonly good: boolean;
  /** NULL after a purge. */
  readonly reason: string | null;
  /** The first quote of the score that was found; NULL: none was, or its words are purged. */
  readonly quote: {
    readonly quote: string;
    readonly phraseIndex: number;
    readonly startSecond: number;
  } | null;
}

export interface FullCallRow extends CallPlace {
  readonly startTime: string;
  /** NULL: the ledger does not know. */
  readonly durationSeconds: number | null;
  readonly total: number | null;
  readonly maximum: number | null;
  readonly percentage: number | null;
  readonly finalPercentage: number | null;
  readonly criticalFailed: boolean | null;
  readonly evaluations: readonly EvaluationRow[];
  readonly recommendations: readonly Recommendation[];
  readonly agreements: readonly { readonly amount: string | null; readonly agreement: string }[];
  readonly declineReasons: readonly {
    readonly reasonType: string;
    readonly reasonDescription: string;
    readonly productCategory: string | null;
  }[];
  /** In the order of their index; empty for rows of the old program and after a purge. */
  readonly phrases: readonly Phrase[];
  /** Lines `operator: …` and `client: …`, when there are no phrases; NULL: gone. */
  readonly transcript: string | null;
}

export interface EvaluationRow {
  readonly criterionId: string | null;
  readonly category: string;
  readonly criterion: string;
  readonly state: CriterionResult['state'];
  readonly score: number | null;
  readonly maximum: number | null;
  readonly reason: string | null;
  readonly unsupported: boolean | null;
  readonly quotes: readonly {
    readonly speaker: Phrase['speaker'];
    readonly quote: string;
    readonly finding: QuoteFinding;
    readonly phraseIndex: number | null;
    readonly startSecond: number | null;
  }[];
}
