import type { AnswerReading, TokenUsage } from './analysis.ts';
import type { Balance } from './balance.ts';
import type { CallOutcome, CallState } from './call-state.ts';
import type { Day, DayWindow, ListedCall, ListedEntry } from './call.ts';
import type { Checklist } from './checklist.ts';
import type { CheckedQuote } from './evidence.ts';
import type { AnswerFaults, CriterionResult } from './interpretation.ts';
import type { Agreement, DeclineReason, Recommendation } from './model-answer.ts';
import type { Operator } from './operator-directory.ts';
import type { PhoneRegister } from './phone-register.ts';
import type { CostSource, KnownCost } from './price-table.ts';
import type { Fingerprints, Question, Yardstick } from './question.ts';
import type { ExportKind, ExportRecord } from './export-ports.ts';
import type { WeakCriterion } from './run-ending.ts';
import type { Score } from './score.ts';
import type { LimitedCalls, Selection } from './selection.ts';
import type { TranscriptPart } from './split-transcript.ts';
import type { Transcript } from './transcript.ts';

/*
 * What the pipeline needs from outside. Every method that can wait takes a signal and ends soon after it is aborted.
 * Unless said otherwise a method throws StopRunError when the run cannot go on.
 */

/** Where calls and transcripts come from (T-Bank TQM). */
export interface CallSource {
  /** Logs in and finds the operators' group. `isSandbox`: the server says that its calls are invented. */
  open(signal: AbortSignal): Promise<{ readonly isSandbox: boolean }>;
  /** The calls that start within the window, page by page in T-Bank's order, each id once. Throws on paging that does not grow. */
  pages(window: DayWindow, signal: AbortSignal): AsyncIterable<readonly ListedEntry[], ListingEnd>;
  /** NULL when there is none (yet). Throws CallError (stage `transcript`) when this one cannot be had. */
  transcript(callId: number, signal: AbortSignal): Promise<Transcript | null>;
}

/** How a listing ended. */
export interface ListingEnd {
  /** False: T-Bank may hold back calls of the window, however it is asked. */
  readonly complete: boolean;
}

/** The department's spreadsheet. */
export interface ChecklistSource {
  read(signal: AbortSignal): Promise<{
    readonly checklist: Checklist;
    readonly instructions: string;
    /** One line each, naming its row: what looks like a tag of the check-list and is not obeyed. */
    readonly warnings: readonly string[];
  }>;
}

/** A response of the gateway as received, not interpreted. */
export interface ReceivedAnswer {
  /** The response body; cut at the size limit, which `bodyTruncated` then says. */
  readonly body: Uint8Array;
  readonly bodyTruncated: boolean;
  readonly status: number;
  /** USD as decimal text from the gateway's header; NULL when it says nothing. */
  readonly costUsd: string | null;
  /** The gateway says that it is the sandbox's: nobody is charged. */
  readonly costIsInvented: boolean;
  /** From sending to the last byte, without waiting for a slot. */
  readonly latencyMs: number;
  readonly gatewayCallId: string | null;
}

interface AskOptions {
  /** The call that the question is about, for lines of the log. */
  readonly callId?: number;
  /** Ends the waiting for a slot or a retry: no new request is made; the other signal when left out. */
  readonly stopping?: AbortSignal;
  /**
   * Told of every request whose outcome is unknown (no answer after it was sent): it may have been paid for. False: the
   * question must not be sent again.
   */
  readonly mayRepeat?: () => boolean;
}

/** The language model behind the gateway. */
export interface Model {
  /**
   * One question, one received answer (status 200). Holds a slot only while a request is under way; retries re-enter the
   * queue after their delay. Throws CallError (stage `analysis`) when this call cannot be answered, StopRunError when no call can.
   * @param signal ends a request under way
   */
  ask(question: Question, signal: AbortSignal, options?: AskOptions): Promise<ReceivedAnswer>;
  /** Takes the text out of a received body. Pure: also for bodies stored earlier. */
  read(answer: Pick<ReceivedAnswer, 'body' | 'bodyTruncated'>): AnswerReading;
}

