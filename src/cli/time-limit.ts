/** How long telling about a run may take in all, in milliseconds. */
const longestMs = 30_000;
/** From the interruption on: the whole of an interrupted run has 20 s. */
const longestInterruptedMs = 2_500;

/** A signal for work that must not hold up the end of a run. */
export class TimeLimit {
  /** Reasons of the abort. */
  static readonly timeIsUp = new Error('the time is up');
  static readonly noLongerNeeded = new Error('no longer needed');

  readonly #controller = new AbortController();
  readonly #interruption: AbortSignal;
  #timer: NodeJS.Timeout;

  constructor(interruption: AbortSignal) {
    this.#interruption = interruption;
    this.#timer = this.#abortAfter(longestMs);
    if (interruption.aborted) this.#hurry();
    else interruption.addEventListener('abort', this.#hurry, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends what is still under way. */
  end(): void {
    clearTimeout(this.#timer);
    this.#interruption.removeEventListener('abort', this.#hurry);
    this.#controller.abort(TimeLimit.noLongerNeeded);
  }

  readonly #hurry = (): void => {
    clearTimeout(this.#timer);
    this.#timer = this.#abortAfter(longestInterruptedMs);
  };

  #abortAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#controller.abort(TimeLimit.timeIsUp);
    }, milliseconds);
  }
}
