import { CircuitBreaker } from '../../http/circuit-breaker.ts';
import type { BegunRequest } from '../../http/circuit-breaker.ts';
import { SendGate } from '../../http/send-gate.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import type { Use } from './remaining-quota.ts';
import { RemainingQuota } from './remaining-quota.ts';
import { TokenBucket } from './token-bucket.ts';

export interface TrafficOptions {
  /** Requests under way at most. */
  readonly concurrency: number;
  /** LLM_TOKENS_PER_MINUTE; NULL: not paced. */
  readonly tokensPerMinute: number | null;
  /** CALLQ_BREAKER_FAILURES; 0: the gateway is never given up. */
  readonly breakerFailures: number;
  /** No pause for everybody is longer, in milliseconds. */
  readonly longestPauseMs: number;
  /** The wait before a suspected gateway is tried again, in milliseconds. */
  readonly probeDelayMs: (failedRounds: number) => number;
  /** Monotonic, in milliseconds. */
  readonly clockMs: () => number;
  readonly onChange: (change: TrafficChange) => void;
}

/** What a log tells about the pace. */
type TrafficChange =
  { readonly kind: 'limit'; readonly limit: number } | { readonly kind: 'pause'; readonly delayMs: number };

/** How a request ended. */
export type RequestEnd =
  | {
      readonly kind: 'answered';
      readonly headers: Headers;
      /** Asked for only where it matters: reading a body costs. NULL: unknown. */
      readonly usedTokens: () => number | null;
    }
  /** A refusal of this one request: the gateway works. */
  | { readonly kind: 'refused'; readonly headers: Headers }
  | { readonly kind: 'rate_limited'; readonly headers: Headers; readonly retryAfterMs: number | null }
  /** No answer, or a fault of the gateway; `mayHaveRun`: the tokens may have been used. */
  | { readonly kind: 'failed'; readonly mayHaveRun: boolean; readonly retryAfterMs: number | null }
  /** Ended by CallQ itself. */
  | { readonly kind: 'aborted' };
type Headers = Readonly<Record<string, string>>;

export interface Permit {
  /** Must be told once, before anything else is done with the end: others are let through by it. */
  end(end: RequestEnd): void;
}

interface Asked {
  readonly bytes: number;
  readonly caller: unknown;
}

/** Question and answer together, per byte of a request, until answers tell: a Russian letter is two bytes, a word two or three tokens. */
const firstTokensPerByte = 0.2;
/** Weight of the newest answer in the running mean. */
const newestWeight = 0.1;

/** Everything that decides when the next request leaves for the gateway (docs/pacing.md). */
export class GatewayTraffic {
  readonly #options: TrafficOptions;
  readonly #limit: AdaptiveLimit;
  readonly #quota: RemainingQuota;
  readonly #bucket: TokenBucket | null;
  readonly #breaker: CircuitBreaker;
  readonly #gate: SendGate<Asked, Permit>;
  #underWay: Use = { requests: 0, tokens: 0 };
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #tokensPerByte = firstTokensPerByte;

