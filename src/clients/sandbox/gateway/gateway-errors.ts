import { createHash } from 'node:crypto';
import { jsonAnswer, RefusedRequest, type Answer } from '../server/answer.ts';

export interface GatewayError {
  readonly status: number;
  readonly message: string;
  /** LiteLLM writes the word None where there is no type. */
  readonly type?: string | null;
  readonly param?: string | null;
  readonly headers?: Record<string, string>;
}

/** An error as LiteLLM writes it; `code` is the status as text. */
export function gatewayError({
  status,
  message,
  type = 'None',
  param = 'None',
  headers = {},
}: GatewayError): Answer {
  return jsonAnswer(status, { error: { message, type, param, code: String(status) } }, headers);
}

/** Refuses the request being handled. */
export function refuseCompletion(error: GatewayError): never {
  throw new RefusedRequest(gatewayError(error));
}

/** What LiteLLM shows of a key: a hash, which is why its messages do not belong into logs. */
function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The answer to a wrong or missing key. */
export function wrongKeyError(key: string | undefined): GatewayError {
  if (key === undefined) {
    return { status: 401, message: 'Authentication Error, No api key passed in.', type: 'auth_error' };
  }
  return {
    status: 401,
    message: `Authentication Error, Invalid proxy server token passed. Received API Key = sk-...${key.slice(-4)}, Key Hash (Token) =${hashKey(key)}. Unable to find token in cache or \`LiteLLM_VerificationTokenTable\``,
    type: 'token_not_found_in_db',
    param: 'key',
  };
}

const byStatus: Readonly<Record<number, Omit<GatewayError, 'status'>>> = {
  400: { message: 'litellm.BadRequestError: OpenAIException - Invalid request.' },
  403: {
    message: 'key not allowed to access model. This key can only access models=[]',
    type: 'key_model_access_denied',
    param: 'model',
  },
  404: { message: 'litellm.NotFoundError: OpenAIException - The model does not exist.' },
  405: { message: 'Method Not Allowed' },
  408: { message: 'litellm.Timeout: Connection timed out.', type: null, param: null },
  413: { message: 'Request Entity Too Large' },
  422: { message: 'litellm.UnprocessableEntityError: OpenAIException - Unprocessable entity.', type: null },
  429: {
    message: `Rate limit exceeded for api_key: ${hashKey('sandbox')}. Limit type: requests. Current limit: 10, Remaining: 0.`,
    type: 'None',
  },
  500: {
    message: 'litellm.InternalServerError: InternalServerError: OpenAIException - Connection error.',
    type: null,
    param: null,
  },
  502: { message: 'litellm.BadGatewayError: OpenAIException - Bad gateway', type: null, param: null },
  503: {
    message: 'litellm.ServiceUnavailableError: OpenAIException - The server is overloaded.',
    type: null,
    param: null,
  },
  504: { message: 'litellm.Timeout: APITimeoutError - Request timed out.', type: null, param: null },
};

/** The gateway's own body for a status. */
export function gatewayStatusAnswer(status: number, headers: Record<string, string>): Answer {
  if (status === 401) return gatewayError({ ...wrongKeyError('sk-unknown'), headers });
  const error = byStatus[status] ?? { message: `litellm.APIError: status ${status}` };
  return gatewayError({ ...error, status, headers });
}
