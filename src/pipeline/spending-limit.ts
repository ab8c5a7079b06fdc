import { compareCosts, sumCosts } from '../domain/cost.ts';
import type { OverBudget } from '../domain/over-budget.ts';
import type { RequestEstimate } from '../domain/request-estimate.ts';
import { ChangeSignal } from './change-signal.ts';

/** CALLQ_MAX_TOKENS and CALLQ_MAX_COST_USD; NULL: no limit. */
export interface SpendingLimits {
  readonly tokens: number | null;
  /** Decimal text. */
  readonly costUsd: string | null;
}

/** What a request is held to have used once it is over. */
export interface Spent {
  readonly tokens: number;
  readonly costUsd: string;
}

/** What a request used that was refused, or never sent. */
export const nothing: Spent = { tokens: 0, costUsd: '0' };

/**
 * The invocation's own budget. Each request reserves an upper estimate before it is sent and exchanges it for what it used;
 * one whose use is unknown keeps its estimate, for it may have been paid, and what is sent again reserves again. So the
 * limits are never passed.
 */
export class SpendingLimit {
  readonly #limits: SpendingLimits;
  #spent = nothing;
  readonly #reserved = new Set<Spent>();
  readonly #change = new ChangeSignal();

  constructor(limits: SpendingLimits) {
    this.#limits = limits;
  }

  get isActive(): boolean {
    return this.#limits.tokens !== null || this.#limits.costUsd !== null;
  }

  /**
   * The reservation, or NULL when the request could pass a limit. While others are under way it waits: they may turn out
   * cheaper than reserved.
   */
  async reserve(estimate: RequestEstimate, stopping: AbortSignal): Promise<Spent | null> {
    const wanted = wantedBy(estimate);
    while (!this.#fits(wanted)) {
      if (this.#reserved.size === 0 || stopping.aborted) return null;
      await this.#change.next(stopping);
    }
    this.#reserved.add(wanted);
    return wanted;
  }

  /** Which limit a request could pass now, and by how much; NULL: none. */
  shortageFor(estimate: RequestEstimate): OverBudget | null {
    return this.#shortage(wantedBy(estimate));
  }

  /**
   * The outcome of a request is unknown: its estimate counts as spent.
   * @returns whether the reservation holds for another try; if not, it is settled
   */
  keepUnknown(reservation: Spent): boolean {
    this.#spent = plus(this.#spent, reservation);
    if (this.#fits(nothing)) return true;
    this.#reserved.delete(reservation);
    this.#change.notify();
    return false;
  }

  /** @param used what the last request of the reservation used */
  settle(reservation: Spent, used: Spent): void {
    if (!this.#reserved.delete(reservation)) return;
    this.#spent = plus(this.#spent, used);
    this.#change.notify();
  }

  #fits(wanted: Spent): boolean {
    return this.#shortage(wanted) === null;
  }

  #shortage(wanted: Spent): OverBudget | null {
    const used = [...this.#reserved].reduce(plus, this.#spent);
    const total = plus(used, wanted);
    const { tokens, costUsd } = this.#limits;
    if (tokens !== null && total.tokens > tokens) {
      return {
        setting: 'CALLQ_MAX_TOKENS',
        limit: String(tokens),
        used: String(used.tokens),
        nextRequest: String(wanted.tokens),
      };
    }
    if (costUsd !== null && compareCosts(total.costUsd, costUsd) > 0) {
      return {
        setting: 'CALLQ_MAX_COST_USD',
        limit: costUsd,
        used: used.costUsd,
        nextRequest: wanted.costUsd,
      };
    }
    return null;
  }
}

function wantedBy({ tokens, costUsd }: RequestEstimate): Spent {
  return { tokens, costUsd: costUsd ?? '0' };
}

function plus(first: Spent, second: Spent): Spent {
  return {
    tokens: first.tokens + second.tokens,
    costUsd: sumCosts([first.costUsd, second.costUsd]) ?? '0',
  };
}