/** What the database already holds about one listed call, for these fingerprints and this department. */
export type StoredCall =
  | { readonly callId: number; readonly kind: 'saved' | 'not_sales' | 'other_department' }
  /** The analysis is there but its `calls` row was deleted: it is laid out again without paying. */
  | { readonly callId: number; readonly kind: 'refillable'; readonly analysisId: string }
  /** Answers were received for it, but no analysis came of them: `unusedAnswers` has them. */
  | { readonly callId: number; readonly kind: 'answered' };

/** A finished analysis with what it was computed from. */
export interface StoredAnalysis {
  readonly analysisId: string;
  readonly transcript: Transcript;
  /** Masker that the transcript went out with; NULL: as it was said. */
  readonly maskerVersion: string | null;
  /** In the order in which they were received. */
  readonly answers: readonly (Pick<ReceivedAnswer, 'body' | 'bodyTruncated'> & AboutPart)[];
}

/** Which phrases a question showed. */
export interface AboutPart {
  /** NULL: the call as a whole. */
  readonly part: TranscriptPart | null;
}

/** One answer to append before it is interpreted. */
export interface AnswerRecord extends AboutPart {
  readonly callId: number;
  readonly transcriptFingerprint: string;
  /** Which request of this call in this run, from 1, numbered through over its parts. */
  readonly attempt: number;
  readonly received: ReceivedAnswer;
  readonly answeringModel: string | null;
  readonly finishReason: string | null;
  readonly usage: TokenUsage;
  readonly cost: KnownCost;
  /** Masker that the transcript went out with; NULL: as it was said. */
  readonly maskerVersion: string | null;
}

/** An answer that was received and paid for and that no analysis came of. */
interface UnusedAnswer extends Pick<ReceivedAnswer, 'body' | 'bodyTruncated' | 'latencyMs'>, AboutPart {
  readonly id: string;
  readonly cost: KnownCost;
}

/** The finished judgement of one call, everything that is stored in one transaction. */
export interface CallRecord {
  readonly call: ListedCall;
  readonly operator: Operator;
  readonly transcript: Transcript;
  readonly transcriptFingerprint: string;
  readonly outcome: CallOutcome;
  /** A new analysis, or the id of the stored one that is laid out again. */
  readonly analysis: NewAnalysis | { readonly storedId: string };
  /** NULL for a call that is not a sales call: it has no `calls` row. */
  readonly projection: Projection | null;
}

export interface NewAnalysis {
  readonly verdict: 'sales' | 'not_sales';
  readonly answeringModel: string | null;
  /** Sums over the answers it was computed from; NULL when one of them is unknown. */
  readonly usage: TokenUsage;
  /** Decimal text; NULL when the cost of one answer is unknown. */
  readonly costUsd: string | null;
  /** The weakest source of its answers' costs. */
  readonly costSource: CostSource;
  /** Sum over its answers. */
  readonly latencyMs: number;
  readonly faults: AnswerFaults;
  /** Version of the masker that the transcript went out with; NULL: as it was said. */
  readonly maskerVersion: string | null;
  /** Parts the call was asked in; 1: as a whole. */
  readonly parts: number;
  /** Ids of the answers it was computed from, in order. */
  readonly answerIds: readonly string[];
}

export interface Projection {
  readonly score: Score;
  /** In the order of the check-list. */
  readonly evaluations: readonly JudgedCriterion[];
  readonly recommendations: readonly Recommendation[];
  readonly agreements: readonly Agreement[];
  readonly declineReasons: readonly DeclineReason[];
}

export interface JudgedCriterion {
  readonly criterionId: string;
  readonly category: string;
  readonly criterion: string;
  readonly maximum: number;
  readonly state: CriterionResult['state'];
  /** NULL unless scored. */
  readonly score: number | null;
  readonly reason: string;
  readonly quotes: readonly CheckedQuote[];
  /** Scored above 0 without a quote that was found; NULL when not scored above 0. */
  readonly unsupported: boolean | null;
}

/** One line of the ledger. */
export interface LedgerEntry {
  readonly callId: number;
  readonly outcome: CallOutcome;
  readonly operatorName: string | null;
  readonly operatorLogin: string | null;
  readonly startedAt: Date | null;
  readonly durationSeconds: number | null;
  /** Hash of the client's number, for `callq forget`; without one, the one that is there stays. */
  readonly phoneHash?: string | null;
}

