import { setMaxListeners } from 'node:events';

import { Agent } from 'undici';
import type { Dispatcher } from 'undici';

import { TransportError, toTransportError } from './http-errors.ts';

interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; a header that came several times is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body was longer than `maxBodyBytes` and was cut there. */
  readonly bodyTruncated: boolean;
}

export interface HttpClientOptions {
  /** Name look-up, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** From the request's last byte to the response headers. */
  readonly headersTimeoutMs: number;
  /** The longest silence within a body. */
  readonly bodyTimeoutMs: number;
  /** The whole request: a slow drip passes every other limit. */
  readonly totalTimeoutMs: number;
  readonly maxBodyBytes: number;
  /** Connections per origin. */
  readonly connections: number;
  /** What becomes of a longer body: `fail` throws `too_large` (default), `cut` keeps the beginning. */
  readonly overflow?: 'fail' | 'cut';
}

export interface HttpClient {
  /**
   * One request, one response of whatever status; redirects are never followed. Throws TransportError when there is no
   * response; an abort ends the request at once and throws the signal's reason.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** Closes all connections; a request still under way fails with `reset`. */
  close(): Promise<void>;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agent = new Agent({
    connections: options.connections,
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
  });
  return {
    send: (request, signal) => send(agent, options, request, signal),
    close: () => agent.destroy(),
  };
}

async function send(
  agent: Agent,
  options: HttpClientOptions,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  signal.throwIfAborted();
  const { host } = request.url;
  // One controller a request instead of AbortSignal.any: that one leaks on the long-lived signal of a run in Node 20.
  const ending = new AbortController();
  const end = (): void => {
    ending.abort();
  };
  // Every request under way listens to the signal of the run; that is no leak to warn of.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', end, { once: true });
  const timer = setTimeout(end, options.totalTimeoutMs);
  let answered = false;
  try {
    const responding = agent.request({
      origin: request.url.origin,
      path: request.url.pathname + request.url.search,
      method: request.method,
      headers: request.headers ?? {},
      body: request.body ?? null,
      signal: ending.signal,
    });
    const response = await Promise.race([responding, rejectionAtEnd(ending.signal)]);
    answered = true;
    const { body, bodyTruncated } = await readBody(response, options, host);
    return { status: response.statusCode, headers: flatHeaders(response.headers), body, bodyTruncated };
  } catch (error) {
    signal.throwIfAborted();
    // The caller did not end it, so the timer did.
    if (ending.signal.aborted) {
      const requestSent = answered || 'unknown';
      throw new TransportError({ host, kind: 'timeout', requestSent, code: 'TOTAL_TIMEOUT' });
    }
    throw error instanceof TransportError ? error : toTransportError(error, host, answered);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** undici looks at its signal only once it is connected: without this, an abort would wait for the connection. */
function rejectionAtEnd(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('ended'));
    });
  });
}

async function readBody(
  response: Dispatcher.ResponseData,
  options: HttpClientOptions,
  host: string,
): Promise<{ body: Uint8Array; bodyTruncated: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop early destroys the stream and with it the connection: the rest is never downloaded.
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    const room = options.maxBodyBytes - length;
    if (chunk.length > room) {
      if (options.overflow !== 'cut') {
        throw new TransportError({ host, kind: 'too_large', requestSent: true, code: null });
      }
      chunks.push(chunk.subarray(0, room));
      return { body: Buffer.concat(chunks), bodyTruncated: true };
    }
    chunks.push(chunk);
    length += chunk.length;
  }
  return { body: Buffer.concat(chunks, length), bodyTruncated: false };
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
