import { performance } from 'node:perf_hooks';
import { sleepFor } from '../../http/retry.ts';

/** Google allows 60 writes a minute and account; another department may be writing under the same one. */
const writesPerWindow = 45;
const windowMs = 60_000;

/** Waits for the turn of one write: at once at first, later as the quota of a minute allows. An abort ends the wait. */
export function createWriteTurns(): (signal: AbortSignal) => Promise<void> {
  let turns: number[] = [];
  return async (signal) => {
    const now = performance.now();
    turns = turns.slice(-writesPerWindow);
    const oldest = turns.length < writesPerWindow ? undefined : turns[0];
    const turn = oldest === undefined ? now : Math.max(now, oldest + windowMs);
    turns.push(turn);
    if (turn > now) await sleepFor(turn - now, signal);
  };
}
