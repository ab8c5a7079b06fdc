import * as z from 'zod';

import type { TokenUsage } from './analysis.ts';
import { parseCost, sumCosts, timesPerMillion } from './cost.ts';

/** USD per million tokens, as decimal text. */
export interface Price {
  readonly input: string;
  /** Input read from a cache; the price of input when the table says nothing. */
  readonly cached: string;
  /** Output, reasoning included. */
  readonly output: string;
}

/** Prices by the model's name at the gateway. */
export type PriceTable = ReadonlyMap<string, Price>;

const amount = z.union([z.number().nonnegative(), z.string()]).transform((value, context): string => {
  const cost = parseCost(String(value));
  if (cost !== null) return cost;
  context.addIssue('must be a number of 0 or more');
  return z.NEVER;
});

const table = z.record(
  z.string().min(1),
  z
    .object({ input: amount, cached: amount.optional(), output: amount })
    .transform(({ input, cached, output }): Price => ({ input, cached: cached ?? input, output })),
);

/** `{"model": {"input": 0.15, "cached": 0.075, "output": 0.6}}` → prices; NULL when it has another shape. */
export function parsePriceTable(value: unknown): PriceTable | null {
  const parsed = table.safeParse(value);
  return parsed.success ? new Map(Object.entries(parsed.data)) : null;
}

/** What these tokens cost, as decimal text; NULL when a number that is needed is unknown. */
export function priceOf(usage: TokenUsage, price: Price | undefined): string | null {
  if (price === undefined || usage.input === null || usage.output === null) return null;
  const cached = Math.min(usage.cached ?? 0, usage.input);
  return sumCosts([
    timesPerMillion(usage.input - cached, price.input),
    timesPerMillion(cached, price.cached),
    timesPerMillion(usage.output, price.output),
  ]);
}

/** Where a cost comes from. */
export type CostSource = 'header' | 'price_table' | 'unknown';

export interface KnownCost {
  /** Decimal text; NULL exactly when the source is `unknown`. */
  readonly usd: string | null;
  readonly source: CostSource;
}

/** The gateway's header wins; else the table's price of the answering model, else of the asked one. */
export function costOf(
  answer: {
    readonly header: string | null;
    readonly answeringModel: string | null;
    readonly usage: TokenUsage;
  },
  prices: PriceTable,
  askedModel: string,
): KnownCost {
  if (answer.header !== null) return { usd: answer.header, source: 'header' };
  const usd = tableCostOf(answer, prices, askedModel);
  return usd === null ? { usd, source: 'unknown' } : { usd, source: 'price_table' };
}

/** What an answer costs by the table alone; NULL when the table or the usage does not tell. */
export function tableCostOf(
  answer: { readonly answeringModel: string | null; readonly usage: TokenUsage },
  prices: PriceTable,
  askedModel: string,
): string | null {
  return priceOf(answer.usage, prices.get(answer.answeringModel ?? '') ?? prices.get(askedModel));
}
