import type { Balance } from '../domain/balance.ts';
import { describeImbalance, isBalanced } from '../domain/balance.ts';
import type { CallAction, CallState } from '../domain/call-state.ts';
import type { Day } from '../domain/call.ts';
import type { CostComparison } from '../domain/cost-comparison.ts';
import type { QuoteFinding } from '../domain/evidence.ts';
import type { AnswerFaults } from '../domain/interpretation.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { exitCodeOfRun, nothingReachedAnalysis } from '../domain/exit-code.ts';
import type { OverBudget } from '../domain/over-budget.ts';
import type { Selection } from '../domain/selection.ts';
import type { StopControl } from './stop-control.ts';
import type { Tally, WouldAsk } from './tally.ts';

/** What one run did: the numbers of the closing table and of `--json`. Unknown is null, never 0. */
export interface RunSummary {
  readonly day: Day;
  /** Row of `runs`; null in a dry run. */
  readonly runId: string | null;
  /** Which calls of the day it took. */
  readonly selection: Selection['kind'];
  readonly exitCode: number;
  /** Class and message of what ended the run early; null when nothing did. */
  readonly stoppedBy: { readonly errorClass: string; readonly message: string } | null;
  /** CallQ's own budget, when that stopped the run; null when it did not. */
  readonly overBudget: OverBudget | null;
  readonly interruptedBy: Interruption | null;
  readonly listed: number;
  /** Adds up to `listed`. */
  readonly actions: Readonly<Record<CallAction, number>>;
  /** Adds up to `listed`. */
  readonly states: Readonly<Record<CallState, number>>;
  /** Of the whole day, whatever this run took; null in a dry run, or when it could not be read. */
  readonly balance: Balance | null;
  /** Of the answers received in this run, those of failed and non-sales calls included. */
  readonly tokens: {
    readonly input: number | null;
    readonly output: number | null;
    readonly answers: number;
    readonly answersWithoutUsage: number;
  };
  /** Decimal text; null when no answer said what it cost. */
  readonly costUsd: string | null;
  readonly answersWithoutCost: number;
  /** The sandbox answered: nobody is charged. */
  readonly costIsInvented: boolean;
  /** Requests without an answer, which may have been paid for all the same; not among the answers. */
  readonly possiblyPaid: {
    readonly requests: number;
    /** At most, questions and answers together. */
    readonly estimatedTokens: number;
    /** At most, decimal text; null without a price of the model. */
    readonly estimatedCostUsd: string | null;
  };
  /** Null when no answer can be compared. */
  readonly costCompared: CostComparison | null;
  /** Average performance_percentage of the calls of this day that are stored now. */
  readonly averagePercentage: number | null;
  /** What was wrong with answers, by name (domain/interpretation.ts). */
  readonly answerFaults: AnswerFaults;
  /** Quotes by what code found in the transcript. */
  readonly quotes: Readonly<Record<QuoteFinding, number>>;
  /** Entries among the quotes that are none: no words, or an unknown speaker. */
  readonly droppedQuotes: number;
  /** Scores above 0, and those of them without a quote that was found. */
  readonly evidence: { readonly scoredAboveZero: number; readonly unsupported: number };
  readonly durationSeconds: number;
  readonly warnings: readonly string[];
  /** Only in a dry run. */
  readonly wouldAsk: (Readonly<WouldAsk> & { readonly model: string }) | null;
}

/** A share of calls without a client phone above this is worth a look: some may be withheld numbers. */
const suspiciousShareWithoutPhone = 0.2;

interface SummaryFacts {
  readonly day: Day;
  readonly runId: string | null;
  readonly selection: Selection['kind'];
  readonly balance: Balance | null;
  readonly tally: Tally;
  readonly control: StopControl;
  readonly interruptedBy: Interruption | null;
  readonly averagePercentage: number | null;
  readonly durationSeconds: number;
  readonly dryRunModel: string | null;
}

