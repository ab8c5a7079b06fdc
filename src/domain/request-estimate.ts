import type { Checklist } from './checklist.ts';
import type { Price } from './price-table.ts';
import { priceOf } from './price-table.ts';
import type { Question } from './question.ts';
import { promptOf } from './question.ts';

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
 * Tokens are at most half of the UTF-8 bytes: a Cyrillic letter is two bytes, and no current tokenizer needs more than a
 * token for one; English and JSON need far less.
 */
const bytesPerToken = 2;
/** Schema, roles and wrapping of a request, in tokens a criterion and in all. */
const formatTokens = { base: 1000, perCriterion: 60 };

/** What an answer has in the middle, a quarter of what it may have at most: for what a dry run tells, not for a limit. */
export function expectedAnswerTokens(checklist: Checklist): number {
  return Math.round((answerTokens.base + checklist.criteria.length * answerTokens.perCriterion) / 4);
}

export function estimateOf(question: Question, price: Price | undefined): RequestEstimate {
  const criteria = question.yardstick.checklist.criteria.length;
  const text = promptOf(question) + (question.note ?? '');
  const input =
    Math.ceil(utf8Length(text) / bytesPerToken) + formatTokens.base + criteria * formatTokens.perCriterion;
  const maxAnswerTokens =
    question.maxAnswerTokens ?? answerTokens.base + criteria * answerTokens.perCriterion;
  const usage = { input, cached: 0, output: maxAnswerTokens, reasoning: null };
  return { tokens: input + maxAnswerTokens, costUsd: priceOf(usage, price), maxAnswerTokens };
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
