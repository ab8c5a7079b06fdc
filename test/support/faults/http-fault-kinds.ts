import type { ServerResponse } from 'node:http';

/** An answer of the server behind, as it came. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One way in which an exchange breaks. */
interface HttpFaultKind {
  /** The server behind gets the request and acts on it: what it answers may be lost, and may have to be paid for again. */
  readonly serverActs: boolean;
  /** Answers in its own way, or not at all. */
  readonly breakOff: (response: ServerResponse, answer: WholeAnswer | null) => void | Promise<void>;
}

const page = '<!doctype html><title>Bad gateway</title><p>A proxy speaks.</p>';
/** A drip takes this long: longer than LLM_TIMEOUT_SECONDS of these runs, shorter than the patience with the others. */
const dripMilliseconds = 7000;
const drops = 20;

function refuse(status: number, headers: Record<string, string> = {}): HttpFaultKind {
  const body = JSON.stringify({
    error: { message: 'planted', type: null, param: null, code: String(status) },
  });
  return {
    serverActs: false,
    breakOff: (response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body);
    },
  };
}

function showPage(status: number): HttpFaultKind {
  return {
    serverActs: false,
    breakOff: (response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end(page);
    },
  };
}

function firstHalf(answer: WholeAnswer | null): { headers: Record<string, string>; half: Buffer } {
  const body = answer?.body ?? Buffer.alloc(0);
  return { headers: { ...answer?.headers }, half: body.subarray(0, Math.floor(body.length / 2)) };
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

export const httpFaultKinds = {
  'reset before the server acted': { serverActs: false, breakOff: reset },
  'reset after the server acted': { serverActs: true, breakOff: reset },
  // Until the client goes away.
  'no answer': { serverActs: true, breakOff: () => undefined },
  500: refuse(500),
  '429 with Retry-After': refuse(429, { 'retry-after': '1' }),
  '429 without Retry-After': refuse(429),
  'HTML with 200': showPage(200),
  'HTML with 502': showPage(502),
  'body shorter than announced': {
    serverActs: true,
    breakOff: (response, answer) => {
      const { headers, half } = firstHalf(answer);
      response.writeHead(answer?.status ?? 200, {
        ...headers,
        'content-length': String(answer?.body.length ?? 1),
      });
      response.write(half, () => response.socket?.end());
    },
  },
  'half of the JSON': {
    serverActs: true,
    breakOff: (response, answer) => {
      const { headers, half } = firstHalf(answer);
      response.writeHead(answer?.status ?? 200, headers);
      response.end(half);
    },
  },
  'slow drip': {
    serverActs: true,
    breakOff: async (response, answer) => {
      const { status = 200, headers = {}, body = Buffer.alloc(0) } = answer ?? {};
      response.writeHead(status, { ...headers, 'content-length': String(body.length) });
      const size = Math.ceil(body.length / drops);
      for (let at = 0; at < body.length && !response.destroyed; at += size) {
        response.write(body.subarray(at, at + size));
        await new Promise((resolve) => setTimeout(resolve, dripMilliseconds / drops));
      }
      response.end();
    },
  },
} as const satisfies Readonly<Record<string, HttpFaultKind>>;

export type HttpFaultName = keyof typeof httpFaultKinds;
export const httpFaultNames = Object.keys(httpFaultKinds) as HttpFaultName[];
