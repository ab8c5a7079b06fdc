import { performance } from 'node:perf_hooks';
import { sleepFor } from '../http/retry.ts';

/** Waits for the turn of one request; an abort ends the wait at once with the signal's reason. */
export type Pacer = (signal: AbortSignal) => Promise<void>;

/**
 * Evenly spaced turns, at most `requestsPerSecond`: T-Bank blocks bursts. On the monotonic clock, so that a clock that is
 * set back cannot stall the night (p-throttle reads the wall clock).
 */
export function createPacer(requestsPerSecond: number): Pacer {
  const spacingMs = 1000 / requestsPerSecond;
  let nextTurn = 0;
  return async (signal) => {
    const now = performance.now();
    const turn = Math.max(now, nextTurn);
    nextTurn = turn + spacingMs;
    if (turn - now >= 1) await sleepFor(turn - now, signal);
  };
}