/** What a run is begun with. */
export interface RunStart {
  readonly invocationId: string;
  readonly day: Day;
  /** All calls of the day when left out. */
  readonly selection?: Selection['kind'];
  readonly fingerprints: Fingerprints | null;
  /** What the fingerprints are of: stored with the first run that uses it. NULL together with them. */
  readonly yardstick: Yardstick | null;
  readonly version: string;
  readonly host: string;
  readonly processId: number;
}

/** What a run is finished with. */
export interface RunEnd {
  readonly listed: number;
  readonly actions: Readonly<Record<CallOutcome['action'], number>>;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: string | null;
  /** Requests whose outcome is unknown, not in the sums: so many, and at most so much. NULL: no price of the model. */
  readonly possiblyPaid: {
    readonly requests: number;
    readonly estimatedTokens: number;
    readonly estimatedCostUsd: string | null;
  };
  readonly exitCode: number;
  readonly errorClass: string | null;
}

/** The department's part of the database. Statements that fail for this call only throw CallError (stage `saving`). */
export interface Store {
  readonly departmentId: number;
  activeOperators(): Promise<readonly Operator[]>;
  /**
   * Keeps invented and real calls apart: a sandbox run marks a database that is embedded or empty and refuses any other
   * that is not marked; a real run refuses a marked one unless it is embedded.
   * @param options.claim false: nothing is marked
   */
  claimDatabase(kind: 'sandbox' | 'real', options?: { readonly claim: boolean }): Promise<void>;
  /**
   * Numbers that were forgotten. Throws StopRunError (`forget_key`) when the key is missing or not the database's.
   * @param options.claim the first key that is used becomes the database's; false in a dry run
   */
  phoneRegister(options: { readonly claim: boolean }): Promise<PhoneRegister>;
  /**
   * @param held awaited before each attempt to write ledger, calls or the run's row at its begin: returns while the
   *   department's lock is held, waits while it is won back, throws StopRunError (`lock_lost`) when it is lost
   */
  beginRun(start: RunStart, held: () => Promise<void>): Promise<RunStore>;
  /**
   * What is left to do on these days, as far as the ledger knows; oldest first, days without anything left out.
   * @param options.named somebody asked for just these days: none of them lies before the department's time
   */
  unfinishedDays(
    days: readonly Day[],
    limited: LimitedCalls,
    options?: { readonly named: boolean },
  ): Promise<readonly UnfinishedDay[]>;
  /**
   * Calls of days before this one that still wait for a transcript become `no_transcript`. Returns how many.
   * @param held as of `beginRun`
   */
  giveUpTranscripts(before: Day, held: () => Promise<void>): Promise<number>;
  /**
   * What a digest of the day names: the lowest averages of criteria over its stored calls, lowest first, of those with
   * `fewestForAverage` scores at least.
   */
  weakestCriteria(day: Day): Promise<readonly WeakCriterion[]>;
  /** Of one start of the program. */
  exportRecord(invocationId: string, kind: ExportKind): ExportRecord;
  /** The same reads as in a run, for `--dry-run`: outcomes are dropped, every other write is refused. */
  readOnly(day: Day, fingerprints: Fingerprints): RunStore;
}

/** A day on which something was left. */
export interface UnfinishedDay {
  readonly day: Day;
  /** Calls that wait: failed, pending or pending_transcript, still listed and not purged. */
  readonly calls: number;
  /** A run was to take the whole of this day or of an earlier one, or the day was named; no run has read this day's listing to the end, and nothing of it was purged. */
  readonly neverListed: boolean;
}

/** What a run read of the day's listing. */
export interface SeenListing {
  /** Each once. */
  readonly callIds: readonly number[];
  /** The whole listing of the day was read; otherwise only these calls are known to be listed. */
  readonly complete: boolean;
}

