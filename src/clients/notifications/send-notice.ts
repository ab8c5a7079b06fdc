import type { HttpClient } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import { withRetries } from '../http/retry.ts';
import { parseRetryAfter, retryDelayMs } from '../http/retry-delay.ts';

/** One message to one address. */
export interface Notice {
  /** May hold a secret: it stands in no error. */
  readonly url: URL;
  readonly contentType: 'application/json' | 'text/plain; charset=utf-8';
  readonly body: string;
}

/** Nobody was told. */
export class NoticeError extends Error {
  override readonly name = 'NoticeError';
  /** `http_404` and the like, or how the connection failed. */
  readonly failureClass: string;
  readonly retryAfterMs: number | null;
  readonly isRetryable: boolean;

  constructor(failureClass: string, options: { retryAfterMs?: number | null; isRetryable: boolean }) {
    super(failureClass);
    this.failureClass = failureClass;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.isRetryable = options.isRetryable;
  }
}

const tries = 3;
/** A run does not wait longer between two tries, whatever the server asks for, in milliseconds. */
const longestPauseMs = 5_000;

/** POSTs it, up to three times; whatever 2xx comes back is success. Throws NoticeError, or the signal's reason. */
export async function sendNotice(
  client: HttpClient,
  notice: Notice,
  { signal, random, now }: { signal: AbortSignal; random: () => number; now: () => Date },
): Promise<void> {
  await withRetries(
    () => post(client, notice, { signal, now }),
    {
      ...{ tries, random },
      shouldRetry: (error) => (error instanceof NoticeError && error.isRetryable ? error : null),
      delay: (facts) => Math.min(longestPauseMs, retryDelayMs(facts)),
    },
    signal,
  );
}

async function post(
  client: HttpClient,
  { url, contentType, body }: Notice,
  { signal, now }: { signal: AbortSignal; now: () => Date },
): Promise<void> {
  const headers = { 'content-type': contentType, 'user-agent': 'callq' };
  const response = await client
    .send({ method: 'POST', url, headers, body }, signal)
    .catch((error: unknown) => {
      signal.throwIfAborted();
      // Its message names the host, which can be part of the secret; its kind is enough.
      throw new NoticeError(error instanceof TransportError ? error.kind : 'unexpected', {
        isRetryable: true,
      });
    });
  const { status } = response;
  if (status >= 200 && status < 300) return;
  throw new NoticeError(`http_${status}`, {
    retryAfterMs: parseRetryAfter(response.headers, now()),
    isRetryable: status === 408 || status === 429 || status >= 500,
  });
}
