import type { Store } from '../domain/ports.ts';
import type { DayEnding, RunEnding, WeakCriterion } from '../domain/run-ending.ts';
import type { ExportOutcome } from '../pipeline/export-days.ts';
import type { DaysRun } from '../pipeline/run-days.ts';
import { errorClassOfDay } from '../pipeline/run-summary.ts';
import type { RunSummary } from '../pipeline/run-summary.ts';
import { errorClassOf, exitCodeOfError } from './describe-error.ts';
import type { Host } from './host.ts';

export type RunBeginning = Pick<RunEnding, 'department' | 'version' | 'invocationId' | 'startedAt'>;

/** What an invocation did: its days, and their export; NULL when none was wanted. */
export interface Invocation extends DaysRun {
  readonly exported: ExportOutcome | null;
}

/** How a run ended that reached its days. The criteria are read from the database; one that cannot be read is unknown. */
export async function endingOf(
  host: Host,
  beginning: RunBeginning,
  { done, exitCode, store }: { done: Invocation; exitCode: number; store: Pick<Store, 'weakestCriteria'> },
): Promise<RunEnding> {
  const days: DayEnding[] = [];
  let readable = true;
  for (const summary of done.summaries) {
    // An interrupted run has little time: its first day is the one that is told.
    const look: boolean = readable && !(host.interruption.aborted && days.length > 0);
    const weakestCriteria: readonly WeakCriterion[] | null = look ? await readCriteria(store, summary) : null;
    readable &&= weakestCriteria !== null;
    days.push(dayOf(summary, weakestCriteria));
  }
  const stopped = done.summaries.map(errorClassOfDay).find((errorClass) => errorClass !== null);
  return {
    ...{ ...beginning, exitCode, days, daysNotBegun: done.notBegun },
    errorClass: stopped ?? failedExport(done),
    finishedAt: host.now(),
  };
}

/** The class of an export that failed; NULL for one that was left out, because the run itself was interrupted or stopped. */
function failedExport({ exported }: Invocation): string | null {
  const { errorClass = null } = exported?.failure ?? {};
  return errorClass === 'not_exported' ? null : errorClass;
}

/** How a run ended that could not begin. */
export function failedEnding(host: Host, beginning: RunBeginning, error: unknown): RunEnding {
  return {
    ...{ ...beginning, exitCode: exitCodeOfError(error), errorClass: errorClassOf(error) },
    ...{ finishedAt: host.now(), days: [], daysNotBegun: [] },
  };
}

async function readCriteria(
  store: Pick<Store, 'weakestCriteria'>,
  { day }: RunSummary,
): Promise<readonly WeakCriterion[] | null> {
  try {
    return await store.weakestCriteria(day);
  } catch {
    return null;
  }
}

/** Key by key: what a summary has besides is not for everybody. */
function dayOf(summary: RunSummary, weakestCriteria: readonly WeakCriterion[] | null): DayEnding {
  const { day, runId, exitCode, listed, actions, balance, averagePercentage } = summary;
  const { input, output, answers } = summary.tokens;
  return {
    ...{ day, runId, exitCode, listed, actions, balance, averagePercentage, weakestCriteria },
    tokens: { input, output, answers },
    costUsd: summary.costUsd,
    answersWithoutCost: summary.answersWithoutCost,
    costIsInvented: summary.costIsInvented,
  };
}
