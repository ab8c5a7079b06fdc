import { setMaxListeners } from 'node:events';

import type { LimitFunction } from 'p-limit';
import pLimit from 'p-limit';

/** The right to have a request under way. */
export interface Slots {
  /**
   * Waits for a slot and holds it while `work` runs. An abort ends the waiting at once with the signal's reason; work that
   * has begun ends itself.
   */
  hold<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Takes effect at once for those who wait; whoever holds a slot keeps it. At least 1. */
  setLimit(limit: number): void;
  /** Slots held now. */
  readonly held: number;
}

export function createSlots(source: LimitFunction | { readonly concurrency: number }): Slots {
  const limiter = typeof source === 'function' ? source : pLimit(source.concurrency);
  let held = 0;
  async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
    held += 1;
    try {
      return await work();
    } finally {
      held -= 1;
    }
  }
  return {
    hold: (work, signal) => queued(limiter, () => whileHeld(work), signal),
    setLimit: (limit) => {
      limiter.concurrency = limit;
    },
    get held() {
      return held;
    },
  };
}

function queued<T>(limiter: LimitFunction, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  setMaxListeners(0, signal); // everyone in the queue listens: no leak
  let leaveQueue = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    leaveQueue = () => {
      // The reason need not be an Error; it is passed on as it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    signal.addEventListener('abort', leaveQueue, { once: true });
  });
  const working = limiter(() => {
    signal.removeEventListener('abort', leaveQueue);
    // p-limit cannot drop a single entry: one whose turn comes after the abort gives its slot back unused.
    signal.throwIfAborted();
    return work();
  });
  return Promise.race([working, aborted]);
}
