/** A step upwards, as a share of the ceiling: the way back to full speed has at most so many steps. */
const stepShare = 1 / 16;

/**
 * How many requests may be under way, learned from refusals: half as many after a 429, one step more after every round of
 * answers (as many as the limit) without one. Always a whole number from 1 to the ceiling. Pure.
 */
export class AdaptiveLimit {
  #ceiling: number;
  #limit: number;
  #halvings = 0;
  #answers = 0;

  /** @param ceiling LLM_CONCURRENCY */
  constructor(ceiling: number) {
    this.#ceiling = atLeastOne(ceiling);
    this.#limit = this.#ceiling;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Halvings so far: a request keeps the number that it was sent with. */
  get halvings(): number {
    return this.#halvings;
  }

  /** @param halvings as they were when the request was sent: an answer from before a halving says nothing about now */
  answered(halvings: number): void {
    if (halvings !== this.#halvings || this.#limit === this.#ceiling) return;
    this.#answers += 1;
    if (this.#answers < this.#limit) return;
    this.#answers = 0;
    this.#limit = Math.min(this.#ceiling, this.#limit + Math.ceil(this.#ceiling * stepShare));
  }

  /**
   * @param halvings as they were when the request was sent: requests that were sent together are refused together, which
   *   is one reason to slow down, not several
   */
  refused(halvings: number): void {
    if (halvings !== this.#halvings) return;
    this.#halvings += 1;
    this.#answers = 0;
    this.#limit = atLeastOne(this.#limit / 2);
  }

  /** A limit that stood at the old ceiling goes with it. */
  setCeiling(ceiling: number): void {
    const wasFull = this.#limit === this.#ceiling;
    this.#ceiling = atLeastOne(ceiling);
    this.#limit = wasFull ? this.#ceiling : Math.min(this.#limit, this.#ceiling);
  }
}

function atLeastOne(limit: number): number {
  return Math.max(1, Math.floor(limit));
}
