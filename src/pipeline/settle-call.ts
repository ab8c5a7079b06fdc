import type { CallOutcome, FailureStage } from '../domain/call-state.ts';
import type { ListedEntry } from '../domain/call.ts';
import { CallError, StopRunError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ports.ts';
import type { RunContext } from './run-context.ts';

/** Stores what became of calls that are not saved, and counts it. */
export async function settleCalls(
  context: RunContext,
  settled: readonly { readonly entry: ListedEntry; readonly outcome: CallOutcome }[],
): Promise<void> {
  const entries = settled.map(({ entry, outcome }) => ledgerEntry(context, entry, outcome));
  await context.store.recordOutcomes(entries);
  for (const { outcome } of settled) context.tally.settle(outcome);
}

export async function settleCall(
  context: RunContext,
  entry: ListedEntry,
  outcome: CallOutcome,
): Promise<void> {
  await settleCalls(context, [{ entry, outcome }]);
}

/** The call is left for a later run, for the reason why this one stops. */
export async function leaveCall(context: RunContext, entry: ListedEntry): Promise<void> {
  if (context.control.storingEnded) {
    // The ledger holds the call as pending since it was listed.
    context.tally.settle({ action: 'left', state: 'pending', reason: 'stopped' });
    return;
  }
  await settleCall(context, entry, {
    action: 'left',
    state: 'pending',
    reason: context.control.reason ?? 'limit',
  });
}

/**
 * Does the work of one stage on one call; whatever goes wrong becomes the call's outcome. One bad call never stops a run,
 * a StopRunError always does, and what an abort cut off is left.
 */
export async function guardCall(
  context: RunContext,
  entry: ListedEntry,
  stage: FailureStage,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    await settleError(context, entry, stage, error);
  }
}

async function settleError(
  context: RunContext,
  entry: ListedEntry,
  stage: FailureStage,
  error: unknown,
): Promise<void> {
  if (error instanceof StopRunError) context.control.stopBecauseOf(error);
  try {
    if (error instanceof CallError) await failCall(context, entry, error);
    else if (error instanceof StopRunError || context.control.reason !== null)
      await leaveCall(context, entry);
    else
      await failCall(
        context,
        entry,
        new CallError(stage, 'unexpected', unexpectedMessage(error), { cause: error }),
      );
  } catch (secondError) {
    // The outcome could not be stored: the ledger still holds the call as pending, written when it was listed.
    context.control.stopBecauseOf(
      secondError instanceof StopRunError
        ? secondError
        : new StopRunError('database', 'Outcomes can no longer be stored in the database.', {
            cause: secondError,
          }),
    );
    context.tally.settle({ action: 'left', state: 'pending', reason: 'stopped' });
  }
}

async function failCall(context: RunContext, entry: ListedEntry, error: CallError): Promise<void> {
  context.logger.warn(`call failed: ${error.message}`, {
    callId: entry.id,
    stage: error.stage,
    failureClass: error.failureClass,
    status: error.status ?? undefined,
  });
  const { stage, failureClass } = error;
  await settleCall(context, entry, {
    action: 'failed',
    state: 'failed',
    reason: error.message,
    stage,
    failureClass,
  });
}

/** The kind of a surprise and nothing it says: foreign messages can quote content. */
function unexpectedMessage(error: unknown): string {
  return `unexpected ${error instanceof Error ? error.name : typeof error}`;
}

/** Of a forgotten number nothing is kept but that its call was listed. */
export function ledgerEntry(
  { phones }: Pick<RunContext, 'phones'>,
  entry: ListedEntry,
  outcome: CallOutcome,
): LedgerEntry {
  const call = entry.kind === 'call' && !phones.isForgotten(entry.clientPhone) ? entry : null;
  return {
    callId: entry.id,
    outcome,
    operatorName: call?.operatorName ?? null,
    operatorLogin: call?.operatorLogin ?? null,
    startedAt: call?.startedAt ?? null,
    durationSeconds: call?.durationSeconds ?? null,
    phoneHash: phones.hashOf(call?.clientPhone ?? null),
  };
}
