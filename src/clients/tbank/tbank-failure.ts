import type { TransportError } from '../http/http-errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import type { JsonBody } from '../http/json-body.ts';
import { parseJsonBody } from '../http/json-body.ts';
import { parseRetryAfter } from '../http/retry-delay.ts';

/** One request to T-Bank that failed. The message names the request, never what was sent or received. */
export class TbankFailure extends Error {
  override readonly name = 'TbankFailure';
  /** NULL when there was no answer. */
  readonly status: number | null;
  /** `http_500`, `html`, `not_json`, `timeout`, `connect` … */
  readonly failureClass: string;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | null;
  /** T-Bank's `x-correlation-id`, for its support; NULL without one. */
  readonly correlationId: string | null;

  constructor(
    message: string,
    facts: Pick<TbankFailure, 'status' | 'failureClass' | 'isRetryable' | 'retryAfterMs' | 'correlationId'>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = facts.status;
    this.failureClass = facts.failureClass;
    this.isRetryable = facts.isRetryable;
    this.retryAfterMs = facts.retryAfterMs;
    this.correlationId = facts.correlationId;
  }

  /** The same failure, not to be tried again. */
  asFinal(): TbankFailure {
    const { status, failureClass, retryAfterMs, correlationId } = this;
    return new TbankFailure(
      this.message,
      { status, failureClass, retryAfterMs, correlationId, isRetryable: false },
      { cause: this.cause },
    );
  }
}

/** An answer with a status that is no success. */
export function failureOfStatus(what: string, response: HttpResponse, now: Date): TbankFailure {
  const { status } = response;
  const body = parseJsonBody(response);
  const isHtml = !body.ok && body.problem === 'html';
  // T-Bank's anti-DDoS refuses bursts with 403 and a page; a 403 with JSON is a refusal of the request itself.
  const isRetryable = status === 408 || status === 429 || status >= 500 || (status === 403 && isHtml);
  const page = isHtml ? ` with ${htmlAdvice}` : '';
  return failureOf(response, `${what}: HTTP ${status}${page}`, {
    failureClass: `http_${status}`,
    isRetryable,
    retryAfterMs: parseRetryAfter(response.headers, now),
  });
}

/** A success whose body is no JSON: a page of a proxy or of the anti-DDoS, or a body that was cut; often gone with the next try. */
export function failureOfBody(
  what: string,
  response: HttpResponse,
  problem: Extract<JsonBody, { ok: false }>['problem'],
): TbankFailure {
  const found = problem === 'html' ? htmlAdvice : `a body that is no JSON (${problem})`;
  const failureClass = problem === 'html' ? 'html' : 'not_json';
  return failureOf(response, `${what}: HTTP ${response.status} with ${found}`, {
    failureClass,
    isRetryable: true,
    retryAfterMs: null,
  });
}

export function failureOfTransport(what: string, error: TransportError): TbankFailure {
  const isOurFault = error.kind === 'too_large' || (error.kind === 'protocol' && error.requestSent === false);
  return new TbankFailure(
    `${what}: ${error.message}`,
    {
      status: null,
      failureClass: error.kind,
      isRetryable: !isOurFault,
      retryAfterMs: null,
      correlationId: null,
    },
    { cause: error },
  );
}

const htmlAdvice = 'HTML where JSON belongs (the anti-DDoS or a proxy answered; check TBANK_BASE_URL)';

function failureOf(
  response: HttpResponse,
  message: string,
  facts: Pick<TbankFailure, 'failureClass' | 'isRetryable' | 'retryAfterMs'>,
): TbankFailure {
  const id = response.headers['x-correlation-id'] ?? '';
  const correlationId = /^[\w.:-]{1,80}$/u.test(id) ? id : null;
  const quoted = correlationId === null ? '' : `, x-correlation-id ${correlationId}`;
  return new TbankFailure(message + quoted, { ...facts, status: response.status, correlationId });
}
