import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import { sentBody } from '../integration/llm/gateway.ts';
import { startHttpServer } from '../support/http-server.ts';

/** An OpenAI-compatible server behind the proxy: the sandbox's model. */
export interface Provider {
  readonly url: URL;
  readonly key: string;
  readonly model: string;
  /** Bodies of the completions asked for so far. LiteLLM also reads the list of models when it starts. */
  asked(): Record<string, unknown>[];
  close(): Promise<void>;
}

/** `type` of a request's `response_format`, `none` where there was none. */
export function formatOf(body: Record<string, unknown>): string {
  const { response_format: format } = body as { response_format?: { type: string } };
  return format?.type ?? 'none';
}

/**
 * The sandbox's model as a plain provider. The sandbox plays a LiteLLM of its own: its headers are left out, because a
 * LiteLLM believes the cost header of another one more than the prices in its config.
 * @param faults such as `llm:500@#1`
 */
export async function startProvider(...faults: string[]): Promise<Provider> {
  const sandbox = await startSandbox({ calls: 1, faults });
  const { LLM_BASE_URL: origin = '', TOKEN_LLM: key = '', MODEL: model = '' } = sandbox.environment(1);
  const server = await startHttpServer(async (request, response) => {
    const { authorization = '', 'content-type': contentType = '' } = request.headers;
    const answer = await fetch(new URL(request.path, origin), {
      method: request.method,
      headers: { authorization, 'content-type': contentType },
      ...(request.method === 'POST' ? { body: request.body } : {}),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  });
  return {
    url: server.url,
    key,
    model,
    asked: () => server.requests.filter(({ method }) => method === 'POST').map(sentBody),
    async close() {
      await server.close();
      await sandbox.close();
    },
  };
}
