import type { TokenUsage } from '../../domain/analysis.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { Logger, ReceivedAnswer } from '../../domain/ports.ts';
import type { Question } from '../../domain/question.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import { GatewayFailure, atLastOf, gatewayDown, stopRun } from './gateway-failure.ts';
import type { GatewayTraffic, Permit, RequestEnd } from './pacing/gateway-traffic.ts';
import { readAnswer } from './read-answer.ts';
import { parseGatewayCallId, toReceivedAnswer } from './received-answer.ts';
import type { Refusal } from './refusal.ts';
import { classifyRefusal, refusalInSuccess } from './refusal.ts';
import { requestBody } from './request-body.ts';
import type { RequestShape } from './request-shape.ts';
import { createShapeMemory } from './request-shape.ts';
import type { Slots } from './slots.ts';

/** A question on its way through all its tries. */
interface Asking {
  readonly question: Question;
  /** Ends a request under way. */
  readonly signal: AbortSignal;
  /** Ends the waiting: no new request is made. */
  readonly stopping: AbortSignal;
  /** The outcome of a try is unknown: it may have been paid for. */
  readonly mayHaveBeenPaid: () => void;
}

export interface AnswerSender {
  /**
   * One try: waits until it may be sent, sends, lets the next one go. Throws GatewayFailure, TransportError, or StopRunError
   * when the run was stopped.
   */
  send(asking: Asking): Promise<ReceivedAnswer>;
  /** From now on nothing is sent any more: whoever waits gets this error. */
  stop(error: StopRunError): void;
}

/** So many failures in a row before anything worked, of a kind that a wrong setting brings, are not waited out. */
const mostRoundsOfSettings = 4;

interface SenderOptions {
  readonly baseUrl: URL;
  readonly apiKey: string;
  readonly http: HttpClient;
  readonly slots: Slots;
  readonly traffic: GatewayTraffic;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly beforeRequest?: (stopping: AbortSignal) => Promise<void>;
}

