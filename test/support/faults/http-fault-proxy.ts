import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Agent } from 'undici';

import type { HttpFaultName, WholeAnswer } from './http-fault-kinds.ts';
import { httpFaultKinds } from './http-fault-kinds.ts';

/** Decides about one exchange, counted from 1 since the last `reset`; NULL lets it pass. */
type ChooseHttpFault = (exchange: number) => HttpFaultName | null;

/** What the proxy tells while exchanges pass, with their numbers. */
interface HttpEvents {
  /** The request is there, and nobody has acted on it yet. */
  readonly onAsked?: (exchange: number) => void;
  /** The last byte of the answer went out. */
  readonly onAnswered?: (exchange: number) => void;
}

/** A server in front of one service that breaks exchanges on purpose and passes on all others. */
export interface HttpFaultProxy {
  readonly origin: string;
  /** Requests that have arrived since the last `reset`. */
  readonly exchanges: number;
  /** Exchanges broken after the server had acted, since the last `reset`: their answers were lost. */
  readonly lostAnswers: number;
  readonly brokenExchanges: number;
  /** Counts from 1 again. */
  reset(choose?: ChooseHttpFault, events?: HttpEvents): void;
  close(): Promise<void>;
}

interface Options {
  /** Origin of the service. */
  readonly target: string;
  /** The body that is passed on instead. */
  readonly rewrite?: (path: string, body: string) => string;
}

/** Headers of one connection only, and those that the proxy writes itself. */
const ownHeaders = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding', 'date'];
const letPass: ChooseHttpFault = () => null;

export async function startHttpFaultProxy({ target, rewrite }: Options): Promise<HttpFaultProxy> {
  const agent = new Agent({ connections: 64 });
  const none = { exchanges: 0, lostAnswers: 0, brokenExchanges: 0 };
  let counts = { ...none };
  let choose = letPass;
  let events: HttpEvents = {};

  async function forward(message: IncomingMessage): Promise<WholeAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const { url: path = '/', method = 'GET' } = message;
    const answer = await agent.request({
      origin: target,
      path,
      method,
      headers: without(message.headers),
      body: method === 'GET' ? null : (rewrite?.(path, body) ?? body),
    });
    return {
      status: answer.statusCode,
      headers: without(answer.headers),
      body: Buffer.from(await answer.body.arrayBuffer()),
    };
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.exchanges += 1;
    const [exchange, mine, { onAsked, onAnswered }] = [counts.exchanges, counts, events];
    const name = choose(exchange);
    onAsked?.(exchange);
    if (name === null) {
      const { status, headers, body } = await forward(message);
      response.on('finish', () => {
        onAnswered?.(exchange);
      });
      response.writeHead(status, { ...headers, 'content-length': String(body.length) });
      response.end(body);
      return;
    }
    mine.brokenExchanges += 1;
    const { serverActs, breakOff } = httpFaultKinds[name];
    mine.lostAnswers += serverActs ? 1 : 0;
    if (!serverActs) message.resume();
    await breakOff(response, serverActs ? await forward(message) : null);
  }

  const server = createServer({ keepAliveTimeout: 120_000 }, (message, response) => {
    serve(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get exchanges() {
      return counts.exchanges;
    },
    get lostAnswers() {
      return counts.lostAnswers;
    },
    get brokenExchanges() {
      return counts.brokenExchanges;
    },
    reset(newChoice = letPass, newEvents = {}) {
      counts = { ...none };
      choose = newChoice;
      events = newEvents;
    },
    async close() {
      await agent.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

function without(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !ownHeaders.includes(name)) kept[name] = String(value);
  }
  return kept;
}