export function summarise(facts: SummaryFacts): RunSummary {
  const { tally, control } = facts;
  const { answers, actions, states } = tally;
  const dryRun = facts.dryRunModel !== null;
  return {
    day: facts.day,
    runId: facts.runId,
    selection: facts.selection,
    exitCode: exitCodeOfRun({
      interruption: facts.interruptedBy,
      stopped: control.error !== null,
      overBudget: control.reason === 'over_budget',
      dryRun,
      onlyUnfinished: facts.selection === 'unfinished',
      unaccounted: isUnaccounted(facts),
      listed: tally.listed,
      ...actions,
    }),
    stoppedBy:
      control.error === null
        ? null
        : { errorClass: control.error.errorClass, message: control.error.message },
    overBudget: control.overBudget,
    interruptedBy: facts.interruptedBy,
    listed: tally.listed,
    actions,
    states,
    balance: facts.balance,
    tokens: {
      input: answers.inputTokens,
      output: answers.outputTokens,
      answers: answers.received,
      answersWithoutUsage: answers.withoutUsage,
    },
    costUsd: answers.costUsd,
    answersWithoutCost: answers.withoutCost,
    costIsInvented: answers.costIsInvented,
    possiblyPaid: {
      requests: tally.possiblyPaid.requests,
      estimatedTokens: tally.possiblyPaid.estimatedTokens,
      estimatedCostUsd: tally.possiblyPaid.estimatedCostUsd,
    },
    costCompared: answers.compared,
    averagePercentage: facts.averagePercentage,
    answerFaults: tally.judgements.faults,
    quotes: tally.judgements.quotes,
    droppedQuotes: tally.judgements.droppedQuotes,
    evidence: {
      scoredAboveZero: tally.judgements.scoredAboveZero,
      unsupported: tally.judgements.unsupported,
    },
    durationSeconds: facts.durationSeconds,
    warnings: warningsOf(facts, dryRun || control.reason !== null),
    wouldAsk: facts.dryRunModel === null ? null : { model: facts.dryRunModel, ...tally.wouldAsk },
  };
}

/** Short class of what ended the run early; null when nothing did. */
export function errorClassOfDay({ stoppedBy, overBudget }: RunSummary): string | null {
  return stoppedBy?.errorClass ?? (overBudget === null ? null : 'over_budget');
}

/** Unread is unaccounted for as well: a dry run alone has nothing to hold against the listing. */
function isUnaccounted({ tally, balance }: SummaryFacts): boolean {
  return tally.listingHasGaps || balance === null || isBalanced(balance) === false;
}

function warningsOf({ day, selection, tally, balance }: SummaryFacts, partial: boolean): string[] {
  const warnings: string[] = [];
  const { listed, states, actions } = tally;
  const imbalance = balance === null ? null : describeImbalance(day, balance);
  if (imbalance !== null) warnings.push(imbalance);
  if (tally.listingHasGaps) {
    warnings.push(
      `T-Bank may hold back calls of ${day}: even the shortest window it was asked for came as one full page. ` +
        'What it listed is processed. Run the day again later; if it stays, report it to T-Bank.',
    );
  }
  if (tally.purged > 0) {
    warnings.push(
      `${tally.purged} calls of ${day} were purged: they stay as they are and are not paid for again. To fetch them from ` +
        `T-Bank and analyse them anew: callq run --date ${day} --force, of single calls with --call ID besides.`,
    );
  }
  const onlyUnfinished = selection === 'unfinished';
  if (!partial && nothingReachedAnalysis({ onlyUnfinished, listed, ...actions })) {
    warnings.push(
      `${listed} calls were listed, but none was analysed or kept: see the states for the reasons.`,
    );
  }
  const withoutPhone = states.internal_segment / Math.max(listed, 1);
  if (withoutPhone > suspiciousShareWithoutPhone) {
    warnings.push(
      `${Math.round(withoutPhone * 100)} % of the calls have no client phone and were skipped as internal. ` +
        'If clients withhold their numbers, set CALLQ_SKIP_WITHOUT_PHONE=false.',
    );
  }
  if (states.malformed > 0) {
    warnings.push(
      `${states.malformed} listing entries were malformed: the ledger (call_ledger.reason) says how.`,
    );
  }
  if (tally.endBeforeStart > 0) {
    warnings.push(
      `${tally.endBeforeStart} calls ended before they began in the listing: their finish_time is NULL.`,
    );
  }
  return warnings;
}