/** The store of one run: one department, one day. */
export interface RunStore {
  /** NULL in a dry run. */
  readonly runId: string | null;
  /** What is there already of these calls; of those not returned there is nothing. One query. */
  storedCalls(callIds: readonly number[]): Promise<readonly StoredCall[]>;
  /** Those of these calls of the day that were purged, and where they stood: a run would fetch and pay for them again. */
  purgedCalls(callIds: readonly number[]): Promise<ReadonlyMap<number, CallState>>;
  storedAnalysis(analysisId: string): Promise<StoredAnalysis>;
  /** Answers received earlier for the same question and transcript that no analysis came of: read before paying again. */
  unusedAnswers(
    callId: number,
    transcriptFingerprint: string,
    maskerVersion: string | null,
  ): Promise<readonly UnusedAnswer[]>;
  /** Returns the id of the stored answer. */
  appendAnswer(answer: AnswerRecord): Promise<string>;
  /**
   * Keeps what T-Bank listed, independent of the ledger, once the outcomes of these calls are recorded. A complete
   * listing marks calls of the ledger that it no longer holds as vanished; an incomplete one only adds calls.
   */
  recordListing(listing: SeenListing): Promise<void>;
  /** Calls of the day that the ledger holds as failed, pending or pending_transcript, and that were not purged. */
  unfinishedCalls(limited: LimitedCalls): Promise<ReadonlySet<number>>;
  /** Whether the day's ledger balances now; NULL when there is no such day. */
  balance(): Promise<Balance | null>;
  /** One statement for many calls; an entry of the same call is overwritten. */
  recordOutcomes(entries: readonly LedgerEntry[]): Promise<void>;
  /** One transaction: analysis, phrases, projection (children replaced), ledger. */
  saveCall(record: CallRecord): Promise<void>;
  /** Average `performance_percentage` over the calls of this day and department that are stored now; NULL without any. */
  averagePercentage(): Promise<number | null>;
  finish(end: RunEnd): Promise<void>;
}

/** One run per department at a time. */
export interface DepartmentLock {
  /**
   * Returns at once while the lock is held. While it is being won back it waits, up to about 30 s: nothing new may be taken,
   * asked or saved meanwhile. Throws StopRunError (`lock_lost`) when the lock is lost for good, or when `stopping` is aborted
   * while it is not held.
   */
  held(stopping: AbortSignal): Promise<void>;
  /** Aborted, with a StopRunError as its reason, when the lock is lost for good: another run may be going on. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Identifiers and numbers only: a log line has no field that could hold content. */
export interface LogFields {
  readonly callId?: number | undefined;
  readonly runId?: string | undefined;
  readonly day?: Day | undefined;
  readonly stage?: string | undefined;
  readonly failureClass?: string | undefined;
  readonly status?: number | undefined;
  readonly attempt?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly count?: number | undefined;
  readonly host?: string | undefined;
  readonly model?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** What only a log at DEBUG shows. */
export interface DebugFields extends LogFields {
  /** Operator as T-Bank names them. */
  readonly operatorName?: string | undefined;
}

export interface Logger {
  debug(message: string, fields?: DebugFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** The log of an invocation. */
export interface RunLogger extends Logger {
  /**
   * Does the work; every line written meanwhile, by whatever client, carries these identifiers. Such work may hold more of
   * it, but two never run side by side: what belongs to one of many calls is said with each line.
   */
  within<T>(identifiers: Pick<LogFields, 'runId' | 'day'>, work: () => Promise<T>): Promise<T>;
}

/** Replaces personal data of the client by placeholders before a transcript leaves for the gateway. */
export interface Masker {
  /** Part of what identifies a question: another version may mask differently. */
  readonly version: string;
  /** Same phrases, same order, texts masked. Deterministic: the map is recomputed from the transcript and the version. */
  mask(transcript: Transcript): MaskedTranscript;
}

export interface MaskedTranscript {
  readonly transcript: Transcript;
  /** Puts the original words back wherever a placeholder stands in a model's text. */
  restore(text: string): string;
  /** Placeholders by kind, for counts; never the words. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Counts tokens as one family of models does; others count differently (docs/long-calls.md). */
export interface TokenCounter {
  /** Loads the vocabulary, the first time: only for a text that has more UTF-8 bytes than tokens are allowed. */
  load(): Promise<(text: string) => number>;
}