  constructor(options: TrafficOptions) {
    const { concurrency, tokensPerMinute, breakerFailures, clockMs } = options;
    this.#options = options;
    this.#limit = new AdaptiveLimit(concurrency);
    this.#quota = new RemainingQuota(options.longestPauseMs);
    this.#bucket = tokensPerMinute === null ? null : new TokenBucket(tokensPerMinute, clockMs());
    this.#breaker = new CircuitBreaker(breakerFailures);
    this.#gate = new SendGate({
      waitMs: (asked) => this.#waitMs(asked),
      admit: (asked) => this.#admit(asked),
    });
  }

  /** Waits until a request may be sent. Throws the signal's reason, or the error of `stop`. */
  enter(asked: Asked, signal: AbortSignal): Promise<Permit> {
    return this.#gate.enter(asked, signal);
  }

  stop(error: Error): void {
    this.#gate.stop(error);
  }

  setConcurrency(limit: number): void {
    this.#limit.setCeiling(limit);
    this.#gate.look();
  }

  get requestsUnderWay(): number {
    return this.#underWay.requests;
  }

  get breaker(): Pick<CircuitBreaker, 'isOpen' | 'isSuspicious' | 'hasWorked' | 'failedRounds'> {
    return this.#breaker;
  }

  #waitMs({ bytes }: Asked): number {
    const nowMs = this.#options.clockMs();
    if (this.#underWay.requests >= this.#limit.limit) return Number.POSITIVE_INFINITY;
    const use = this.#useOf(bytes);
    return Math.max(
      this.#pausedUntilMs - nowMs,
      this.#breaker.waitMs(this.#underWay.requests, nowMs),
      this.#quota.waitMs(use, this.#underWay, nowMs),
      this.#bucket?.waitMs(use.tokens, nowMs) ?? 0,
    );
  }

  #admit({ bytes, caller }: Asked): Permit {
    const nowMs = this.#options.clockMs();
    const use = this.#useOf(bytes);
    this.#quota.take(use, nowMs);
    this.#bucket?.take(use.tokens, nowMs);
    this.#count(use, 1);
    const begun = { request: this.#breaker.begin(caller, nowMs), halvings: this.#limit.halvings };
    return {
      end: (end) => {
        this.#count(use, -1);
        this.#settle(end, begun);
        const used = this.#usedBy(end, bytes) ?? use.tokens;
        this.#bucket?.settle(use.tokens, used, this.#options.clockMs());
        this.#gate.look();
      },
    };
  }

  #settle(end: RequestEnd, begun: { readonly request: BegunRequest; readonly halvings: number }): void {
    const nowMs = this.#options.clockMs();
    if ('headers' in end) {
      const isSuccess = end.kind === 'answered';
      this.#quota.told({ headers: end.headers, isSuccess }, this.#underWay, nowMs);
    }
    if (end.kind === 'answered' || end.kind === 'refused') this.#breaker.succeed();
    if (end.kind === 'answered') this.#limit.answered(begun.halvings);
    if (end.kind !== 'rate_limited' && end.kind !== 'failed') return;
    this.#breaker.fail(begun.request, nowMs, this.#options.probeDelayMs);
    if (end.retryAfterMs !== null) this.#pause(end.retryAfterMs, nowMs);
    if (end.kind === 'rate_limited') this.#slowDown(begun.halvings);
  }

  #slowDown(halvings: number): void {
    const before = this.#limit.limit;
    this.#limit.refused(halvings);
    const { limit } = this.#limit;
    if (limit !== before) this.#options.onChange({ kind: 'limit', limit });
  }

  #pause(retryAfterMs: number, nowMs: number): void {
    const delayMs = Math.min(this.#options.longestPauseMs, retryAfterMs);
    if (nowMs + delayMs <= this.#pausedUntilMs) return;
    // Refusals that arrive together tell the same; a second later is no news.
    const isNews = this.#pausedUntilMs <= nowMs && delayMs > 0;
    this.#pausedUntilMs = nowMs + delayMs;
    if (isNews) this.#options.onChange({ kind: 'pause', delayMs });
  }

  /** Tokens that the request used; NULL when nobody knows. Learns what a question takes. */
  #usedBy(end: RequestEnd, bytes: number): number | null {
    if (end.kind === 'refused' || end.kind === 'rate_limited') return 0;
    if (end.kind === 'failed') return end.mayHaveRun ? null : 0;
    if (end.kind === 'aborted' || (this.#bucket === null && !this.#quota.tellsTokens)) return null;
    const used = end.usedTokens();
    if (used === null) return null;
    this.#tokensPerByte += newestWeight * (used / bytes - this.#tokensPerByte);
    return used;
  }

  #useOf(bytes: number): Use {
    return { requests: 1, tokens: Math.ceil(bytes * this.#tokensPerByte) };
  }

  #count(use: Use, sign: 1 | -1): void {
    const { requests, tokens } = this.#underWay;
    this.#underWay = { requests: requests + sign * use.requests, tokens: tokens + sign * use.tokens };
  }
}
