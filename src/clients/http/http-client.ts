import { setMaxListeners } from 'node:events';

import { Agent } from 'undici';

import { TransportError, toTransportError } from './http-errors.ts';
import { ResponseReceiver } from './response-receiver.ts';

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

/** Why a request was ended from here; neither reaches a caller. */
const stopped = new Error('the caller stopped the request');
const overdue = new Error('the whole request took too long');

async function send(
  agent: Agent,
  options: HttpClientOptions,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  signal.throwIfAborted();
  const { host } = request.url;
  const { maxBodyBytes, overflow = 'fail' } = options;
  const receiver = new ResponseReceiver({ host, maxBodyBytes, overflow });
  const stop = (): void => {
    receiver.end(stopped);
  };
  const timer = setTimeout(() => {
    receiver.end(overdue);
  }, options.totalTimeoutMs);
  // Every request under way listens to the signal of the run; that is no leak to warn of.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { method, url, headers = {}, body = null } = request;
    agent.dispatch({ origin: url.origin, path: url.pathname + url.search, method, headers, body }, receiver);
    return await receiver.response;
  } catch (error) {
    signal.throwIfAborted();
    if (error === overdue) {
      const requestSent = receiver.hasBegun || 'unknown';
      throw new TransportError({ host, kind: 'timeout', requestSent, code: 'TOTAL_TIMEOUT' });
    }
    throw error instanceof TransportError ? error : toTransportError(error, host, receiver.hasBegun);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
