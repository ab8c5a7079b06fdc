import type { DayWindow } from '../domain/call.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Interruption } from '../domain/exit-code.ts';
import type { DepartmentLock, Masker, Model, RunStart, RunStore, TokenCounter } from '../domain/ports.ts';
import type { PriceTable } from '../domain/price-table.ts';
import { AnalysisAllowance } from './analysis-allowance.ts';
import type { Spending } from './ask-model.ts';
import type { GatherPorts, Gathered } from './gather.ts';
import { gather } from './gather.ts';
import { behindLock } from './behind-lock.ts';
import type { PipelineLimits, PipelineRules } from './run-context.ts';
import { runPipeline } from './run-pipeline.ts';
import type { RunSummary } from './run-summary.ts';
import { summarise } from './run-summary.ts';
import type { SpendingLimits } from './spending-limit.ts';
import { SpendingLimit } from './spending-limit.ts';
import { StopControl } from './stop-control.ts';
import type { RunObserver } from './tally.ts';
import { Tally } from './tally.ts';

/** What an invocation needs from outside. The department's lock is held by the caller from before to after. */
export interface RunPorts extends GatherPorts {
  readonly model: Model;
  readonly masker: Masker;
  readonly tokenCounter: TokenCounter;
  readonly now: () => Date;
  readonly observer: (day: string) => RunObserver;
  /** Aborted with the signal's name as its reason. */
  readonly interruption: AbortSignal;
  readonly lock: Pick<DepartmentLock, 'held' | 'lost'>;
}

export interface RunRequest {
  readonly days: readonly (DayWindow & { readonly transcriptMayStillCome: boolean })[];
  readonly askedModel: string;
  readonly rules: Omit<PipelineRules, 'transcriptMayStillCome'>;
  readonly limits: PipelineLimits;
  readonly analysisLimit: number | null;
  readonly onlyCalls: ReadonlySet<number> | null;
  readonly force: boolean;
  readonly mask: boolean;
  readonly prices: PriceTable;
  readonly spendingLimits: SpendingLimits;
  readonly dryRun: boolean;
  readonly identity: Pick<RunStart, 'invocationId' | 'version' | 'host' | 'processId'>;
}

/** The days one after the other; a stop ends them all. Days that were not begun have no summary. */
export async function runDays(ports: RunPorts, request: RunRequest): Promise<readonly RunSummary[]> {
  const control = new StopControl();
  const unlink = linkStops(ports, control);
  const allowance = new AnalysisAllowance(request.analysisLimit);
  const spending = { limit: new SpendingLimit(request.spendingLimits), prices: request.prices };
  const summaries: RunSummary[] = [];
  try {
    const gathered = await gatherOrRecord(ports, request, control);
    if (gathered === null) return [];
    for (const day of request.days) {
      if (control.reason !== null) break;
      summaries.push(await runDay(ports, request, day, { ...gathered, control, allowance, spending }));
    }
    return summaries;
  } finally {
    unlink();
    control.dispose();
  }
}

/** NULL when interrupted meanwhile. A run that cannot start leaves its row all the same, so that the night is no gap. */
async function gatherOrRecord(
  ports: RunPorts,
  request: RunRequest,
  control: StopControl,
): Promise<Gathered | null> {
  try {
    return await gather(ports, request, control.taking);
  } catch (error) {
    if (control.reason === 'interrupted') return null;
    const stop = control.error ?? error;
    // A database that belongs to other calls is left as it is.
    const mayRecord =
      !request.dryRun && !(stop instanceof StopRunError && stop.errorClass === 'sandbox_database');
    if (stop instanceof StopRunError && mayRecord) await recordFailedStart(ports, request, stop);
    throw stop;
  }
}

