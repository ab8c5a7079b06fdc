import { StopRunError } from '../../domain/errors.ts';

/** What a statement may take once the run is being interrupted, in milliseconds. */
const LONGEST_WAIT = 4_000;
const SHORTEST_WAIT = 500;
/** After the interruption; what comes later has only the shortest wait. An interrupted run has 20 s for everything. */
const END_OF_PATIENCE = 16_500;

/**
 * How long a statement waits for the database. Usually as long as the limits of the pool allow; an interrupted run has
 * no such time left, and a database that hangs must not keep it from reporting.
 */
export class Patience {
  readonly #interruption: AbortSignal;
  /** Whoever waits. Not as listeners of the signal: it looks through all it has whenever one comes or goes. */
  readonly #waiting = new Set<() => void>();
  #interruptedAt = 0;

  /** @param interruption aborted when the run is interrupted */
  constructor(interruption: AbortSignal) {
    this.#interruption = interruption;
    const note = (): void => {
      this.#interruptedAt = performance.now();
      for (const giveUp of this.#waiting) giveUp();
    };
    if (interruption.aborted) note();
    else interruption.addEventListener('abort', note, { once: true });
  }

  /** The work's own end, or StopRunError (`database`) when the patience ends first. */
  async limit<T>(work: Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let giveUp = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    const outOfPatience = new Promise<never>((_resolve, reject) => {
      giveUp = () => {
        timer = setTimeout(() => {
          const message = 'The database does not answer, and the run is being interrupted.';
          reject(new StopRunError('database', message));
        }, this.#remaining(startedAt));
      };
    });
    if (this.#interruption.aborted) giveUp();
    else this.#waiting.add(giveUp);
    try {
      return await Promise.race([work, outOfPatience]);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(giveUp);
    }
  }

  #remaining(startedAt: number): number {
    const waitsFrom = Math.max(startedAt, this.#interruptedAt);
    const end = Math.min(waitsFrom + LONGEST_WAIT, this.#interruptedAt + END_OF_PATIENCE);
    return Math.max(SHORTEST_WAIT, end - performance.now());
  }
}
