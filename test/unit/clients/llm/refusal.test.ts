import { describe, expect, it } from 'vitest';

import type { Refusal, SentParameters } from '../../../../src/clients/llm/refusal.ts';
import { classifyRefusal, refusalInSuccess } from '../../../../src/clients/llm/refusal.ts';

const now = new Date('2026-11-20T10:00:00Z');

const plain: SentParameters = { max_tokens: false, response_format: false };

function classify(status: number, body: unknown, headers: Record<string, string> = {}): Refusal {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyRefusal({ status, headers, body: Buffer.from(text), bodyTruncated: false }, plain, now);
}

/** In one word: the class of what ends the run or fails the call, or the name of what is left out. */
function summary(refusal: Refusal): string {
  if (refusal.next === 'stop_run') return refusal.reason.errorClass;
  if (refusal.next === 'ask_plainer') return `without ${refusal.without}`;
  return refusal.next === 'retry' ? `retry ${refusal.failureClass}` : refusal.failureClass;
}

const error = (message: string, fields: Record<string, unknown> = {}) => ({
  error: { message, type: 'None', param: 'None', code: '400', ...fields },
});

describe('the text decides', () => {
  it.each([
    // Budget, whatever the status and wherever it stands.
    [400, error('Budget has been exceeded! Current cost: 1.1, Max budget: 1.0'), 'gateway_budget'],
    [429, error('Budget has been exceeded!', { type: 'budget_exceeded', code: 429 }), 'gateway_budget'],
    [401, error('Authentication Error, ExceededBudget: User=u over budget'), 'gateway_budget'],
    [400, error('ExceededTokenBudget: Current spend for token'), 'gateway_budget'],
    [500, error('Crossed budget for provider'), 'gateway_budget'],
    [400, { detail: { error: 'Budget has been exceeded' } }, 'gateway_budget'],
    [400, { detail: 'budget_exceeded' }, 'gateway_budget'],
    [429, { error: { message: null, type: 'budget_exceeded', param: null, code: null } }, 'gateway_budget'],
    [429, error('You exceeded your current quota', { code: 'insufficient_quota' }), 'gateway_budget'],
    [402, 'Payment Required', 'gateway_budget'],
    // Keys.
    [
      400,
      error('Authentication Error - Expired Key. Key Expiry time 2026', { type: 'expired_key' }),
      'gateway_key',
    ],
    [400, error('No connected db.', { type: 'no_db_connection' }), 'gateway_key'],
    [401, error('Authentication Error, Invalid proxy server token passed'), 'gateway_key'],
    [401, '', 'gateway_key'],
    [403, { detail: 'Forbidden' }, 'gateway_key'],
    // Models.
    [400, error('/chat/completions: Invalid model name passed in model=gpt-9'), 'gateway_model'],
    [
      401,
      error('key not allowed to access model. This key can only access', { type: 'key_model_access_denied' }),
      'gateway_model',
    ],
    [403, error('team not allowed to access model', { type: 'team_model_access_denied' }), 'gateway_model'],
    [404, error('The model `gpt-9` does not exist'), 'gateway_model'],
    [400, error('The model `gpt-9` does not exist or you do not have access to it.'), 'gateway_model'],
    // Not the gateway at all.
    [404, { detail: 'Not Found' }, 'gateway_url'],
    [404, '<html><h1>404 model</h1></html>', 'gateway_url'],
    [405, { detail: 'Method Not Allowed' }, 'gateway_url'],
    [403, '<!DOCTYPE html><title>Access denied</title>', 'gateway_url'],
    [301, '', 'gateway_url'],
    // Only this call.
    [
      400,
      error('litellm.ContextWindowExceededError: This model’s maximum context length is 8192 tokens'),
      'context_window',
    ],
    [400, error('x', { code: 'context_length_exceeded' }), 'context_window'],
    [400, error('litellm.ContentPolicyViolationError: flagged'), 'content_policy'],
    [400, error('The response was filtered', { code: 'content_filter' }), 'content_policy'],
    [400, error('something else'), 'bad_request'],
    [400, '', 'bad_request'],
    [400, '<html>nginx</html>', 'bad_request'],
    [422, { detail: [{ loc: ['body', 'messages'], msg: 'field required' }] }, 'http_422'],
    [413, '<html>Request Entity Too Large</html>', 'http_413'],
    // JSON mode.
    [
      400,
      error(
        "litellm.UnsupportedParamsError: x does not support parameters: ['response_format'], for model=x",
      ),
      'without response_format',
    ],
    [400, error("Invalid schema for response_format 'call_analysis'"), 'without response_format'],
    [422, { detail: 'json_schema is not supported' }, 'without response_format'],
    // Worth another request.
    [429, error('Rate limit reached'), 'retry rate_limit'],
    [429, '', 'retry rate_limit'],
    [429, '<html>slow down</html>', 'retry rate_limit'],
    [429, error('No deployments available for selected model'), 'retry no_deployment'],
    // Its own requests per minute.
    [429, error('No deployments available for selected model.'), 'retry rate_limit'],
    [408, error('Timeout'), 'retry http_408'],
    [500, error('Internal'), 'retry http_500'],
    [502, '<html>Bad Gateway</html>', 'retry http_502'],
    [503, '', 'retry http_503'],
    [504, { detail: 'Gateway Timeout' }, 'retry http_504'],
    [529, error('Overloaded'), 'retry http_529'],
    [204, '', 'retry http_204'],
  ])('%i %j → %s', (status, body, expected) => {
    expect(summary(classify(status, body))).toBe(expected);
  });

  it('max_tokens is only to blame when it was sent', () => {
    const body = Buffer.from(JSON.stringify(error('max_tokens is too large: 16384')));
    const response = { status: 400, headers: {}, body, bodyTruncated: false };
    expect(summary(classifyRefusal(response, { ...plain, max_tokens: true }, now))).toBe(
      'without max_tokens',
    );
    expect(summary(classifyRefusal(response, plain, now))).toBe('bad_request');
  });

  it.each([
    ['pre-call-checks=True, cooldown_list=[]', 'without response_format'],
    ["pre-call-checks=True, cooldown_list=['id-1']", 'retry no_deployment'],
    ['pre-call-checks=False, cooldown_list=[]', 'retry no_deployment'],
  ])(
    'no deployment, %s: response_format is to blame when it was sent and nothing rests',
    (state, expected) => {
      const message = 'No deployments available for selected model, Try again in 5 seconds. Passed model=m.';
      const body = Buffer.from(JSON.stringify(error(`${message} ${state}`)));
      const response = { status: 429, headers: {}, body, bodyTruncated: false };
      expect(summary(classifyRefusal(response, { ...plain, response_format: true }, now))).toBe(expected);
      expect(summary(classifyRefusal(response, plain, now))).toBe('retry no_deployment');
    },
  );
});

