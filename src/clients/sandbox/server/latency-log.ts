/** Long runs must not grow without end. */
const longestLog = 1_000_000;

/** Remembers the latency drawn for each request and whether the request succeeded. */
export class LatencyLog {
  #drawn: number[] = [];
  #succeeded: boolean[] = [];

  /** Notes a draw; the returned function marks its request as successful. */
  note(latencyMs: number): () => void {
    if (this.#drawn.length >= longestLog) return () => undefined;
    const succeeded = this.#succeeded;
    const place = this.#drawn.push(latencyMs) - 1;
    succeeded.push(false);
    return () => {
      succeeded[place] = true;
    };
  }

  reset(): void {
    this.#drawn = [];
    this.#succeeded = [];
  }

  successful(): number[] {
    return this.#drawn.filter((_, place) => this.#succeeded[place] === true);
  }
}
