/** Russian text has about so many characters a token. */
const charactersPerToken = 3.2;
const promptUsdPerToken = 0.15e-6;
const completionUsdPerToken = 0.6e-6;

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
  readonly costUsd: number;
}

export function countTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** Cuts a text to a number of tokens. */
export function cutToTokens(text: string, tokens: number): string {
  return text.slice(0, Math.floor(tokens * charactersPerToken));
}

/** Tokens and invented cost; caching changes no price here, so that the cost depends on the texts alone. */
export function countUsage(prompt: string, completion: string, cachedTokens: number): Usage {
  const promptTokens = countTokens(prompt);
  const completionTokens = countTokens(completion);
  return {
    promptTokens,
    completionTokens,
    cachedTokens: Math.min(cachedTokens, promptTokens),
    costUsd: promptTokens * promptUsdPerToken + completionTokens * completionUsdPerToken,
  };
}

/** The `usage` of a completion. */
export function writeUsage(usage: Usage): Record<string, unknown> {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0 },
  };
}

const prefixLength = 4096;
const prefixTokens = 1280;
const mostPrefixes = 64;

/** Knows beginnings of prompts it has seen, like the caches of providers. */
export class PrefixCache {
  readonly #seen = new Set<string>();

  /** How many tokens of this prompt's beginning were there before. */
  cachedTokens(prompt: string): number {
    if (prompt.length < prefixLength) return 0;
    const prefix = prompt.slice(0, prefixLength);
    if (this.#seen.has(prefix)) return prefixTokens;
    if (this.#seen.size >= mostPrefixes) this.#seen.clear();
    this.#seen.add(prefix);
    return 0;
  }
}
