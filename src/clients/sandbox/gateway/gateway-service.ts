import { randomUUID } from 'node:crypto';
import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { Route, Service, ServiceRequest } from '../server/service.ts';
import type { Credentials } from '../world/credentials.ts';
import { knownModels } from './check-chat-request.ts';
import type { ChatCompleter } from './complete-chat.ts';
import type { QuotaWindow } from './quota-window.ts';
import { refuseByFault } from './fault-errors.ts';
import { gatewayStatusAnswer, refuseCompletion, wrongKeyError } from './gateway-errors.ts';

/** The imitated LiteLLM gateway. */
export function createGatewayService(
  credentials: Credentials,
  completer: ChatCompleter,
  quota: QuotaWindow | null,
): Service {
  const protect =
    (answer: (request: ServiceRequest) => Answer) =>
    (request: ServiceRequest): Answer => {
      const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (key !== credentials.gatewayKey) refuseCompletion(wrongKeyError(key));
      return withHeaders(answer(request), quota?.headers() ?? {});
    };
  return {
    name: 'llm',
    bodyLimit: 8 * 1024 * 1024,
    everyAnswer: { 'x-callq-sandbox': 'true', 'x-litellm-version': 'sandbox', server: 'uvicorn' },
    errorAnswer: gatewayStatusAnswer,
    ...(quota === null
      ? {}
      : { refuse: (sort: string) => (sort === 'completion' ? quota.refuse() : undefined) }),
    routes: [
      {
        ...route('completion', 'POST', '/v1/chat/completions'),
        answer: protect(({ body, fault }) => completer.complete(body, fault)),
      },
      {
        ...route('models', 'GET', '/v1/models'),
        answer: protect(({ fault }) => refuseByFault(fault, { format: 'text' }) ?? listModels()),
      },
      {
        ...route('health', 'GET', '/health/liveliness'),
        answer: () => jsonAnswer(200, "I'm alive!"),
      },
      {
        ...route('health', 'GET', '/health/readiness'),
        answer: () => jsonAnswer(200, { status: 'healthy', db: 'connected', litellm_version: 'sandbox' }),
      },
    ],
  };
}

function route(sort: string, method: 'GET' | 'POST', path: string): Omit<Route, 'answer'> {
  return { sort, method, path: new RegExp(`^${path}$`), label: path };
}

function withHeaders(answer: Answer, more: Record<string, string>): Answer {
  return { ...answer, headers: { ...answer.headers, ...more, 'x-litellm-call-id': randomUUID() } };
}

function listModels(): Answer {
  const data = knownModels.map((id) => ({ id, object: 'model', created: 1677610602, owned_by: 'openai' }));
  return jsonAnswer(200, { data, object: 'list' });
}
