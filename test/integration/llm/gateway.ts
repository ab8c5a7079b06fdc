import type { ServerResponse } from 'node:http';

import { expect, onTestFinished } from 'vitest';

import type { GatewayModel, ModelOptions } from '../../../src/clients/llm/create-model.ts';
import { createModel } from '../../../src/clients/llm/create-model.ts';
import { CallError, StopRunError } from '../../../src/domain/errors.ts';
import type { LogFields, Logger } from '../../../src/domain/ports.ts';
import type { ReceivedRequest, RequestHandler, TestServer } from '../../support/http-server.ts';
import { sendJson, startHttpServer } from '../../support/http-server.ts';

export const never = new AbortController().signal;
export const verdict = '{"is_sales_call": false}';

/** A gateway's usual answer. */
export function sendAnswer(response: ServerResponse, headers: Record<string, string> = {}): void {
  const message = { role: 'assistant', content: verdict };
  const usage = { prompt_tokens: 10, completion_tokens: 5 };
  const value = { model: 'gpt-real', choices: [{ finish_reason: 'stop', message }], usage };
  sendJson(response, 200, value, headers);
}

/** LiteLLM's error body; like the real one, it holds a hash of the key. */
export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  rest: { fields?: Record<string, unknown>; headers?: Record<string, string> } = {},
): void {
  const error = {
    message: `${message} Received API Key hash MARK-HASH`,
    type: 'None',
    param: null,
    code: String(status),
    ...rest.fields,
  };
  sendJson(response, status, { error }, { 'x-litellm-call-id': `id-${status}`, ...rest.headers });
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export interface Setting {
  readonly server: TestServer;
  readonly model: GatewayModel;
  readonly lines: readonly LogLine[];
  /** What the waits between tries were derived from. */
  readonly waits: readonly { readonly attempt: number; readonly retryAfterMs: number | null }[];
}

/** A gateway that answers as told and a model that talks to it, without waiting between tries. */
export async function setUp(handler: RequestHandler, options: Partial<ModelOptions> = {}): Promise<Setting> {
  const server = await startHttpServer(handler);
  const lines: LogLine[] = [];
  const waits: { attempt: number; retryAfterMs: number | null }[] = [];
  const log =
    (level: string): Logger['info'] =>
    (message, fields) => {
      lines.push({ level, message, fields });
    };
  const model = createModel({
    baseUrl: server.url,
    apiKey: 'sk-test',
    requestTimeoutMs: 5000,
    slots: { concurrency: 4 },
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    random: () => 0,
    longestPauseMs: 0,
    delay: ({ attempt, retryAfterMs }) => {
      waits.push({ attempt, retryAfterMs });
      return 0;
    },
    ...options,
  });
  onTestFinished(async () => {
    await model.close();
    await server.close();
  });
  return { server, model, lines, waits };
}

/** Refuses the first requests, answers the rest. */
export function refuseFirst(count: number, refuse: RequestHandler): RequestHandler {
  return (request, response) => {
    if (request.number <= count) return refuse(request, response);
    sendAnswer(response);
  };
}

export async function callErrorOf(asking: Promise<unknown>): Promise<CallError> {
  const error = await failureOf(asking);
  expect(error).toBeInstanceOf(CallError);
  expect((error as CallError).stage).toBe('analysis');
  return error as CallError;
}

export async function stopErrorOf(asking: Promise<unknown>): Promise<StopRunError> {
  const error = await failureOf(asking);
  expect(error).toBeInstanceOf(StopRunError);
  return error as StopRunError;
}

export function failureOf(asking: Promise<unknown>): Promise<unknown> {
  return asking.then(
    () => 'answered',
    (error: unknown) => error,
  );
}

export function sentBody(request: ReceivedRequest | undefined): Record<string, unknown> {
  return JSON.parse(request?.body ?? '{}') as Record<string, unknown>;
}