describe('how long to wait', () => {
  it.each([
    [429, '', { 'retry-after': '7' }, 7000],
    [429, '', { 'llm_provider-retry-after': '9' }, 9000],
    [429, '', { 'x-ratelimit-reset-tokens': '1m12.5s' }, 72_500],
    [429, '', {}, null],
    [503, '', { 'retry-after': '3' }, 3000],
    [429, error('No deployments available for selected model, Try again in 60 seconds.'), {}, 60_000],
    [429, error('No deployments available, Try again in 60 seconds.'), { 'retry-after': '5' }, 5000],
  ] as [number, unknown, Record<string, string>, number | null][])(
    '%i %j %j → %s ms',
    (status, body, headers, expected) => {
      expect(classify(status, body, headers)).toMatchObject({ next: 'retry', retryAfterMs: expected });
    },
  );
});

describe('a 200', () => {
  it.each([
    ['{"choices":[]}', null],
    [`${' '.repeat(300)}{}`, null],
    ['', 'retry empty_body'],
    ['\n ', 'retry empty_body'],
    ['<!DOCTYPE html>', 'retry html_answer'],
    ['\uFEFF <html>', 'retry html_answer'],
  ])('%j → %s', (body, expected) => {
    const refusal = refusalInSuccess(Buffer.from(body));
    expect(refusal === null ? null : summary(refusal)).toBe(expected);
  });
});
