import type { HttpResponse } from '../http/http-client.ts';
import { decodeBody } from '../http/json-body.ts';
import { parseRetryAfter } from '../http/retry-delay.ts';
import type { RefusableParameter } from './request-shape.ts';
import type { StopReason } from './stop-reasons.ts';
import { stopReasons } from './stop-reasons.ts';

/** What to do about an answer that is no success. */
export type Refusal =
  | { readonly next: 'stop_run'; readonly reason: StopReason }
  | { readonly next: 'fail_call'; readonly failureClass: string }
  | {
      readonly next: 'retry';
      readonly failureClass: string;
      readonly retryAfterMs: number | null;
      /** Quotas are per minute: they need more tries than a hiccup. */
      readonly patient: boolean;
      /** What it means when it does not heal; NULL: only this call fails. */
      readonly atLast: StopReason | null;
    }
  | { readonly next: 'ask_plainer'; readonly without: RefusableParameter };

/*
 * Marks are looked for in the whole body: `error.message` may be missing, `type` null or "None", the text can stand under
 * `detail` or be wrapped twice. All in lower case.
 */
const budgetMarks =
  /budget_exceeded|budget has been exceeded|exceeded ?(?:token ?)?budget|crossed budget|insufficient_quota/u;
const deploymentMarks = /no deployments? available|no healthy deployment/u;
/** LiteLLM's requests per minute of a model, under its pre-call checks: this sentence and no time. It heals by itself. */
const modelQuotaMarks = /no deployments available for selected model\./u;
/** None is resting after errors, all were sorted out beforehand: those that do not know `response_format` are. */
const sortedOutMarks = /pre-call-checks=true, cooldown_list=\[\]/u;
const modelMarks =
  /invalid model name|model_not_found|model_access_denied|not allowed to access model|llm provider not provided|\bmodel [`'"\\]*[\w./:@-]{1,100}[`'"\\]* (?:does not exist|(?:is |was )?not found)/u;
const keyMarks =
  /expired_key|expired key|no_db_connection|no connected db|token_not_found|auth_error|authentication error|authenticationerror|invalid_api_key|invalid api key|incorrect api key/u;
const contextMarks =
  /contextwindowexceeded|context_length_exceeded|maximum context length|context window|prompt is too long|input is too long|exceeds? the context|reduce the length of the/u;
const policyMarks =
  /contentpolicyviolation|content_policy|content policy|content_filter|content management policy|responsibleai/u;
const maxTokensMarks = /max_tokens|max_completion_tokens|max_output_tokens/u;
const formatMarks =
  /response_format|response format|json_schema|json_object|json mode|structured output|invalid schema|unsupportedparams|does not support parameters/u;

/** Which of the parameters that may be refused the request carried. */
export type SentParameters = Readonly<Record<RefusableParameter, boolean>>;

/** Error bodies are small; whatever is longer is no error message of a gateway. */
const longestErrorText = 65_536;

/** An HTTP answer other than 200 → what to do. Pure. Budget is looked for before the status: it comes as 400, 401 or 429. */
export function classifyRefusal(response: HttpResponse, sent: SentParameters, now: Date): Refusal {
  const { status } = response;
  const text = decodeBody(response.body.subarray(0, longestErrorText)).toLowerCase();
  if (budgetMarks.test(text) || status === 402) return { next: 'stop_run', reason: stopReasons.budget };
  const isQuota = modelQuotaMarks.test(text);
  if (!isQuota && deploymentMarks.test(text)) {
    // The other way to be told that no deployment takes a schema; the first is a 400.
    if (sent.response_format && sortedOutMarks.test(text)) return askWithout('response_format');
    return retryDeployment(response, text, now);
  }
  if (isQuota || status === 429) return retry('rate_limit', parseRetryAfter(response.headers, now), true);
  if (status === 408 || status >= 500) return retry(`http_${status}`, parseRetryAfter(response.headers, now));
  if (status >= 300 && status < 400) return { next: 'stop_run', reason: stopReasons.redirected };
  if (status < 300) return retry(`http_${status}`, null);
  if ([401, 403, 404, 405].includes(status)) return { next: 'stop_run', reason: reasonOf(status, text) };
  return classifyBadRequest(status, text, sent);
}

function reasonOf(status: number, text: string): StopReason {
  if (text.trimStart().startsWith('<')) return stopReasons.notTheGateway;
  if (status === 404) return text.includes('model') ? stopReasons.model : stopReasons.notTheGateway;
  if (status === 405) return stopReasons.notTheGateway;
  return modelMarks.test(text) ? stopReasons.model : stopReasons.key;
}

/** 400, 422 and the like: the text decides which. */
function classifyBadRequest(status: number, text: string, sent: SentParameters): Refusal {
  if (contextMarks.test(text)) return { next: 'fail_call', failureClass: 'context_window' };
  if (policyMarks.test(text)) return { next: 'fail_call', failureClass: 'content_policy' };
  if (keyMarks.test(text)) return { next: 'stop_run', reason: stopReasons.key };
  if (sent.max_tokens && maxTokensMarks.test(text)) return askWithout('max_tokens');
  if (formatMarks.test(text)) return askWithout('response_format');
  if (modelMarks.test(text)) return { next: 'stop_run', reason: stopReasons.model };
  return { next: 'fail_call', failureClass: status === 400 ? 'bad_request' : `http_${status}` };
}

/** A 200 whose body is empty or a web page: something before the gateway answered. NULL: it can be an answer. */
export function refusalInSuccess(body: Uint8Array): Refusal | null {
  const start = decodeBody(body.subarray(0, 200)).trimStart();
  if (start === '' && body.length <= 200) return retry('empty_body', null);
  if (!start.startsWith('<')) return null;
  return { ...retry('html_answer', null), atLast: stopReasons.notTheGateway };
}

function retry(
  failureClass: string,
  retryAfterMs: number | null,
  patient = false,
): Extract<Refusal, { next: 'retry' }> {
  return { next: 'retry', failureClass, retryAfterMs, patient, atLast: null };
}

function askWithout(parameter: RefusableParameter): Refusal {
  return { next: 'ask_plainer', without: parameter };
}

/** "No deployments available for selected model, Try again in 60 seconds": the time stands in the text only. */
function retryDeployment(response: HttpResponse, text: string, now: Date): Refusal {
  const seconds = /try again in (\d+(?:\.\d+)?) ?s/u.exec(text)?.[1];
  const told = seconds === undefined ? null : Number(seconds) * 1000;
  const retryAfterMs = parseRetryAfter(response.headers, now) ?? told;
  return { ...retry('no_deployment', retryAfterMs), atLast: stopReasons.deployment };
}
