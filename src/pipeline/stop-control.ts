import type { PendingReason } from '../domain/call-state.ts';
import type { StopRunError } from '../domain/errors.ts';
import type { OverBudget } from '../domain/over-budget.ts';

/** How long calls in flight may finish after a stop, so that with saving the whole ends within 20 s. */
const graceMs = 15_000;

/**
 * Stopping in two steps: first nothing new is taken and no new request is made; after a grace period what is still in
 * flight is aborted. What was not finished is `pending` with the reason of the first stop.
 */
export class StopControl {
  readonly #taking = new AbortController();
  readonly #flying = new AbortController();
  #reason: PendingReason | null = null;
  #error: StopRunError | null = null;
  #overBudget: OverBudget | null = null;
  #storingEnded = false;
  #timer: NodeJS.Timeout | undefined;

  /** Aborted: take no new call, make no new request. */
  get taking(): AbortSignal {
    return this.#taking.signal;
  }

  /** Aborted: end what is in flight. */
  get flying(): AbortSignal {
    return this.#flying.signal;
  }

  /** NULL while the run goes on. */
  get reason(): PendingReason | null {
    return this.#reason;
  }

  /** The error that ended the run, if one did. */
  get error(): StopRunError | null {
    return this.#error;
  }

  /** The budget that ended the run, if one did. */
  get overBudget(): OverBudget | null {
    return this.#overBudget;
  }

  /**
   * Nothing more is stored: the database is lost, and waiting for it again with every call would take hours; or the lock
   * is, and the rows may be another run's by now.
   */
  get storingEnded(): boolean {
    return this.#storingEnded;
  }

  interrupt(): void {
    this.#stop('interrupted');
  }

  stopBecauseOf(error: StopRunError): void {
    this.#error ??= error;
    this.#storingEnded ||= error.errorClass === 'database' || error.errorClass === 'lock_lost';
    this.#stop('stopped');
  }

  /** CallQ's own budget is used up: nothing is wrong, but nothing more may be spent. */
  runOutOfBudget(budget: OverBudget | null): void {
    if (this.#reason === null) this.#overBudget = budget;
    this.#stop('over_budget');
  }

  /** Call when the run is over: no timer is left behind. */
  dispose(): void {
    clearTimeout(this.#timer);
  }

  #stop(reason: PendingReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#taking.abort();
    this.#timer = setTimeout(() => {
      this.#flying.abort();
    }, graceMs);
  }
}
