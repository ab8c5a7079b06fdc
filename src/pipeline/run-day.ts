import type { Balance } from '../domain/balance.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Interruption } from '../domain/exit-code.ts';
import type { RunStore } from '../domain/ports.ts';
import type { AnalysisAllowance } from './analysis-allowance.ts';
import type { Spending } from './ask-model.ts';
import type { Gathered } from './gather.ts';
import type { PlannedDay } from './plan-days.ts';
import { logEnding } from './log-ending.ts';
import { runPipeline } from './run-pipeline.ts';
import type { RunPorts, RunRequest } from './run-request.ts';
import type { RunSummary } from './run-summary.ts';
import { errorClassOfDay, summarise } from './run-summary.ts';
import type { StopControl } from './stop-control.ts';
import { Tally } from './tally.ts';

/** What all days of an invocation share. */
export interface SharedByDays extends Gathered {
  readonly control: StopControl;
  readonly allowance: AnalysisAllowance;
  readonly spending: Spending;
}

/** One run: a day of the department, or some of its calls. */
export async function runDay(
  ports: RunPorts,
  request: RunRequest,
  { day, selection }: PlannedDay,
  shared: SharedByDays,
): Promise<RunSummary> {
  const begun = ports.now();
  const store = await beginRun(ports, request, { day, selection }, shared);
  return ports.logger.within({ runId: store.runId ?? undefined, day: day.day }, () =>
    carryOut(ports, request, { ...shared, day, selection, store, begun }),
  );
}

type DayUnderWay = SharedByDays & PlannedDay & { readonly store: RunStore; readonly begun: Date };

async function carryOut(
  ports: RunPorts,
  request: RunRequest,
  { day, selection, store, begun, ...shared }: DayUnderWay,
): Promise<RunSummary> {
  const tally = new Tally(ports.observer(day.day));
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
    selection,
    force: request.force,
    dryRun: request.dryRun,
    tally,
  });
  const summary = summarise({
    day: day.day,
    runId: store.runId,
    selection: selection.kind,
    balance: request.dryRun ? null : await readBalance(ports, store),
    tally,
    control: shared.control,
    interruptedBy: interruptionOf(ports),
    averagePercentage: await store.averagePercentage().catch(() => null),
    durationSeconds: (ports.now().getTime() - begun.getTime()) / 1000,
    dryRunModel: request.dryRun ? request.askedModel : null,
  });
  await finishRun(ports, store, summary);
  logEnding(ports.logger, request.prices, summary);
  return summary;
}

/** NULL when it cannot be read: then nobody knows whether the ledger balances. */
async function readBalance(
  { logger, store: { departmentId } }: RunPorts,
  store: RunStore,
): Promise<Balance | null> {
  try {
    return await store.balance();
  } catch (error) {
    logger.error(`whether the ledger of department ${departmentId} balances could not be read`, {
      failureClass: error instanceof StopRunError ? error.errorClass : 'database',
    });
    return null;
  }
}

async function beginRun(
  ports: RunPorts,
  request: RunRequest,
  { day: { day }, selection }: PlannedDay,
  { fingerprints, yardstick, control: { taking } }: SharedByDays,
): Promise<RunStore> {
  if (request.dryRun) return ports.store.readOnly(day, fingerprints);
  await ports.lock.held(taking);
  const start = { ...request.identity, day, selection: selection.kind, fingerprints, yardstick };
  // Not ended by any other stop: such a one has the time to write down what is left.
  return ports.store.beginRun(start, () => ports.lock.held(ports.interruption));
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
      possiblyPaid: summary.possiblyPaid,
      exitCode: summary.exitCode,
      errorClass: errorClassOfDay(summary),
    });
  } catch (error) {
    ports.logger.error('the row of this run in table runs could not be finished', {
      failureClass: error instanceof StopRunError ? error.errorClass : 'database',
    });
  }
}

function interruptionOf(ports: RunPorts): Interruption | null {
  return ports.interruption.aborted ? (ports.interruption.reason as Interruption) : null;
}
