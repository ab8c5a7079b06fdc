import type { Balance } from './balance.ts';
import type { CallAction } from './call-state.ts';
import type { Day } from './call.ts';

/** What is told outside about the end of an invocation: numbers and names of criteria, nothing about a person or a call. */
export interface RunEnding {
  /** DEPARTAMENT_ID. */
  readonly department: number;
  readonly version: string;
  readonly invocationId: string;
  readonly exitCode: number;
  /** Short class of what ended it early, such as `login`, or of its export that failed; NULL when nothing did. */
  readonly errorClass: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** In the order in which they were run, a night's own day first; empty when none was begun. */
  readonly days: readonly DayEnding[];
  readonly daysNotBegun: readonly Day[];
}

/** One run. Unknown is NULL, never 0. */
export interface DayEnding {
  readonly day: Day;
  /** Row of `runs`. */
  readonly runId: string | null;
  readonly exitCode: number;
  readonly listed: number;
  /** What this run did; adds up to `listed`. */
  readonly actions: Readonly<Record<CallAction, number>>;
  /** Where the whole day stands now, whatever this run took of it; NULL when it could not be read. */
  readonly balance: Balance | null;
  /** Of the calls of the day that are stored now; NULL without any, or when it could not be read. */
  readonly averagePercentage: number | null;
  /** Lowest first, none from fewer than `fewestForAverage` scores; NULL when they could not be read. */
  readonly weakestCriteria: readonly WeakCriterion[] | null;
  readonly tokens: {
    readonly input: number | null;
    readonly output: number | null;
    readonly answers: number;
  };
  /** Decimal text; NULL when no answer said what it cost. */
  readonly costUsd: string | null;
  readonly answersWithoutCost: number;
  /** The sandbox answered: nobody is charged. */
  readonly costIsInvented: boolean;
}

/** A criterion with its average over the stored calls of a day. */
export interface WeakCriterion {
  readonly category: string;
  readonly criterion: string;
  /** Average of score / maximum over the calls in which it was scored, 0 to 100. */
  readonly averagePercentage: number;
  /** Calls in which it was scored. */
  readonly calls: number;
}
