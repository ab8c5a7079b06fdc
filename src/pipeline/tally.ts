import type { CallAction, CallOutcome, CallState } from '../domain/call-state.ts';
import { callActions, callStates } from '../domain/call-state.ts';
import { sumCosts } from '../domain/cost.ts';
import type { TokenUsage } from '../domain/analysis.ts';

/** Watches a run: for progress display. */
export interface RunObserver {
  listed(count: number): void;
  /** All pages were read: the number listed is final. */
  listingEnded(): void;
  settled(outcome: CallOutcome): void;
}

/** The counts of one run. Actions add up to the number of calls listed. */
export class Tally {
  readonly states = countsOf<CallState>(callStates);
  readonly actions = countsOf<CallAction>(callActions);
  readonly answers: AnswerTotals = new AnswerTotals();
  /** What a dry run would have asked. */
  readonly wouldAsk = { calls: 0, promptCharacters: 0, longestPromptCharacters: 0 };
  listed = 0;
  endBeforeStart = 0;
  readonly #observer: RunObserver;

  constructor(observer: RunObserver) {
    this.#observer = observer;
  }

  list(count: number): void {
    this.listed += count;
    this.#observer.listed(count);
  }

  endListing(): void {
    this.#observer.listingEnded();
  }

  settle(outcome: CallOutcome): void {
    this.states[outcome.state] += 1;
    this.actions[outcome.action] += 1;
    this.#observer.settled(outcome);
  }

  addQuestion(promptCharacters: number): void {
    this.wouldAsk.calls += 1;
    this.wouldAsk.promptCharacters += promptCharacters;
    this.wouldAsk.longestPromptCharacters = Math.max(this.wouldAsk.longestPromptCharacters, promptCharacters);
  }
}

/** Tokens and money of the answers of a run, those of failed calls and of calls that are no sales included. */
class AnswerTotals {
  received = 0;
  withoutUsage = 0;
  withoutCost = 0;
  #input = 0;
  #output = 0;
  #cost: string | null = null;

  add(usage: TokenUsage, costUsd: string | null): void {
    this.received += 1;
    if (usage.input === null || usage.output === null) this.withoutUsage += 1;
    this.#input += usage.input ?? 0;
    this.#output += usage.output ?? 0;
    if (costUsd === null) this.withoutCost += 1;
    else this.#cost = sumCosts([this.#cost ?? '0', costUsd]);
  }

  /** NULL when no answer said how many. */
  get inputTokens(): number | null {
    return this.received > this.withoutUsage ? this.#input : null;
  }

  get outputTokens(): number | null {
    return this.received > this.withoutUsage ? this.#output : null;
  }

  /** What the answers with a known cost cost; NULL when there is none. */
  get costUsd(): string | null {
    return this.#cost;
  }
}

function countsOf<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
