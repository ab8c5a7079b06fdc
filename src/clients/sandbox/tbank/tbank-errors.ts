import { jsonAnswer, RefusedRequest, type Answer } from '../server/answer.ts';

const codes: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
};

/** An error of the imitated TQM; the real one's shape is unknown, so clients must not lean on it. */
export function tbankError(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(status, { errorCode: codes[status] ?? 'ERROR', errorMessage: message }, headers);
}

/** Refuses the request being handled. */
export function refuse(status: number, message: string): never {
  throw new RefusedRequest(tbankError(status, message));
}
