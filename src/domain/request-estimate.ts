import type { Checklist } from './checklist.ts';
import { compareCosts } from './cost.ts';
import type { Price } from './price-table.ts';
import { priceOf } from './price-table.ts';
import type { Question } from './question.ts';
import { promptBytesOf } from './question.ts';
import { utf8Length } from './utf8-length.ts';

/** What one request may use at most; a limit reserves it before the request is sent. */
export interface RequestEstimate {
  readonly tokens: number;
  /** Decimal text; NULL without a price. */
  readonly costUsd: string | null;
  /** The answer must not be longer, or the estimate would be none; in tokens. */
  readonly maxAnswerTokens: number;
}

/** Room for verdict, recommendations and agreements, and for each criterion with its quotes, in tokens. */
const answerTokens = { base: 2000, perCriterion: 400 };
/**
 * What a request has besides prompt, note and names of criteria, in tokens: at most 2,500 for the schema and the sentences
 * around a note (their bytes, held to it by a test), the rest for what providers add of their own (roles, special tokens,
 * their text about tools: some 500 tokens where it is known).
 */
const frameTokens = 4000;

/** What an answer has in the middle, a quarter of what it may have at most: for what a dry run tells, not for a limit. */
export function expectedAnswerTokens(checklist: Checklist): number {
  return Math.round((answerTokens.base + checklist.criteria.length * answerTokens.perCriterion) / 4);
}

/**
 * An upper bound, not a guess. Every token of a byte-level or byte-fallback tokenizer (all current models have one) stands for
 * at least one byte, so tokens are never more than UTF-8 bytes. Russian needs a fifth of that; the rest comes back as soon as
 * the answer says what it used (docs/cost.md).
 */
export function estimateOf(question: Question, price: Price | undefined): RequestEstimate {
  const { criteria } = question.yardstick.checklist;
  const names = JSON.stringify(criteria.map(({ id, category, name }) => [id, category, name]));
  const input = promptBytesOf(question) + utf8Length((question.note ?? '') + names) + frameTokens;
  const maxAnswerTokens =
    question.maxAnswerTokens ?? answerTokens.base + criteria.length * answerTokens.perCriterion;
  const usage = { input, cached: 0, output: maxAnswerTokens, reasoning: null };
  return { tokens: input + maxAnswerTokens, costUsd: priceOf(usage, dearest(price)), maxAnswerTokens };
}

/** Whether input will come out of a cache is not known before; with some providers that is the dearer kind. */
function dearest(price: Price | undefined): Price | undefined {
  if (price === undefined || compareCosts(price.cached, price.input) <= 0) return price;
  return { ...price, input: price.cached };
}
