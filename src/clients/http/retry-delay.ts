/** The first wait of the back-off, in milliseconds; it doubles with every attempt. */
const firstDelayMs = 1000;
/** The back-off never grows beyond this, in milliseconds. */
const longestBackOffMs = 30_000;
/** No wait is longer than this, whatever the server says, in milliseconds. */
export const longestDelayMs = 120_000;

/**
 * How long to wait before the next attempt, in milliseconds. A server's own wish is met and slightly stretched, so that
 * requests that were refused together do not return together; otherwise exponential back-off with half of it random.
 * @param facts.attempt the attempt that failed, from 1
 * @param facts.retryAfterMs the server's wish; NULL or 0 when it has none
 * @param facts.random a number from 0 up to 1
 */
export function retryDelayMs(facts: {
  readonly attempt: number;
  readonly retryAfterMs: number | null;
  readonly random: number;
}): number {
  const { attempt, retryAfterMs, random } = facts;
  if (retryAfterMs !== null && retryAfterMs > 0) {
    return Math.min(longestDelayMs, Math.round(retryAfterMs * (1 + 0.1 * random)));
  }
  const backOff = Math.min(longestBackOffMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(backOff * (0.5 + 0.5 * random));
}

/**
 * What the headers of a refusal say about the time to wait, in milliseconds; NULL when they say nothing. In this order:
 * `retry-after` (seconds or an HTTP date), `llm_provider-retry-after` (LiteLLM passes on the provider's), and OpenAI's
 * reset headers: of those whose quota is used up, else of all, the longest.
 * @param headers names in lower case
 */
export function parseRetryAfter(headers: Readonly<Record<string, string>>, now: Date): number | null {
  for (const name of ['retry-after', 'llm_provider-retry-after']) {
    const wait = parseSecondsOrDate(headers[name], now);
    if (wait !== null) return wait;
  }
  const resets: number[] = [];
  const usedUp: number[] = [];
  for (const prefix of ['', 'llm_provider-']) {
    for (const quota of ['requests', 'tokens']) {
      const wait = parseDuration(headers[`${prefix}x-ratelimit-reset-${quota}`]);
      if (wait === null) continue;
      resets.push(wait);
      if (headers[`${prefix}x-ratelimit-remaining-${quota}`]?.trim() === '0') usedUp.push(wait);
    }
  }
  if (resets.length === 0) return null;
  return Math.max(...(usedUp.length > 0 ? usedUp : resets));
}

function parseSecondsOrDate(text: string | undefined, now: Date): number | null {
  if (text === undefined) return null;
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/u.test(trimmed)) return Math.ceil(Number(trimmed) * 1000);
  // Only dates with letters: Date.parse takes "-5" or "1,5" for a year.
  const instant = /^[A-Za-z]{3}/u.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(instant) ? null : Math.max(0, instant - now.getTime());
}

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** OpenAI's reset headers: `6ms`, `1m12.5s`, `2h`; a bare number is seconds. In milliseconds; NULL for anything else. */
export function parseDuration(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/u.test(trimmed)) return Math.ceil(Number(trimmed) * 1000);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/u.test(trimmed)) return null;
  let total = 0;
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/gu)) {
    total += Number(number) * (unitMs[unit ?? ''] ?? 0);
  }
  return Math.ceil(total);
}
