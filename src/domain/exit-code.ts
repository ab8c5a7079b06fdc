/** The one place that decides exit codes (contract, "Exit codes"). */

export const exitCodes = { done: 0, finishedWithFailures: 1, couldNotRun: 2, anotherRun: 3 } as const;
export const interruptionCodes = { SIGINT: 130, SIGTERM: 143 } as const;
export type Interruption = keyof typeof interruptionCodes;

/** What decides the exit code of one run. */
export interface RunFacts {
  readonly interruption: Interruption | null;
  /** A StopRunError ended it early. */
  readonly stopped: boolean;
  /** CallQ's own budget stopped it. */
  readonly overBudget: boolean;
  readonly dryRun: boolean;
  /** It took only calls that an earlier run left: none of them may come to anything. */
  readonly onlyUnfinished: boolean;
  /** Listed calls are not accounted for, or T-Bank may hold back calls. */
  readonly unaccounted: boolean;
  readonly listed: number;
  readonly analysed: number;
  readonly kept: number;
  readonly failed: number;
}

export function exitCodeOfRun(facts: RunFacts): number {
  if (facts.interruption !== null) return interruptionCodes[facts.interruption];
  if (facts.stopped) return exitCodes.couldNotRun;
  if (facts.dryRun) return exitCodes.done;
  if (facts.overBudget || facts.failed > 0 || facts.unaccounted || nothingReachedAnalysis(facts))
    return exitCodes.finishedWithFailures;
  return exitCodes.done;
}

/** Of `callq rescore`: what cannot be rescored any more is no failure, a judgement that fails is one. */
export function exitCodeOfRescore(facts: {
  readonly interruption: Interruption | null;
  readonly failed: number;
}): number {
  if (facts.interruption !== null) return interruptionCodes[facts.interruption];
  return facts.failed > 0 ? exitCodes.finishedWithFailures : exitCodes.done;
}

/** Of `callq doctor`: 0 all is good, 1 something to look at or not checked, 2 something is wrong and a run would stop. */
export function exitCodeOfDoctor(
  judgements: readonly ('good' | 'warning' | 'error' | 'not_checked')[],
): number {
  if (judgements.includes('error')) return exitCodes.couldNotRun;
  return judgements.every((judgement) => judgement === 'good')
    ? exitCodes.done
    : exitCodes.finishedWithFailures;
}

/** Of the export at the end of a run, or by hand: the results are in the database, so that nothing worse can come of it. */
export function exitCodeOfExport({ failure }: { readonly failure: object | null }): number {
  return failure === null ? exitCodes.done : exitCodes.finishedWithFailures;
}

export function nothingReachedAnalysis(
  facts: Pick<RunFacts, 'onlyUnfinished' | 'listed' | 'analysed' | 'kept'>,
): boolean {
  return !facts.onlyUnfinished && facts.listed > 0 && facts.analysed + facts.kept === 0;
}

const bySeverity = [0, 1, 3, 2, 130, 143];

/** Of several days, the most severe. */
export function mostSevere(codes: readonly number[]): number {
  return codes.reduce(
    (worst, code) => (bySeverity.indexOf(code) > bySeverity.indexOf(worst) ? code : worst),
    0,
  );
}
