import type { Logger } from '../../domain/ports.ts';
import { parseRetryAfter } from '../http/retry-delay.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { GoogleFailure } from './google-failure.ts';

/** What every talk with Google is tried again by. */
export interface GoogleRetryOptions {
  /** Origin of the Sheets API (GOOGLE_SHEETS_BASE_URL). */
  readonly baseUrl: URL;
  readonly logger: Logger;
  readonly random?: () => number;
  readonly now?: () => Date;
  /** Tests shorten the waits. */
  readonly retry?: Pick<RetryPolicy, 'delay' | 'sleep'>;
}

/**
 * Google's quota is 60 reads and 60 writes a minute for all departments together. Nine tries wait at least a minute in all, so
 * that two runs that start together both get their turn.
 */
const quotaTries = 9;
const otherTries = 5;

/** Patience for the quota, less of it for everything else that passes. */
export function googleRetryPolicy(options: GoogleRetryOptions): RetryPolicy {
  const { logger, random = Math.random, now = () => new Date(), baseUrl } = options;
  return {
    ...options.retry,
    tries: quotaTries,
    random,
    shouldRetry: (error, attemptNumber) => {
      if (!(error instanceof GoogleFailure) || !error.isRetryable) return null;
      const isQuota = error.status === 429 || error.status === 403;
      if (!isQuota && attemptNumber >= otherTries) return null;
      const header = error.retryAfter;
      return { retryAfterMs: header === null ? null : parseRetryAfter({ 'retry-after': header }, now()) };
    },
    onRetry: ({ error, attemptNumber, delayMs }) => {
      const status = error instanceof GoogleFailure && error.status !== null ? error.status : undefined;
      logger.warn('Google did not answer as it should, trying again', {
        stage: 'sheets',
        host: baseUrl.host,
        attempt: attemptNumber,
        delayMs,
        status,
      });
    },
  };
}
