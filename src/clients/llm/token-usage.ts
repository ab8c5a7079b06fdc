import * as z from 'zod';

import type { TokenUsage } from '../../domain/analysis.ts';

/** The database counts tokens in 32 bits. */
const mostTokens = 2_147_483_647;

const count = z.number().int().min(0).max(mostTokens).nullish().catch(null);

const details = z.object({ cached_tokens: count, reasoning_tokens: count }).nullish().catch(null);

/** Everywhere a count was seen: OpenAI's chat and responses names, Anthropic's, and LiteLLM's mixture of them. */
const usageFields = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: details,
    completion_tokens_details: details,
    input_tokens: count,
    output_tokens: count,
    input_tokens_details: details,
    output_tokens_details: details,
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
  })
  .nullish()
  .catch(null);

/** `usage` of a response → tokens; what is missing or no count is NULL, never 0. */
export function readUsage(usage: unknown): TokenUsage {
  const fields = usageFields.parse(usage);
  if (fields === null || fields === undefined) return noUsage;
  const cachedCounts = [
    fields.prompt_tokens_details?.cached_tokens,
    fields.input_tokens_details?.cached_tokens,
    fields.cache_read_input_tokens,
  ].filter((tokens) => typeof tokens === 'number');
  const input = fields.prompt_tokens ?? inputOf(fields);
  const output = fields.completion_tokens ?? fields.output_tokens ?? null;
  // What the provider did not count LiteLLM fills up with 0; no prompt has 0 tokens.
  if (input === 0) return { ...noUsage, output: output === 0 ? null : output };
  return {
    input,
    // LiteLLM sends the same number under two names, and sometimes a 0 under the one it does not know.
    cached: cachedCounts.length === 0 ? null : Math.max(...cachedCounts),
    output,
    reasoning:
      fields.completion_tokens_details?.reasoning_tokens ??
      fields.output_tokens_details?.reasoning_tokens ??
      null,
  };
}

export const noUsage: TokenUsage = { input: null, cached: null, output: null, reasoning: null };

/** Anthropic's `input_tokens` leave out what came from and went to the cache; everyone else's include it. */
function inputOf(fields: NonNullable<z.infer<typeof usageFields>>): number | null {
  const { input_tokens: input } = fields;
  if (input === null || input === undefined) return null;
  return input + (fields.cache_read_input_tokens ?? 0) + (fields.cache_creation_input_tokens ?? 0);
}
