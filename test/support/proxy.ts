import type { ReceivedRequest, TestServer } from './http-server.ts';
import { startHttpServer } from './http-server.ts';

/** An answer on its way through; headers in lower case. */
export interface ProxiedAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface ProxyOptions {
  /** The server behind. */
  readonly target: string;
  /** The body that is passed on instead. */
  readonly rewrite?: (request: ReceivedRequest) => string;
  /** May change the answer, or give another one. */
  readonly alter?: (
    answer: ProxiedAnswer,
    request: ReceivedRequest,
  ) => ProxiedAnswer | Promise<ProxiedAnswer>;
}

/** Headers of one connection only. */
const hopHeaders = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding'];

/** A server in front of a sandbox's: for answers that the sandbox never gives. */
export async function startProxy({ target, rewrite, alter }: ProxyOptions): Promise<TestServer> {
  return startHttpServer(async (request, response) => {
    const passedOn = Object.entries(request.headers).filter(([name]) => !hopHeaders.includes(name));
    const answered = await fetch(new URL(request.path, target), {
      method: request.method,
      headers: passedOn.map(([name, value]): [string, string] => [name, String(value)]),
      ...(request.method === 'GET' ? {} : { body: rewrite?.(request) ?? request.body }),
    });
    const headers = Object.fromEntries([...answered.headers].filter(([name]) => !hopHeaders.includes(name)));
    let answer: ProxiedAnswer = { status: answered.status, headers, body: await answered.text() };
    if (alter !== undefined) answer = await alter(answer, request);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
}

/** The same answer with another JSON body. */
export function withJson(answer: ProxiedAnswer, change: (value: never) => unknown): ProxiedAnswer {
  return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body) as never)) };
}

/** A T-Bank that does not say that it is a sandbox. */
export function startRealLooking(target: string): Promise<TestServer> {
  return startProxy({
    target,
    alter: (answer) => {
      delete answer.headers['x-callq-sandbox'];
      return answer;
    },
  });
}
