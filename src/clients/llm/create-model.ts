import { performance } from 'node:perf_hooks';

import type { LimitFunction } from 'p-limit';

import { StopRunError } from '../../domain/errors.ts';
import type { Logger, Model } from '../../domain/ports.ts';
import type { Question } from '../../domain/question.ts';
import { createHttpClient } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import { longestDelayMs, retryDelayMs } from '../http/retry-delay.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { withRetries } from '../http/retry.ts';
import { FirstCalls } from './first-calls.ts';
import { GatewayFailure, failureClassOf, stopRun, toPipelineError } from './gateway-failure.ts';
import { readAnswer } from './read-answer.ts';
import type { AnswerSender } from './send-question.ts';
import { createAnswerSender } from './send-question.ts';
import { GatewayTraffic } from './pacing/gateway-traffic.ts';
import { createSlots } from './slots.ts';
import { refusesAll } from './stop-reasons.ts';

export interface ModelOptions {
  /** The gateway's origin (LLM_BASE_URL); `/v1/chat/completions` is added. */
  readonly baseUrl: URL;
  readonly apiKey: string;
  /** The whole of one request, in milliseconds (LLM_TIMEOUT_SECONDS). */
  readonly requestTimeoutMs: number;
  /** Requests under way at the same time: a limiter shared with others, or one of its own. */
  readonly slots: LimitFunction | { readonly concurrency: number };
  readonly logger: Logger;
  /** Numbers from 0 up to 1, for the jitter of waits. */
  readonly random: () => number;
  /** Wall clock, for `Retry-After` dates; the real one when left out. */
  readonly now?: () => Date;
  /** LLM_TOKENS_PER_MINUTE; not paced by tokens when left out. */
  readonly tokensPerMinute?: number | null;
  /** CALLQ_BREAKER_FAILURES: failures in a row that end the run; 0 or left out: none does. */
  readonly breakerFailures?: number;
  /** Requests per question that fail while others are answered, the first included. */
  readonly transportTries?: number;
  /** The same for rate limits: they are nobody's fault, and only a question that others overtake is given up. */
  readonly rateLimitTries?: number;
  /** Awaited before every request; throws when none may be sent any more. */
  readonly beforeRequest?: (stopping: AbortSignal) => Promise<void>;
  /** How long to wait between tries; tests shorten it. */
  readonly delay?: typeof retryDelayMs;
  /** No `Retry-After` keeps everybody waiting for longer, in milliseconds; tests shorten it. */
  readonly longestPauseMs?: number;
}

/** The language model behind a LiteLLM gateway. */
export interface GatewayModel extends Model {
  /** Changes how many requests may be under way, at once and while running. */
  setConcurrency(limit: number): void;
  readonly requestsUnderWay: number;
  close(): Promise<void>;
}

/** Answers are small; a larger body is a fault and is cut here, in bytes. */
const longestBody = 1_048_576;
const connectTimeoutMs = 10_000;
/** The slots decide how many requests are under way; this is only a bound for the pool. */
const mostConnections = 1024;
/** A 4xx that this many first calls share ends the run. */
const watchedCalls = 5;
/** A request that timed out may have been paid for, and takes minutes. */
const mostTimeouts = 3;
/** Of one question, whatever the reasons: a bound for a gateway that fails and works in turns. */
const mostTries = 100;

export function createModel(options: ModelOptions): GatewayModel {
  const http = createHttpClient({
    connectTimeoutMs: Math.min(connectTimeoutMs, options.requestTimeoutMs),
    headersTimeoutMs: options.requestTimeoutMs,
    bodyTimeoutMs: options.requestTimeoutMs,
    totalTimeoutMs: options.requestTimeoutMs,
    maxBodyBytes: longestBody,
    connections: mostConnections,
    overflow: 'cut',
  });
  const slots = createSlots(options.slots);
  const traffic = createTraffic(options);
  const sender = createAnswerSender({
    ...options,
    now: options.now ?? (() => new Date()),
    http,
    slots,
    traffic,
  });
  return {
    ask: createAsking(options, sender, traffic),
    read: readAnswer,
    setConcurrency: (limit) => {
      slots.setLimit(limit);
      traffic.setConcurrency(limit);
    },
    get requestsUnderWay() {
      return traffic.requestsUnderWay;
    },
    close: () => http.close(),
  };
}

