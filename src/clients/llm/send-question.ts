import { StopRunError } from '../../domain/errors.ts';
import type { Logger, ReceivedAnswer } from '../../domain/ports.ts';
import type { Question } from '../../domain/question.ts';
import type { HttpClient } from '../http/http-client.ts';
import { GatewayFailure, stopRun } from './gateway-failure.ts';
import { parseGatewayCallId, toReceivedAnswer } from './received-answer.ts';
import type { Refusal } from './refusal.ts';
import { classifyRefusal, refusalInSuccess } from './refusal.ts';
import { requestBody } from './request-body.ts';
import type { RequestShape } from './request-shape.ts';
import { createShapeMemory } from './request-shape.ts';
import type { Slots } from './slots.ts';

export interface AnswerSender {
  /**
   * One try: waits for a slot, sends, gives the slot back. Throws GatewayFailure, TransportError, or StopRunError when the
   * run was stopped.
   */
  send(question: Question, signal: AbortSignal, stopping: AbortSignal): Promise<ReceivedAnswer>;
  /** From now on nothing is sent any more: whoever waits for a slot gets this error. */
  stop(error: StopRunError): void;
}

interface SenderOptions {
  readonly baseUrl: URL;
  readonly apiKey: string;
  readonly http: HttpClient;
  readonly slots: Slots;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly beforeRequest?: (stopping: AbortSignal) => Promise<void>;
}

export function createAnswerSender(options: SenderOptions): AnswerSender {
  const { http, slots, logger, now } = options;
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
  async function exchange(
    question: Question,
    signal: AbortSignal,
    stopping: AbortSignal,
  ): Promise<ReceivedAnswer | null> {
    await options.beforeRequest?.(stopping);
    if (stopped !== null) throw stopped;
    const shape = memory.current;
    const body = requestBody(question, shape);
    const sentAt = performance.now();
    const response = await http.send({ method: 'POST', url, headers, body }, signal);
    const latencyMs = Math.round(performance.now() - sentAt);
    const sent = {
      max_tokens: question.maxAnswerTokens !== null && shape.withMaxTokens,
      response_format: shape.jsonMode !== 'none',
    };
    const refusal =
      response.status === 200 ? refusalInSuccess(response.body) : classifyRefusal(response, sent, now());
    if (refusal === null) return toReceivedAnswer(response, latencyMs);
    if (simplify(refusal, question, shape)) return null;
    const gatewayCallId = parseGatewayCallId(response.headers);
    const failure = new GatewayFailure({ refusal, host: url.host, status: response.status, gatewayCallId });
    if (refusal.next !== 'stop_run') throw failure;
    // Before the slot goes on to the next one, who would otherwise send another wrong key.
    stopped = stopRun(failure, refusal.reason);
    throw stopped;
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
    stop: (error) => {
      stopped ??= error;
    },
    send: async (question, signal, stopping) => {
      let answer: ReceivedAnswer | null = null;
      while (answer === null) answer = await slots.hold(() => exchange(question, signal, stopping), stopping);
      return answer;
    },
  };
}

/** Before anything is sent: Node would refuse to write such a header with an error that names no setting. */
function unsendableKey(apiKey: string): StopRunError | null {
  if (/^[\x21-\x7e]+$/u.test(apiKey)) return null;
  return new StopRunError(
    'gateway_key',
    'TOKEN_LLM is empty or holds spaces, line breaks or letters that cannot stand in an HTTP header',
  );
}
