/** These say "later", not "never". */
const temporary = new Set([408, 425, 429]);

/**
 * A 4xx that all of the first calls of a run share is no fault of the calls: a wrong setting looks like that, and it is
 * better to stop than to fail a whole night call by call. The calls asked first are watched, not those that fail first:
 * with many under way, quick refusals overtake slow answers.
 */
export class FirstCalls {
  readonly #watched: number;
  #begun = 0;
  #refused = 0;
  #sharedStatus: number | null = null;
  #isOver = false;

  /** @param watched how many calls must share a refusal */
  constructor(watched: number) {
    this.#watched = watched;
  }

  /** Called when a call is asked. The function it returns is told the 4xx that the call ended with, or NULL for any other end; it says whether all were refused alike. */
  begin(): (status: number | null) => boolean {
    this.#begun += 1;
    if (this.#begun > this.#watched) return () => false;
    return (status) => {
      const refused = status !== null && status >= 400 && status < 500 && !temporary.has(status);
      this.#isOver ||= !refused || (this.#sharedStatus !== null && this.#sharedStatus !== status);
      this.#sharedStatus = status;
      this.#refused += 1;
      return !this.#isOver && this.#refused === this.#watched;
    };
  }
}