function createTraffic(options: ModelOptions): GatewayTraffic {
  const { delay = retryDelayMs, longestPauseMs = longestDelayMs, logger, random } = options;
  return new GatewayTraffic({
    concurrency: options.slots.concurrency,
    tokensPerMinute: options.tokensPerMinute ?? null,
    breakerFailures: options.breakerFailures ?? 0,
    longestPauseMs,
    probeDelayMs: (attempt) => delay({ attempt, retryAfterMs: null, random: random() }),
    clockMs: () => performance.now(),
    onChange: (change) => {
      const stage = 'analysis';
      if (change.kind === 'limit') {
        logger.info('the gateway is at its limit: fewer requests at a time', { stage, count: change.limit });
      } else logger.info('the gateway asks for a pause', { stage, delayMs: change.delayMs });
    },
  });
}

function createAsking(options: ModelOptions, sender: AnswerSender, traffic: GatewayTraffic): Model['ask'] {
  const firstCalls = new FirstCalls(watchedCalls);
  return async (question, signal, { callId, stopping = signal, mayRepeat = () => true } = {}) => {
    const tell = firstCalls.begin();
    let isAffordable = true;
    const mayHaveBeenPaid = (): void => {
      isAffordable = mayRepeat();
    };
    const asking = { question, signal, stopping, mayHaveBeenPaid };
    try {
      const answer = await withRetries(
        () => sender.send(asking),
        retryPolicy(options, { callId, question }, { traffic, isAffordable: () => isAffordable }),
        stopping,
      );
      tell(null);
      return answer;
    } catch (error) {
      const allRefused = tell(error instanceof GatewayFailure ? error.status : null);
      if (!(error instanceof GatewayFailure || error instanceof TransportError)) throw error;
      const told =
        allRefused && error instanceof GatewayFailure
          ? stopRun(error, refusesAll(watchedCalls))
          : toPipelineError(error);
      // Nobody else needs to find out for themselves: repeated refusals can lock a key.
      if (told instanceof StopRunError) sender.stop(told);
      throw told;
    }
  };
}

/**
 * Which errors are worth another request. What ends the run or fails the call is final. While the gateway itself is
 * suspected, failing uses up no tries: the call waits until the gateway works again or the circuit breaker ends the run.
 */
function retryPolicy(
  options: ModelOptions,
  { callId, question }: { readonly callId: number | undefined; readonly question: Question },
  state: { readonly traffic: GatewayTraffic; readonly isAffordable: () => boolean },
): RetryPolicy {
  const { delay, logger, random } = options;
  const { breaker } = state.traffic;
  let used = 0;
  return {
    tries: mostTries,
    random,
    ...(delay === undefined ? {} : { delay }),
    shouldRetry: (error) => {
      const worth = worthOf(error, options);
      if (worth === null || !state.isAffordable()) return null;
      // What may be a wrong setting is not waited for, unless the settings have worked before.
      const isExcused = breaker.isSuspicious && (!worth.mayBeSetting || breaker.hasWorked);
      if (!isExcused) used += 1;
      return used < worth.tries ? { retryAfterMs: worth.retryAfterMs } : null;
    },
    onRetry: ({ error, attemptNumber, delayMs }) => {
      if (!(error instanceof GatewayFailure || error instanceof TransportError)) return;
      const answered = error instanceof GatewayFailure ? error : null;
      logger.warn('the gateway gave no answer, asking again', {
        callId,
        stage: 'analysis',
        failureClass: failureClassOf(error),
        status: answered?.status,
        attempt: attemptNumber,
        delayMs,
        host: error.host,
        model: question.yardstick.askedModel,
        correlationId: answered?.gatewayCallId ?? undefined,
      });
    },
  };
}

/** How many tries an error is worth, the first included; NULL: it is final. */
function worthOf(
  error: Error,
  { transportTries = 4, rateLimitTries = 20 }: ModelOptions,
): { readonly tries: number; readonly retryAfterMs: number | null; readonly mayBeSetting: boolean } | null {
  if (error instanceof TransportError) {
    const tries = error.kind === 'timeout' ? Math.min(mostTimeouts, transportTries) : transportTries;
    return { tries, retryAfterMs: null, mayBeSetting: false };
  }
  if (!(error instanceof GatewayFailure) || error.refusal.next !== 'retry') return null;
  const { patient, retryAfterMs, atLast } = error.refusal;
  return { tries: patient ? rateLimitTries : transportTries, retryAfterMs, mayBeSetting: atLast !== null };
}
