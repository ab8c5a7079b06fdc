/**
 * How a request failed without an HTTP answer:
 * `connect` – no connection (name, refusal, TLS, connect timeout) · `timeout` – headers, body or the whole took too long ·
 * `reset` – the connection broke, a stale keep-alive socket included · `too_large` – the body passed the limit ·
 * `protocol` – what came is no HTTP, or the request itself cannot be written as HTTP.
 */
export type TransportErrorKind = 'connect' | 'timeout' | 'reset' | 'too_large' | 'protocol';

/** Whether the server may have acted on the request: a POST that was sent may have been paid for. */
export type RequestSent = boolean | 'unknown';

/** No usable HTTP answer. The message names host and kind, never address parameters, headers or bodies. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly host: string;
  readonly kind: TransportErrorKind;
  readonly requestSent: RequestSent;
  /** The code of Node or undici, such as `ECONNREFUSED`; NULL when there is none. */
  readonly code: string | null;

  constructor(
    facts: { host: string; kind: TransportErrorKind; requestSent: RequestSent; code: string | null },
    options?: ErrorOptions,
  ) {
    const code = facts.code === null ? '' : ` (${facts.code})`;
    super(`${facts.host}: ${descriptions[facts.kind]}${code}`, options);
    this.host = facts.host;
    this.kind = facts.kind;
    this.requestSent = facts.requestSent;
    this.code = facts.code;
  }
}

const descriptions: Record<TransportErrorKind, string> = {
  connect: 'no connection',
  timeout: 'no answer in time',
  reset: 'the connection broke',
  too_large: 'the answer is too large',
  protocol: 'no valid HTTP',
};

const connectCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EMFILE',
]);
const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
/** EPIPE: undici wrote to a socket that the server had closed while it was idle. */
const resetCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);
const tlsCode = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/u;

/**
 * An error of undici or Node → TransportError.
 * @param answered the response headers had arrived
 */
export function toTransportError(error: unknown, host: string, answered: boolean): TransportError {
  const code = codeOf(error);
  const kind = kindOf(error, code);
  const neverSent = kind === 'connect' || code === 'UND_ERR_INVALID_ARG';
  const requestSent = neverSent ? false : answered || 'unknown';
  // The parser's error carries the bytes that it could not parse: it does not travel.
  const isParserError = error instanceof Error && 'data' in error;
  return new TransportError({ host, kind, requestSent, code }, isParserError ? undefined : { cause: error });
}

function kindOf(error: unknown, code: string | null): TransportErrorKind {
  const isConnecting =
    error instanceof Error &&
    'syscall' in error &&
    ['connect', 'getaddrinfo'].includes(String(error.syscall));
  if (isConnecting) return 'connect';
  if (code === null) return 'protocol';
  if (connectCodes.has(code) || tlsCode.test(code)) return 'connect';
  if (timeoutCodes.has(code)) return 'timeout';
  return resetCodes.has(code) ? 'reset' : 'protocol';
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[A-Z0-9_]{1,60}$/u.test(error.code) ? error.code : null;
}
