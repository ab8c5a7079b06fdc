import type { ServiceName } from './services.ts';

/** Kinds every service knows, with what they do; a status (400–599) is a kind as well. */
export const commonFaultKinds: Readonly<Record<string, string>> = {
  reset: 'connection reset before the request is acted on',
  'reset-after': 'acts, then resets the connection instead of answering',
  timeout: 'never answers, until the client goes away',
  html: 'an HTML page instead of JSON (:status=403 for another status than 200)',
  truncate: 'half of the body, ended properly',
  cut: 'half of the announced body, then the connection closes',
  slow: 'answers after ten times the latency and at least 3 s (:ms=5000 for an exact delay)',
};

/** Kinds that only one service knows. */
export const ownFaultKinds: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
  tbank: {
    expire: 'the token of this request becomes invalid: 401 until the next login',
    'one-session': 'this login ends all earlier tokens (with :on=login)',
    'repeat-page': 'nextPage repeats the page just read',
    'no-next-page': 'the page is given as the last one, although more calls follow',
    'shift-page': 'the page starts with the last call of the page before',
  },
  google: {
    'clock-off': 'the token endpoint says that the JWT is not short-lived',
    'log-in': 'the Apps Script web app sends to a login page (with :on=script)',
    'script-error': 'the Apps Script function fails: a page that says so, status 200 (with :on=script)',
    'endless-redirect': 'the Apps Script web app sends from itself to itself (with :on=script)',
    'plain-redirect': 'the Apps Script web app sends to plain http on a public name (with :on=script)',
  },
  llm: {
    budget: 'budget_exceeded (:status=400, 401 or 429)',
    'expired-key': '400 expired_key',
    'no-db': '400 no_db_connection, the answer of a proxy without database to a wrong key',
    context: '400, context window exceeded',
    policy: '400, content policy',
    'no-schema': '400 UnsupportedParams for a json_schema response format, else nothing',
    'no-json-mode': '400 UnsupportedParams for any response format, else nothing',
    'no-deployment': '429 No deployments available',
    detail: '500 with {"detail": …} instead of {"error": …}',
    length: 'finish_reason length, content cut in the middle',
    'length-null': 'finish_reason length, content null (reasoning took all tokens)',
    'content-filter': 'finish_reason content_filter, content empty',
    empty: 'choices []',
    'not-json': 'prose instead of JSON',
    'invalid-then-note':
      'an invalid answer until the request for this transcript is longer than the first one was',
    'missing-criteria': 'every other criterion is left out',
    'repeated-criterion': 'the first criterion is answered twice, differently',
    'string-verdict': 'is_sales_call is a string',
    'in-reasoning': 'the JSON is in reasoning_content, content is empty',
    'in-tool-call': "the JSON is in a tool call's arguments, content is null",
    wrapped: 'the JSON is wrapped in {"values": …}',
    fenced: 'the JSON is fenced as Markdown',
    think: '<think>…</think> with draft JSON comes first',
    'think-closing': 'only the closing </think> tag is there',
    twice: 'the same JSON object twice',
    'text-around': 'text before and after the JSON',
    'two-different': 'two different JSON objects',
    'null-character': 'reasons hold \\u0000',
    surrogate: 'reasons hold a lone surrogate',
    'no-usage': 'usage null, no cost header',
    'partial-usage': 'only usage.total_tokens, cost header None',
    'extra-fields': 'unknown fields everywhere',
    fallback: 'another model answers after a fallback of the gateway',
  },
};

/** Options of faults, all `name=value`, between the kind and the `@`. */
export const faultOptionNames: Readonly<Record<string, string>> = {
  'retry-after': 'seconds in a Retry-After header (with a status)',
  'provider-retry-after': 'the same in llm_provider-retry-after',
  status: 'the HTTP status of html and budget',
  ms: 'the delay of slow',
  on: 'count and disturb only requests of this sort',
};

/** All named kinds of a service. */
export function faultKindsOf(service: ServiceName): Readonly<Record<string, string>> {
  return { ...commonFaultKinds, ...ownFaultKinds[service] };
}
