import type { DepartmentLock, Masker, Model, RunLogger, RunStart, TokenCounter } from '../domain/ports.ts';
import type { PriceTable } from '../domain/price-table.ts';
import type { GatherPorts } from './gather.ts';
import type { DayToRun } from './plan-days.ts';
import type { PipelineLimits, PipelineRules } from './run-context.ts';
import type { SpendingLimits } from './spending-limit.ts';
import type { RunObserver } from './tally.ts';

/** What an invocation needs from outside. The department's lock is held by the caller from before to after. */
export interface RunPorts extends GatherPorts {
  readonly model: Model;
  readonly logger: RunLogger;
  readonly masker: Masker;
  readonly tokenCounter: TokenCounter;
  readonly now: () => Date;
  readonly observer: (day: string) => RunObserver;
  /** Aborted with the signal's name as its reason. */
  readonly interruption: AbortSignal;
  readonly lock: Pick<DepartmentLock, 'held' | 'lost'>;
}

export interface RunRequest {
  readonly days: readonly DayToRun[];
  /** Somebody asked for just these days; otherwise they are a night's own. */
  readonly daysNamed: boolean;
  /** A night of its own, with no day named: days before it, oldest first, on which it finishes what was left. Else NULL. */
  readonly earlierDays: readonly DayToRun[] | null;
  readonly askedModel: string;
  readonly rules: Omit<PipelineRules, 'transcriptMayStillCome'>;
  readonly limits: PipelineLimits;
  readonly analysisLimit: number | null;
  readonly onlyCalls: ReadonlySet<number> | null;
  /** `--only-unfinished`: of the days, only calls that were left. */
  readonly onlyUnfinished: boolean;
  readonly force: boolean;
  readonly mask: boolean;
  readonly prices: PriceTable;
  readonly spendingLimits: SpendingLimits;
  readonly dryRun: boolean;
  readonly identity: Pick<RunStart, 'invocationId' | 'version' | 'host' | 'processId'>;
}
