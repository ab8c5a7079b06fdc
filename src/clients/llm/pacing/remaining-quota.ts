import { parseDuration } from '../../http/retry-delay.ts';

/** What requests use of a quota. */
export interface Use {
  readonly requests: number;
  readonly tokens: number;
}

/** A used-up quota that does not say when it is renewed is tried again after this, with one request. */
const unknownResetMs = 5000;

const quotas = ['', 'llm_provider-'].flatMap((prefix) =>
  (['requests', 'tokens'] as const).map((unit) => ({
    unit,
    remaining: `${prefix}x-ratelimit-remaining-${unit}`,
    reset: `${prefix}x-ratelimit-reset-${unit}`,
  })),
);
type Quota = (typeof quotas)[number];

interface State {
  left: number;
  /** A request was sent although there was no room for it: nobody knew when there would be. */
  isProbed: boolean;
  readonly resetAtMs: number;
  /** NULL: the gateway did not say when. */
  readonly leftAfterReset: number | null;
  isReset: boolean;
}

/**
 * What the gateway and the provider behind it say is left (`x-ratelimit-remaining-…`): whoever waits for the reset instead
 * of running into a 429 loses nothing. Pure: the clock is the caller's, monotonic.
 */
export class RemainingQuota {
  readonly #states = new Map<Quota, State>();
  /** Quotas that said "none left" while requests went through: their word no longer counts. */
  readonly #disproved = new Set<Quota>();
  /** The most that was ever left, the request included that was told so. */
  readonly #most = new Map<Quota, number>();
  readonly #longestWaitMs: number;
  #tellsTokens = false;

  /** @param longestWaitMs no reset is waited for longer, in milliseconds */
  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** The gateway told at least once how many tokens are left. */
  get tellsTokens(): boolean {
    return this.#tellsTokens;
  }

  /**
   * @param answer.headers names in lower case
   * @param answer.isSuccess status 200
   * @param underWay what other requests under way will use: nobody knows whether the gateway has counted them yet
   */
  told(
    answer: { readonly headers: Readonly<Record<string, string>>; readonly isSuccess: boolean },
    underWay: Use,
    nowMs: number,
  ): void {
    for (const quota of quotas) {
      const remaining = countOf(answer.headers[quota.remaining]);
      if (remaining === null) continue;
      if (quota.unit === 'tokens') this.#tellsTokens = true;
      if (remaining === 0 && answer.isSuccess && this.#states.get(quota)?.isProbed === true) {
        this.#disproved.add(quota);
      }
      const resetMs = parseDuration(answer.headers[quota.reset]);
      const most = Math.max(remaining + 1, this.#most.get(quota) ?? 0);
      this.#most.set(quota, most);
      this.#states.set(quota, {
        left: remaining - underWay[quota.unit],
        isProbed: false,
        resetAtMs: nowMs + Math.min(this.#longestWaitMs, resetMs ?? unknownResetMs),
        leftAfterReset: resetMs === null ? null : most,
        isReset: false,
      });
    }
  }

  /**
   * How long a request must wait, in milliseconds; infinite: until one that is under way has ended. After a reset there is
   * room for as much as was ever left, until an answer tells more; a request that does not fit even then goes alone.
   */
  waitMs(use: Use, underWay: Use, nowMs: number): number {
    let longest = 0;
    for (const [quota, state] of this.#states) {
      if (this.#disproved.has(quota)) continue;
      const isOver = state.resetAtMs <= nowMs;
      const left = isOver && !state.isReset ? (state.leftAfterReset ?? state.left) : state.left;
      if (left >= use[quota.unit]) continue;
      if (!isOver) longest = Math.max(longest, state.resetAtMs - nowMs);
      else if (underWay.requests > 0) longest = Number.POSITIVE_INFINITY;
    }
    return longest;
  }

  take(use: Use, nowMs: number): void {
    for (const [quota, state] of this.#states) {
      if (state.resetAtMs <= nowMs && !state.isReset) {
        state.isReset = true;
        state.left = state.leftAfterReset ?? state.left;
      }
      state.isProbed ||= state.leftAfterReset === null && state.left < use[quota.unit];
      state.left -= use[quota.unit];
    }
  }
}

function countOf(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,12}(?:\.0+)?$/u.test(trimmed) ? Number(trimmed) : null;
}
