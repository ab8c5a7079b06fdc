import { sumCosts } from '../domain/cost.ts';
import type { RequestEstimate } from '../domain/request-estimate.ts';

/**
 * Requests that were sent and never answered: the gateway may have asked the model, and charged for it, all the same. What
 * they may have used at most is estimated as a limit would reserve it.
 */
export class PossiblyPaid {
  requests = 0;
  estimatedTokens = 0;
  #cost: string | null = '0';

  add(estimate: RequestEstimate): void {
    this.requests += 1;
    this.estimatedTokens += estimate.tokens;
    this.#cost = sumCosts([this.#cost, estimate.costUsd]);
  }

  /** Decimal text; NULL without a price of the model. */
  get estimatedCostUsd(): string | null {
    return this.#cost;
  }
}
