import type { Logger } from '../../domain/ports.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import { parseJsonBody } from '../http/json-body.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { withRetries } from '../http/retry.ts';
import type { Pacer } from './pacer.ts';
import { failureOfBody, failureOfStatus, failureOfTransport, TbankFailure } from './tbank-failure.ts';

export interface TbankRequest {
  /** What is asked, for messages: `T-Bank call listing (POST /v2/…)`. */
  readonly what: string;
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Statuses that mean "there is none" and are no failure. */
  readonly absentStatuses?: readonly number[];
  readonly callId?: number;
}

export interface TbankAnswer {
  /** Parsed JSON; NULL for an empty body and an absent status. */
  readonly value: unknown;
  readonly headers: HttpResponse['headers'];
}

export interface TbankApiOptions {
  readonly baseUrl: URL;
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly http: HttpClient;
  /** Runs a request in one of the slots; a slot is not held while waiting for another try. */
  readonly inSlot: <T>(task: () => Promise<T>) => Promise<T>;
  readonly pace: Pacer;
  readonly logger: Logger;
  readonly random: () => number;
  readonly now: () => Date;
  readonly retry?: Pick<RetryPolicy, 'delay' | 'sleep'> | undefined;
}

/** One attempt after another, each with headers of its own: the token may have been renewed in between. */
export interface TbankApi {
  /** Throws TbankFailure when the last try failed or the failure is final. */
  request(
    request: TbankRequest,
    attempt: (send: (headers: Record<string, string>) => Promise<HttpResponse>) => Promise<HttpResponse>,
    signal: AbortSignal,
  ): Promise<TbankAnswer>;
}

/** A refusal is worth five tries: back-off of at most 15 s in all, or what T-Bank asks for. */
const tries = 5;

export function createTbankApi(options: TbankApiOptions): TbankApi {
  return {
    request: (request, attempt, signal) =>
      withRetries(
        async () => {
          const response = await attempt((headers) => send(options, request, headers, signal));
          return readAnswer(request, response, options.now());
        },
        retryPolicy(options, request),
        signal,
      ),
  };
}

function send(
  { baseUrl, extraHeaders, http, inSlot, pace }: TbankApiOptions,
  request: TbankRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<HttpResponse> {
  return inSlot(async () => {
    await pace(signal);
    try {
      return await http.send(
        {
          method: request.method,
          url: new URL(request.path, baseUrl),
          headers: {
            ...lowerCaseNames(extraHeaders),
            accept: 'application/json',
            ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        },
        signal,
      );
    } catch (error) {
      throw error instanceof TransportError ? failureOfTransport(request.what, error) : error;
    }
  });
}

function readAnswer(request: TbankRequest, response: HttpResponse, now: Date): TbankAnswer {
  const { headers, status } = response;
  if (request.absentStatuses?.includes(status) === true) return { value: null, headers };
  if (status < 200 || status > 299) throw failureOfStatus(request.what, response, now);
  const body = parseJsonBody(response);
  if (body.ok) return { value: body.value, headers };
  if (body.problem === 'empty') return { value: null, headers };
  throw failureOfBody(request.what, response, body.problem);
}

function retryPolicy(options: TbankApiOptions, { what, callId }: TbankRequest): RetryPolicy {
  return {
    ...options.retry,
    tries,
    random: options.random,
    shouldRetry: (error) =>
      error instanceof TbankFailure && error.isRetryable ? { retryAfterMs: error.retryAfterMs } : null,
    onRetry: ({ error, attemptNumber, delayMs }) => {
      const failure = error instanceof TbankFailure ? error : null;
      options.logger.warn(`${what} failed, trying again`, {
        callId,
        attempt: attemptNumber,
        delayMs,
        status: failure?.status ?? undefined,
        failureClass: failure?.failureClass,
        correlationId: failure?.correlationId ?? undefined,
      });
    },
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
