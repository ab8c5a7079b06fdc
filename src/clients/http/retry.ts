import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

import pRetry from 'p-retry';

import { retryDelayMs } from './retry-delay.ts';

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly tries: number;
  /**
   * NULL: this error is final. Otherwise it is worth another attempt, after what the server asked for.
   * @param attemptNumber the attempt that failed, from 1
   */
  readonly shouldRetry: (
    error: Error,
    attemptNumber: number,
  ) => { readonly retryAfterMs: number | null } | null;
  /** Numbers from 0 up to 1, for the jitter. */
  readonly random: () => number;
  /** How long to wait, in milliseconds; tests shorten it. */
  readonly delay?: typeof retryDelayMs;
  /** Ends at once with the signal's reason when that is aborted. */
  readonly sleep?: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Told before every wait. */
  readonly onRetry?: (facts: {
    readonly error: Error;
    readonly attemptNumber: number;
    readonly delayMs: number;
  }) => void;
}

/**
 * The one place where something is tried again. Throws the last error when the tries are used up or the error is final;
 * an abort is never retried and ends a wait at once with the signal's reason.
 * @param attempt gets its own number, from 1
 */
export async function withRetries<T>(
  attempt: (attemptNumber: number) => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  const { delay = retryDelayMs, sleep = sleepFor } = policy;
  signal.throwIfAborted();
  try {
    // p-retry does not get the signal: it would throw away a result that arrived just before the abort, already paid for.
    return await pRetry(attempt, {
      retries: policy.tries - 1,
      minTimeout: 0,
      shouldRetry: async ({ error, attemptNumber }) => {
        if (signal.aborted) return false;
        const decision = policy.shouldRetry(error, attemptNumber);
        if (decision === null) return false;
        const { retryAfterMs } = decision;
        const delayMs = delay({ attempt: attemptNumber, retryAfterMs, random: policy.random() });
        policy.onRetry?.({ error, attemptNumber, delayMs });
        await sleep(delayMs, signal);
        return true;
      },
    });
  } catch (error) {
    // p-retry replaces a reason that is no Error; the caller gets the signal's own.
    signal.throwIfAborted();
    throw error;
  }
}

/** Waits outside of any slot; an abort ends it at once with the signal's reason. */
export async function sleepFor(delayMs: number, signal: AbortSignal): Promise<void> {
  setMaxListeners(0, signal); // as many waits on the signal of a run as there are calls: no leak
  try {
    await wait(delayMs, undefined, { signal });
  } catch (error) {
    // Node wraps the reason into an AbortError of its own.
    signal.throwIfAborted();
    throw error;
  }
}
