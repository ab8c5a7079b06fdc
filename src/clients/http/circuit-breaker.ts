/** A request that was begun. `caller` is whoever it is for: a call has several requests. */
export interface BegunRequest {
  readonly caller: unknown;
  readonly round: number;
  readonly begunMs: number;
}

/** So many failed rounds in a row, of more than one caller, and the service itself is suspected. */
const suspiciousRounds = 3;
const suspiciousCallers = 2;
/** Nothing got through for so long: no number of rounds is waited for, each could be a timeout of minutes. */
const longestSilenceMs = 600_000;

/**
 * Tells a service that is down from a request that fails. Failures are counted in rounds: requests that were under way
 * together fail for one reason and count once, so that a service of 64 slots is not given up sooner than one of 3. Any
 * answer that shows the service at work starts the count anew. While the service is suspected, one request at a time finds
 * out, after growing waits, and everybody else waits instead of using up their tries. Pure: the clock is the caller's.
 */
export class CircuitBreaker {
  readonly #limit: number;
  readonly #callers = new Set<unknown>();
  #round = 0;
  /** What was begun in an earlier round tells nothing any more: something has worked since. */
  #firstRound = 0;
  #failedRounds = 0;
  #silentSinceMs = 0;
  #nextProbeMs = 0;
  #hasWorked = false;
  #isOpen = false;

  /** @param limit failed rounds in a row that end the run; 0: never, and nothing is suspected */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Failed rounds since something worked. */
  get failedRounds(): number {
    return this.#failedRounds;
  }

  /** The service is given up. For good: a run does not begin again. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Failing is not the fault of the calls. */
  get isSuspicious(): boolean {
    return (
      this.#limit > 0 && this.#failedRounds >= suspiciousRounds && this.#callers.size >= suspiciousCallers
    );
  }

  /** The service has worked at least once. */
  get hasWorked(): boolean {
    return this.#hasWorked;
  }

  begin(caller: unknown, nowMs: number): BegunRequest {
    return { caller, round: this.#round, begunMs: nowMs };
  }

  /** The service answered: an answer, or a refusal of this one request. */
  succeed(): void {
    this.#hasWorked = true;
    this.#failedRounds = 0;
    this.#callers.clear();
    this.#round += 1;
    this.#firstRound = this.#round;
  }

  /**
   * The service failed: no answer, a fault of its own, or a rate limit.
   * @param probeDelayMs how long to wait before the next try of a suspected service, by failed rounds
   */
  fail(request: BegunRequest, nowMs: number, probeDelayMs: (failedRounds: number) => number): void {
    if (request.round < this.#firstRound) return;
    this.#silentSinceMs =
      this.#callers.size === 0 ? request.begunMs : Math.min(this.#silentSinceMs, request.begunMs);
    this.#callers.add(request.caller);
    if (request.round === this.#round) {
      this.#round += 1;
      this.#failedRounds += 1;
      if (this.isSuspicious) this.#nextProbeMs = nowMs + probeDelayMs(this.#failedRounds);
    }
    this.#isOpen ||= this.#limit > 0 && (this.#failedRounds >= this.#limit || this.#isSilentTooLong(nowMs));
  }

  /** How long another request must wait; infinite: until one that is under way has ended. */
  waitMs(underWay: number, nowMs: number): number {
    if (!this.isSuspicious) return 0;
    return underWay > 0 ? Number.POSITIVE_INFINITY : Math.max(0, this.#nextProbeMs - nowMs);
  }

  #isSilentTooLong(nowMs: number): boolean {
    return (
      this.#failedRounds > 1 &&
      this.#callers.size >= suspiciousCallers &&
      nowMs - this.#silentSinceMs >= longestSilenceMs
    );
  }
}
