import type { Logger } from '../../domain/ports.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import { decodeBody, parseJsonBody } from '../http/json-body.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { withRetries } from '../http/retry.ts';
import type { Pacer } from './pacer.ts';
import { failureOfBody, failureOfStatus, failureOfTransport, TbankFailure } from './tbank-failure.ts';
import type { TbankWatch } from './tbank-watch.ts';

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
  readonly watch: TbankWatch;
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
/** Of one request, those included that T-Bank as a whole was to blame for: a bound for one that fails and works in turns. */
const mostTries = 100;

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
  options: TbankApiOptions,
  request: TbankRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<HttpResponse> {
  return options.inSlot(async () => {
    await options.pace(signal);
    const end = await options.watch.enter(request.callId ?? request.what, signal);
    let response: HttpResponse;
    try {
      response = await options.http.send(httpRequest(options, request, headers), signal);
    } catch (error) {
      const failure = error instanceof TransportError ? failureOfTransport(request.what, error) : null;
      end(failure ?? 'aborted');
      throw failure ?? error;
    }
    end(failureIn(request, response, options.now()) ?? 'worked');
    return response;
  });
}

function httpRequest(
  { baseUrl, extraHeaders }: TbankApiOptions,
  { method, path, body }: TbankRequest,
  headers: Record<string, string>,
): Parameters<HttpClient['send']>[0] {
  return {
    method,
    url: new URL(path, baseUrl),
    headers: {
      ...lowerCaseNames(extraHeaders),
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** What the answer says about T-Bank itself; it is read for good when its turn comes. NULL: nothing bad. */
function failureIn(request: TbankRequest, response: HttpResponse, now: Date): TbankFailure | null {
  const { status, body } = response;
  if (request.absentStatuses?.includes(status) === true) return null;
  if (status < 200 || status > 299) return failureOfStatus(request.what, response, now);
  const isPage = decodeBody(body.subarray(0, 200)).trimStart().startsWith('<');
  return isPage ? failureOfBody(request.what, response, 'html') : null;
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
  let used = 0;
  return {
    ...options.retry,
    tries: mostTries,
    random: options.random,
    shouldRetry: (error) => {
      if (!(error instanceof TbankFailure) || !error.isRetryable) return null;
      // Only a call can wait: without its login or its listing the run cannot even tell what is left.
      if (callId === undefined || !options.watch.isSuspicious) used += 1;
      return used < tries ? { retryAfterMs: error.retryAfterMs } : null;
    },
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
