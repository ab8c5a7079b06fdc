import { jsonAnswer, RefusedRequest, type Answer } from '../server/answer.ts';

const names: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const messages: Readonly<Record<number, string>> = {
  401: 'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  403: 'The caller does not have permission',
  404: 'Requested entity was not found.',
  429: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:417000000001'.",
  500: 'Internal error encountered.',
  503: 'The service is currently unavailable.',
};

interface ErrorParts {
  readonly message?: string;
  readonly status?: string;
  readonly details?: readonly unknown[];
}

/** An error as Google's APIs write it. */
export function googleError(
  code: number,
  parts: ErrorParts = {},
  headers: Record<string, string> = {},
): Answer {
  const error = {
    code,
    message: parts.message ?? messages[code] ?? 'Request failed.',
    status: parts.status ?? names[code] ?? 'UNKNOWN',
    ...(parts.details === undefined ? {} : { details: parts.details }),
  };
  return jsonAnswer(code, { error }, headers);
}

/** Refuses the request being handled. */
export function refuseRead(code: number, parts: ErrorParts = {}): never {
  throw new RefusedRequest(googleError(code, parts));
}

/** Refuses a token request, in the form of OAuth. */
export function refuseToken(error: string, description: string): never {
  throw new RefusedRequest(jsonAnswer(400, { error, error_description: description }));
}
