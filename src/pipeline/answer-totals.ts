import type { TokenUsage } from '../domain/analysis.ts';
import { sumCosts } from '../domain/cost.ts';
import type { CostComparison } from '../domain/cost-comparison.ts';
import type { KnownCost, PriceTable } from '../domain/price-table.ts';
import { tableCostOf } from '../domain/price-table.ts';

/** Tokens and money of the answers of a run, those of failed calls and of calls that are no sales included. */
export class AnswerTotals {
  received = 0;
  withoutUsage = 0;
  withoutCost = 0;
  /** Some answer came from the sandbox. */
  costIsInvented = false;
  #input = 0;
  #output = 0;
  #cost: string | null = null;
  #compared: CostComparison | null = null;

  add(
    answer: {
      readonly header: string | null;
      readonly answeringModel: string | null;
      readonly usage: TokenUsage;
    },
    cost: KnownCost,
    prices: PriceTable,
    askedModel: string,
  ): void {
    const { usage, header } = answer;
    this.received += 1;
    if (usage.input === null || usage.output === null) this.withoutUsage += 1;
    this.#input += usage.input ?? 0;
    this.#output += usage.output ?? 0;
    if (cost.usd === null) this.withoutCost += 1;
    else this.#cost = sumCosts([this.#cost ?? '0', cost.usd]);
    const own = tableCostOf(answer, prices, askedModel);
    if (own === null || header === null) return;
    this.#compared = {
      answers: (this.#compared?.answers ?? 0) + 1,
      byHeader: sumCosts([this.#compared?.byHeader ?? '0', header]) ?? '0',
      byPriceTable: sumCosts([this.#compared?.byPriceTable ?? '0', own]) ?? '0',
    };
  }

  /** NULL when no answer said how many. */
  get inputTokens(): number | null {
    return this.received > this.withoutUsage ? this.#input : null;
  }

  get outputTokens(): number | null {
    return this.received > this.withoutUsage ? this.#output : null;
  }

  /** What the answers with a known cost cost; NULL when there is none. */
  get costUsd(): string | null {
    return this.#cost;
  }

  /** NULL when no answer can be compared. */
  get compared(): CostComparison | null {
    return this.#compared;
  }
}
