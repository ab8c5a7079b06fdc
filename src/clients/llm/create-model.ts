import type { LimitFunction } from 'p-limit';

import { StopRunError } from '../../domain/errors.ts';
import type { Logger, Model } from '../../domain/ports.ts';
import type { Question } from '../../domain/question.ts';
import { createHttpClient } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import type { retryDelayMs } from '../http/retry-delay.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { withRetries } from '../http/retry.ts';
import { FirstCalls } from './first-calls.ts';
import { GatewayFailure, failureClassOf, stopRun, toPipelineError } from './gateway-failure.ts';
import { readAnswer } from './read-answer.ts';
import type { AnswerSender } from './send-question.ts';
import { createAnswerSender } from './send-question.ts';
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
  /** Requests per question when the gateway is in trouble, the first included; rate limits get twice as many. */
  readonly transportTries?: number;
  /** Awaited before every request; throws when none may be sent any more. */
  readonly beforeRequest?: (stopping: AbortSignal) => Promise<void>;
  /** How long to wait between them; tests shorten it. */
  readonly delay?: typeof retryDelayMs;
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
  const sender = createAnswerSender({ ...options, now: options.now ?? (() => new Date()), http, slots });
  return {
    ask: createAsking(options, sender),
    read: readAnswer,
    setConcurrency: (limit) => {
      slots.setLimit(limit);
    },
    get requestsUnderWay() {
      return slots.held;
    },
    close: () => http.close(),
  };
}

function createAsking(options: ModelOptions, sender: AnswerSender): Model['ask'] {
  const firstCalls = new FirstCalls(watchedCalls);
  return async (question, signal, stopping = signal) => {
    const tell = firstCalls.begin();
    try {
      const answer = await withRetries(
        () => sender.send(question, signal, stopping),
        retryPolicy(options, question),
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

/** Which errors are worth another request. What ends the run or fails the call is final. */
function retryPolicy(options: ModelOptions, question: Question): RetryPolicy {
  const { transportTries = 4, delay, logger, random } = options;
  return {
    tries: 2 * transportTries,
    random,
    ...(delay === undefined ? {} : { delay }),
    shouldRetry: (error, attemptNumber) => {
      if (error instanceof TransportError) {
        const tries = error.kind === 'timeout' ? Math.min(mostTimeouts, transportTries) : transportTries;
        return attemptNumber < tries ? { retryAfterMs: null } : null;
      }
      if (!(error instanceof GatewayFailure) || error.refusal.next !== 'retry') return null;
      const { patient, retryAfterMs } = error.refusal;
      return attemptNumber < (patient ? 2 : 1) * transportTries ? { retryAfterMs } : null;
    },
    onRetry: ({ error, attemptNumber, delayMs }) => {
      if (!(error instanceof GatewayFailure || error instanceof TransportError)) return;
      const answered = error instanceof GatewayFailure ? error : null;
      logger.warn('the gateway gave no answer, asking again', {
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
