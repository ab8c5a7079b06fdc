import { StopRunError } from '../domain/errors.ts';
import { analyseCalls } from './analyse-calls.ts';
import { BoundedQueue } from './bounded-queue.ts';
import type { ReadyCall } from './fetch-transcripts.ts';
import { fetchTranscripts } from './fetch-transcripts.ts';
import type { RunContext } from './run-context.ts';
import type { Candidate } from './screen-calls.ts';
import { screenCalls } from './screen-calls.ts';

/**
 * One day of one department. The stages overlap, joined by bounded queues:
 * list and screen → fetch transcripts → analyse and save. After a stop every stage drains what it holds into the ledger.
 */
export async function runPipeline(context: RunContext): Promise<void> {
  const { transcriptsAtOnce, requestsAtOnce } = context.limits;
  const candidates = new BoundedQueue<Candidate>(4 * transcriptsAtOnce);
  const ready = new BoundedQueue<ReadyCall>(requestsAtOnce);
  // Twice as many calls as slots: a call that is being saved, or waits before a retry, leaves no slot idle.
  const callsInWork = 2 * requestsAtOnce;

  await Promise.all([
    stage(context, () => screenCalls(context, candidates)).finally(() => {
      candidates.close();
    }),
    workers(transcriptsAtOnce, () =>
      stage(context, () => fetchTranscripts(context, candidates, ready)),
    ).finally(() => {
      ready.close();
    }),
    workers(callsInWork, () => stage(context, () => analyseCalls(context, ready))),
  ]);
}

async function workers(count: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, work));
}

/** A stage that ends early ends the run; the other stages drain. An abort after a stop is no error. */
async function stage(context: RunContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StopRunError) context.control.stopBecauseOf(error);
    else if (context.control.reason === null) context.control.stopBecauseOf(unexpectedStop(error));
  }
}

/** A defect of CallQ itself: named by its kind and place, not by its message, which could quote content. */
function unexpectedStop(error: unknown): StopRunError {
  const place =
    error instanceof Error ? error.stack?.split('\n').find((line) => line.includes(' at ')) : undefined;
  const name = error instanceof Error ? error.name : typeof error;
  return new StopRunError(
    'unexpected',
    `CallQ itself failed: ${name}${place === undefined ? '' : ` ${place.trim()}`}. Please report this.`,
    { cause: error },
  );
}
