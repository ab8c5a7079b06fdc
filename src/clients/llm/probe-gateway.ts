import * as z from 'zod';

import { StopRunError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import { createHttpClient } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import { parseJsonBody } from '../http/json-body.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { withRetries } from '../http/retry.ts';
import { GatewayFailure, failureClassOf, toPipelineError } from './gateway-failure.ts';
import { parseGatewayCallId } from './received-answer.ts';
import { classifyRefusal } from './refusal.ts';
import { unsendableKey } from './send-question.ts';
import { stopReasons } from './stop-reasons.ts';

export interface GatewayProbeOptions {
  /** The gateway's origin (LLM_BASE_URL). */
  readonly baseUrl: URL;
  readonly logger: Logger;
  /** Numbers from 0 up to 1, for the jitter of waits. */
  readonly random: () => number;
}

/** Requests to the gateway that cost nothing. `GET /health` is none of them: it asks every model. */
export interface GatewayProbe {
  /** Status of `GET /health/liveliness`, which needs no key. Throws StopRunError (`gateway_down`) without an answer. */
  liveness(signal: AbortSignal): Promise<number>;
  /** Names and patterns (`openai/*`) of the models that the key may use. Throws StopRunError when it is refused. */
  models(apiKey: string, signal: AbortSignal): Promise<readonly string[]>;
  close(): Promise<void>;
}

const requestTimeoutMs = 10_000;
/** A gateway with hundreds of models lists them in less. */
const longestBody = 4 * 1_048_576;
const tries = 3;

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

export function createGatewayProbe(options: GatewayProbeOptions): GatewayProbe {
  const http = createHttpClient({
    connectTimeoutMs: requestTimeoutMs,
    headersTimeoutMs: requestTimeoutMs,
    bodyTimeoutMs: requestTimeoutMs,
    totalTimeoutMs: requestTimeoutMs,
    maxBodyBytes: longestBody,
    connections: 2,
  });
  return {
    liveness: async (signal) => {
      const response = await get(http, options, { path: '/health/liveliness', refuse: isDown }, signal);
      return response.status;
    },
    models: async (apiKey, signal) => {
      const unsendable = unsendableKey(apiKey);
      if (unsendable !== null) throw unsendable;
      const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
      const request = { path: '/v1/models', headers, refuse: ({ status }: HttpResponse) => status !== 200 };
      return parseModels(await get(http, options, request, signal), options.baseUrl.host);
    },
    close: () => http.close(),
  };
}

/** A proxy that hides the path is no sign of a gateway that is down. */
function isDown({ status }: HttpResponse): boolean {
  return status >= 500 || status === 429;
}

interface ProbeRequest {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether an answer is a failure. */
  readonly refuse: (response: HttpResponse) => boolean;
}

async function get(
  http: HttpClient,
  { baseUrl, logger, random }: GatewayProbeOptions,
  { path, headers = {}, refuse }: ProbeRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const url = new URL(path, baseUrl);
  const policy: RetryPolicy = {
    tries,
    random,
    shouldRetry: (error) => {
      if (error instanceof TransportError) return { retryAfterMs: null };
      if (!(error instanceof GatewayFailure) || error.refusal.next !== 'retry') return null;
      return { retryAfterMs: error.refusal.retryAfterMs };
    },
    onRetry: ({ error, attemptNumber, delayMs }) => {
      const status = error instanceof GatewayFailure ? error.status : undefined;
      logger.warn(`GET ${path} failed, trying again`, { status, attempt: attemptNumber, delayMs });
    },
  };
  try {
    return await withRetries(
      async () => {
        const response = await http.send(
          { method: 'GET', url, headers: { ...headers, 'user-agent': 'callq' } },
          signal,
        );
        if (refuse(response)) throw failureOf(response, url);
        return response;
      },
      policy,
      signal,
    );
  } catch (error) {
    throw error instanceof TransportError || error instanceof GatewayFailure ? explain(error, path) : error;
  }
}

function failureOf(response: HttpResponse, { host }: URL): GatewayFailure {
  const refusal = classifyRefusal(response, { max_tokens: false, response_format: false }, new Date());
  return new GatewayFailure({
    ...{ refusal, host, status: response.status },
    gatewayCallId: parseGatewayCallId(response.headers),
  });
}

function explain(error: TransportError | GatewayFailure, path: string): StopRunError {
  const told = toPipelineError(error);
  if (told instanceof StopRunError) return told;
  const what = error instanceof GatewayFailure ? `HTTP ${error.status}, ${failureClassOf(error)}` : '';
  return new StopRunError(
    'gateway_down',
    `GET ${path}: ${error instanceof TransportError ? error.message : `${error.host}: ${what}`}, also after ${tries} tries; ` +
      'see whether the gateway is up and LLM_BASE_URL is right',
    { cause: error },
  );
}

function parseModels(response: HttpResponse, host: string): readonly string[] {
  const body = parseJsonBody(response);
  const parsed = body.ok ? modelsSchema.safeParse(body.value) : null;
  if (parsed?.success === true) return parsed.data.data.map(({ id }) => id);
  const { errorClass, advice } = stopReasons.notTheGateway;
  throw new StopRunError(errorClass, `GET /v1/models: ${host} gives no list of models: ${advice}`);
}

/** Whether the list of a key holds a model; patterns end in `*`. */
export function isListed(model: string, models: readonly string[]): boolean {
  return models.some((id) => id === model || (id.endsWith('*') && model.startsWith(id.slice(0, -1))));
}
