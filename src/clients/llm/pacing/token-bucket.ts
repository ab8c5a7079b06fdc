const minuteMs = 60_000;
/** What may gather while nothing is sent, as a share of a minute's tokens. */
const burstShare = 1 / 12;

/**
 * LLM_TOKENS_PER_MINUTE. Tokens flow in at a steady pace; a request takes what it is expected to use and settles once its
 * use is known. What gathers and what flows in within any minute are together the minute's tokens, so that a gateway that
 * counts by the minute is not overrun, whenever its minute begins. Pure: the clock is the caller's, monotonic.
 */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #level: number;
  #atMs: number;

  constructor(tokensPerMinute: number, nowMs: number) {
    this.#capacity = tokensPerMinute * burstShare;
    this.#perMs = (tokensPerMinute - this.#capacity) / minuteMs;
    this.#level = this.#capacity;
    this.#atMs = nowMs;
  }

  /**
   * How long a request must wait, in milliseconds. One that is larger than all that can gather goes when as much as can has
   * gathered, and leaves a debt that the next ones wait for: even one larger than a minute's tokens goes, alone.
   */
  waitMs(tokens: number, nowMs: number): number {
    this.#fill(nowMs);
    const missing = Math.min(tokens, this.#capacity) - this.#level;
    // A rounding error of the last bit must not be waited for again and again.
    return missing <= 1e-6 ? 0 : missing / this.#perMs;
  }

  take(tokens: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#level -= tokens;
  }

  /** The request is over: it used more or less than it took. */
  settle(taken: number, used: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#level = Math.min(this.#capacity, this.#level + taken - used);
  }

  #fill(nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#level = Math.min(this.#capacity, this.#level + passedMs * this.#perMs);
    this.#atMs = Math.max(this.#atMs, nowMs);
  }
}