async function runDay(
  ports: RunPorts,
  request: RunRequest,
  day: RunRequest['days'][number],
  shared: Gathered & {
    readonly control: StopControl;
    readonly allowance: AnalysisAllowance;
    readonly spending: Spending;
  },
): Promise<RunSummary> {
  const begun = ports.now();
  const tally = new Tally(ports.observer(day.day));
  const store = await beginRun(ports, request, day.day, shared, shared.control.taking);
  await runPipeline({
    ...shared,
    window: day,
    callSource: ports.callSource,
    model: ports.model,
    masker: ports.masker,
    tokenCounter: ports.tokenCounter,
    lock: ports.lock,
    mask: request.mask,
    store,
    logger: ports.logger,
    rules: { ...request.rules, transcriptMayStillCome: day.transcriptMayStillCome },
    limits: request.limits,
    onlyCalls: request.onlyCalls,
    force: request.force,
    dryRun: request.dryRun,
    tally,
  });
  const summary = summarise({
    day: day.day,
    runId: store.runId,
    tally,
    control: shared.control,
    interruptedBy: interruptionOf(ports),
    averagePercentage: await store.averagePercentage().catch(() => null),
    durationSeconds: (ports.now().getTime() - begun.getTime()) / 1000,
    dryRunModel: request.dryRun ? request.askedModel : null,
  });
  await finishRun(ports, store, summary);
  if (summary.costCompared !== null) {
    const { byHeader, byPriceTable } = summary.costCompared;
    ports.logger.info(
      `cost by the gateway's headers ${byHeader} USD, by the price table ${byPriceTable} USD`,
      {
        day: day.day,
        runId: summary.runId ?? undefined,
      },
    );
  }
  if (summary.possiblyPaid.requests > 0) {
    ports.logger.warn('requests to the gateway got no answer: they may have been paid for all the same', {
      day: day.day,
      runId: summary.runId ?? undefined,
      count: summary.possiblyPaid.requests,
    });
  }
  if (summary.stoppedBy !== null) {
    ports.logger.error(`the run stops: ${summary.stoppedBy.message}`, {
      day: day.day,
      runId: summary.runId ?? undefined,
      failureClass: summary.stoppedBy.errorClass,
    });
  }
  return summary;
}

async function beginRun(
  ports: RunPorts,
  request: RunRequest,
  day: string,
  { fingerprints, yardstick }: Pick<Gathered, 'fingerprints' | 'yardstick'>,
  stopping: AbortSignal,
): Promise<RunStore> {
  if (request.dryRun) return ports.store.readOnly(day, fingerprints);
  await ports.lock.held(stopping);
  const store = await ports.store.beginRun({ ...request.identity, day, fingerprints, yardstick });
  return behindLock(store, ports.lock, stopping);
}

/** A night whose row cannot be finished any more is still reported: the log and the exit code tell. */
async function finishRun(ports: RunPorts, store: RunStore, summary: RunSummary): Promise<void> {
  if (store.runId === null) return;
  try {
    await store.finish({
      listed: summary.listed,
      actions: summary.actions,
      inputTokens: summary.tokens.input,
      outputTokens: summary.tokens.output,
      costUsd: summary.costUsd,
      exitCode: summary.exitCode,
      errorClass: summary.stoppedBy?.errorClass ?? null,
    });
  } catch (error) {
    ports.logger.error('the row of this run in table runs could not be finished', {
      runId: store.runId,
      failureClass: error instanceof StopRunError ? error.errorClass : 'database',
    });
  }
}

async function recordFailedStart(ports: RunPorts, request: RunRequest, error: StopRunError): Promise<void> {
  for (const { day } of request.days) {
    try {
      const store = await ports.store.beginRun({
        ...request.identity,
        day,
        fingerprints: null,
        yardstick: null,
      });
      const actions = { analysed: 0, kept: 0, excluded: 0, failed: 0, left: 0 };
      await store.finish({
        listed: 0,
        actions,
        inputTokens: null,
        outputTokens: null,
        costUsd: null,
        exitCode: 2,
        errorClass: error.errorClass,
      });
    } catch {
      return; // the database is the problem: the error that is already on its way says so
    }
  }
}

function linkStops(ports: RunPorts, control: StopControl): () => void {
  const interrupt = (): void => {
    control.interrupt();
  };
  const loseLock = (): void => {
    control.stopBecauseOf(ports.lock.lost.reason as StopRunError);
  };
  ports.interruption.addEventListener('abort', interrupt, { once: true });
  ports.lock.lost.addEventListener('abort', loseLock, { once: true });
  if (ports.interruption.aborted) interrupt();
  if (ports.lock.lost.aborted) loseLock();
  return () => {
    ports.interruption.removeEventListener('abort', interrupt);
    ports.lock.lost.removeEventListener('abort', loseLock);
  };
}

function interruptionOf(ports: RunPorts): Interruption | null {
  return ports.interruption.aborted ? (ports.interruption.reason as Interruption) : null;
}
