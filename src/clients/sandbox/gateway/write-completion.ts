import { randomUUID } from 'node:crypto';
import { jsonAnswer, type Answer } from '../server/answer.ts';
import { askedModel } from '../world/credentials.ts';
import type { Draft } from './spoil-completion.ts';
import { writeUsage, type Usage } from './usage.ts';

/** The answer as LiteLLM sends it. */
export function writeCompletion(draft: Draft, usage: Usage): Answer {
  const message = {
    role: 'assistant',
    content: draft.content,
    tool_calls: null,
    function_call: null,
    ...draft.message,
  };
  const choice = { index: 0, finish_reason: draft.finishReason, message };
  const whole = writeUsage(usage);
  const body = {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: draft.model,
    system_fingerprint: null,
    choices: draft.choices ? [choice] : [],
    usage:
      draft.usage === 'full'
        ? whole
        : draft.usage === 'none'
          ? null
          : { total_tokens: whole['total_tokens'] },
    ...draft.extra,
  };
  const cost: Record<string, string> =
    draft.usage === 'none'
      ? {}
      : { 'x-litellm-response-cost': draft.usage === 'partial' ? 'None' : usage.costUsd.toFixed(10) };
  return jsonAnswer(200, body, {
    'x-litellm-model-id': hexOfModel,
    'x-litellm-model-group': askedModel,
    'x-ratelimit-remaining-requests': '9998',
    'x-ratelimit-remaining-tokens': '1999000',
    ...cost,
    ...draft.headers,
  });
}

/** LiteLLM names a deployment by a hash. */
const hexOfModel = '5d7c1f3a0b9e4c62a8f07e1d3b6c9a54';
