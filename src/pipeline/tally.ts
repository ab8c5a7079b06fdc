import { sumCosts } from '../domain/cost.ts';
import type { CallAction, CallOutcome, CallState } from '../domain/call-state.ts';
import { callActions, callStates } from '../domain/call-state.ts';
import type { ListingEnd } from '../domain/ports.ts';
import { AnswerTotals } from './answer-totals.ts';
import { JudgementTotals } from './judgement-totals.ts';
import { PossiblyPaid } from './possibly-paid.ts';

/** Watches a run: for progress display. */
export interface RunObserver {
  listed(count: number): void;
  /** All pages were read: the number listed is final. */
  listingEnded(): void;
  settled(outcome: CallOutcome): void;
}

/** What a dry run would have asked. */
export interface WouldAsk {
  calls: number;
  promptCharacters: number;
  longestPromptCharacters: number;
  /** Counted by a tokenizer library: see docs/long-calls.md for its error on Russian. */
  expectedInputTokens: number;
  /** A guess from the number of criteria. */
  expectedOutputTokens: number;
  /** Decimal text; NULL without a price of the model. */
  expectedCostUsd: string | null;
}

export interface ExpectedQuestion {
  readonly characters: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Decimal text; NULL without a price. */
  readonly costUsd: string | null;
}

/** The counts of one run. Actions add up to the number of calls listed. */
export class Tally {
  readonly states = countsOf<CallState>(callStates);
  readonly actions = countsOf<CallAction>(callActions);
  readonly answers = new AnswerTotals();
  readonly possiblyPaid = new PossiblyPaid();
  readonly judgements = new JudgementTotals();
  readonly wouldAsk: WouldAsk = {
    calls: 0,
    promptCharacters: 0,
    longestPromptCharacters: 0,
    expectedInputTokens: 0,
    expectedOutputTokens: 0,
    expectedCostUsd: '0',
  };
  listed = 0;
  endBeforeStart = 0;
  /** Listed, purged earlier and therefore left as they are. */
  purged = 0;
  /** T-Bank may hold back calls of the day, however it is asked. */
  listingHasGaps = false;
  readonly #observer: RunObserver;

  constructor(observer: RunObserver) {
    this.#observer = observer;
  }

  list(count: number): void {
    this.listed += count;
    this.#observer.listed(count);
  }

  /** @param end NULL: a stop ended it early */
  endListing(end: ListingEnd | null): void {
    this.listingHasGaps = end?.complete === false;
    this.#observer.listingEnded();
  }

  settle(outcome: CallOutcome): void {
    this.states[outcome.state] += 1;
    this.actions[outcome.action] += 1;
    this.#observer.settled(outcome);
  }

  /** A call of which nothing is stored any more and nothing is fetched again. */
  settlePurged(outcome: CallOutcome): void {
    this.purged += 1;
    this.settle(outcome);
  }

  /** One call with the lengths of its prompts: several, when it is asked about in parts. */
  addQuestions(questions: readonly ExpectedQuestion[]): void {
    const sums = this.wouldAsk;
    sums.calls += 1;
    for (const { characters, inputTokens, outputTokens, costUsd } of questions) {
      sums.promptCharacters += characters;
      sums.longestPromptCharacters = Math.max(sums.longestPromptCharacters, characters);
      sums.expectedInputTokens += inputTokens;
      sums.expectedOutputTokens += outputTokens;
      sums.expectedCostUsd = sumCosts([sums.expectedCostUsd, costUsd]);
    }
  }
}

function countsOf<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