export function createAnswerSender(options: SenderOptions): AnswerSender {
  const { http, slots, traffic, logger, now } = options;
  const url = new URL('/v1/chat/completions', options.baseUrl);
  const headers = {
    authorization: `Bearer ${options.apiKey}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'callq',
  };
  const memory = createShapeMemory();
  let stopped = unsendableKey(options.apiKey);

  /**
   * One request within its slot. The body is written only now: a long queue of prompts would fill the memory. NULL: to be
   * sent again in the shape learned by now.
   */
  async function exchange(asking: Asking): Promise<ReceivedAnswer | null> {
    const { question } = asking;
    const shape = memory.current;
    const body = requestBody(question, shape);
    const permit = await enter(asking, body);
    const sentAt = performance.now();
    const response = await post(asking, body, permit);
    const latencyMs = Math.round(performance.now() - sentAt);
    const sent = {
      max_tokens: question.maxAnswerTokens !== null && shape.withMaxTokens,
      response_format: shape.jsonMode !== 'none',
    };
    const refusal =
      response.status === 200 ? refusalInSuccess(response.body) : classifyRefusal(response, sent, now());
    permit.end(endOf(response, refusal));
    if (refusal === null) return toReceivedAnswer(response, latencyMs);
    if (mayHaveRun(response.status, refusal)) asking.mayHaveBeenPaid();
    if (simplify(refusal, question, shape)) return null;
    const gatewayCallId = parseGatewayCallId(response.headers);
    const failure = new GatewayFailure({ refusal, host: url.host, status: response.status, gatewayCallId });
    // Before the slot goes on to the next one, who would otherwise send another wrong key.
    if (refusal.next === 'stop_run') throw stop(stopRun(failure, refusal.reason));
    throw stopIfDown(failure);
  }

  async function enter(asking: Asking, body: Buffer): Promise<Permit> {
    throwIfStopped();
    const permit = await traffic.enter({ bytes: body.length, caller: asking }, asking.stopping);
    try {
      // Between being let through and going there is a moment, in which the run can be stopped.
      asking.stopping.throwIfAborted();
      // Not before the wait, which may have been long.
      await options.beforeRequest?.(asking.stopping);
      asking.stopping.throwIfAborted();
      throwIfStopped();
    } catch (error) {
      permit.end({ kind: 'aborted' });
      // A stop while the lock is won back is what ended this request, not the lock.
      asking.stopping.throwIfAborted();
      throw error;
    }
    return permit;
  }

  function throwIfStopped(): void {
    if (stopped !== null) throw stopped;
  }

  async function post(asking: Asking, body: Buffer, permit: Permit): Promise<HttpResponse> {
    try {
      return await http.send({ method: 'POST', url, headers, body }, asking.signal);
    } catch (error) {
      const isFailure = error instanceof TransportError;
      const mayHaveRun = !isFailure || error.requestSent !== false;
      permit.end(isFailure ? { kind: 'failed', mayHaveRun, retryAfterMs: null } : { kind: 'aborted' });
      if (mayHaveRun) asking.mayHaveBeenPaid();
      throw isFailure ? stopIfDown(error) : error;
    }
  }

  /** The failure itself, or the end of the run when it was the last that was waited for. */
  function stopIfDown(failure: GatewayFailure | TransportError): Error {
    const { isOpen, hasWorked, failedRounds } = traffic.breaker;
    const looksLikeSetting = !hasWorked && failedRounds >= mostRoundsOfSettings && atLastOf(failure) !== null;
    return isOpen || looksLikeSetting ? stop(gatewayDown(failure, failedRounds)) : failure;
  }

  function stop(error: StopRunError): StopRunError {
    stopped ??= error;
    traffic.stop(stopped);
    return stopped;
  }

  /** True: the request is sent again without what the model does not take; that costs no try. */
  function simplify(refusal: Refusal, question: Question, shape: RequestShape): boolean {
    if (refusal.next !== 'ask_plainer') return false;
    const before = memory.current;
    if (!memory.simplify(shape, refusal.without)) return false;
    if (memory.current !== before) {
      logger.warn(`the model does not take ${refusal.without} as it was sent; this run goes on without`, {
        stage: 'analysis',
        model: question.yardstick.askedModel,
        host: url.host,
      });
    }
    return true;
  }

  return {
    stop,
    send: async (asking) => {
      let answer: ReceivedAnswer | null = null;
      while (answer === null) answer = await slots.hold(() => exchange(asking), asking.stopping);
      return answer;
    },
  };
}

function endOf(response: HttpResponse, refusal: Refusal | null): RequestEnd {
  const { headers, status } = response;
  if (refusal === null) {
    return { kind: 'answered', headers, usedTokens: () => totalOf(readAnswer(response).usage) };
  }
  if (refusal.next !== 'retry') return { kind: 'refused', headers };
  const { retryAfterMs } = refusal;
  if (status === 429 || refusal.patient) return { kind: 'rate_limited', headers, retryAfterMs };
  return { kind: 'failed', mayHaveRun: mayHaveRun(status, refusal), retryAfterMs };
}

/** What proxies say that gave up waiting, or lost the answer: 502 and 504 everywhere, 520 to 524 at Cloudflare. */
const proxyStatuses = new Set([408, 502, 504, 520, 521, 522, 523, 524]);

/** A proxy in between does not know what became of the request; nor does a success without an answer tell. */
function mayHaveRun(status: number, refusal: Refusal): boolean {
  return proxyStatuses.has(status) || (status === 200 && refusal.next === 'retry');
}

function totalOf({ input, output }: TokenUsage): number | null {
  return input === null || output === null ? null : input + output;
}

/** Before anything is sent: Node would refuse to write such a header with an error that names no setting. */
export function unsendableKey(apiKey: string): StopRunError | null {
  if (/^[\x21-\x7e]+$/u.test(apiKey)) return null;
  return new StopRunError(
    'gateway_key',
    'TOKEN_LLM is empty or holds spaces, line breaks or letters that cannot stand in an HTTP header',
  );
}
