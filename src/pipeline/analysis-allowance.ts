import { ChangeSignal } from './change-signal.ts';

/**
 * `--limit N`: how many analyses this invocation may still start. A place is reserved before a transcript is downloaded
 * and given back when the call needs no analysis, so that nothing is downloaded that could not be analysed.
 */
export class AnalysisAllowance {
  readonly #limit: number;
  #reserved = 0;
  #started = 0;
  readonly #change = new ChangeSignal();

  /** @param limit NULL for no limit. */
  constructor(limit: number | null) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** False when the limit is used up (or the run is stopping); waits while others may still give a place back. */
  async reserve(stopping: AbortSignal): Promise<boolean> {
    while (this.#started < this.#limit && !stopping.aborted) {
      if (this.#started + this.#reserved < this.#limit) {
        this.#reserved += 1;
        return true;
      }
      await this.#change.next(stopping);
    }
    return false;
  }

  /** The reserved place is used: the first question of this call is about to be asked. */
  start(): void {
    this.#reserved -= 1;
    this.#started += 1;
    this.#change.notify();
  }

  giveBack(): void {
    this.#reserved -= 1;
    this.#change.notify();
  }
}
