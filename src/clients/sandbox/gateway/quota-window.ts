import type { Quota } from '../options/parse-quota.ts';
import type { Answer } from '../server/answer.ts';
import { gatewayStatusAnswer } from './gateway-errors.ts';

/** Counts by windows, as LiteLLM does: the first request opens one, whatever comes too much within it is refused. */
export class QuotaWindow {
  readonly #quota: Quota;
  readonly #now: () => number;
  /** Tokens of all completions so far. */
  readonly #tokensSoFar: () => number;
  #begun = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #tokensBefore = 0;

  constructor(quota: Quota, now: () => number, tokensSoFar: () => number) {
    this.#quota = quota;
    this.#now = now;
    this.#tokensSoFar = tokensSoFar;
  }

  /** Counts a request in, or refuses it. */
  refuse(): Answer | undefined {
    if (this.#leftMs() <= 0) {
      this.#begun = this.#now();
      this.#requests = 0;
      this.#tokensBefore = this.#tokensSoFar();
    }
    const { requests, tokens, tells } = this.#quota;
    if (this.#requests < requests && this.#tokens() < tokens) {
      this.#requests += 1;
      return undefined;
    }
    const seconds = String(Math.max(0.001, this.#leftMs() / 1000));
    return gatewayStatusAnswer(429, tells === 'nothing' ? {} : { 'retry-after': seconds });
  }

  /** Headers of an answer. */
  headers(): Record<string, string> {
    const { requests, tokens, tells } = this.#quota;
    if (tells !== 'remaining') return {};
    const reset = `${Math.max(1, Math.ceil(this.#leftMs()))}ms`;
    return {
      ...headersOf('requests', requests - this.#requests, reset),
      ...headersOf('tokens', tokens - this.#tokens(), reset),
    };
  }

  #tokens(): number {
    return this.#tokensSoFar() - this.#tokensBefore;
  }

  #leftMs(): number {
    return this.#begun + this.#quota.seconds * 1000 - this.#now();
  }
}

function headersOf(unit: string, left: number, reset: string): Record<string, string> {
  if (!Number.isFinite(left)) return {};
  return {
    [`x-ratelimit-remaining-${unit}`]: String(Math.max(0, left)),
    [`x-ratelimit-reset-${unit}`]: reset,
  };
}
