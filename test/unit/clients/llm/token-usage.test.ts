import { expect, it } from 'vitest';

import { readUsage } from '../../../../src/clients/llm/token-usage.ts';

const unknown = { input: null, cached: null, output: null, reasoning: null };

it.each([
  [
    'OpenAI',
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 80, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 30 },
    },
    { input: 100, cached: 80, output: 50, reasoning: 30 },
  ],
  [
    'OpenAI without details',
    { prompt_tokens: 100, completion_tokens: 50 },
    { ...unknown, input: 100, output: 50 },
  ],
  [
    'details null, a count of 0 is known',
    {
      prompt_tokens: 100,
      completion_tokens: 0,
      prompt_tokens_details: null,
      completion_tokens_details: null,
    },
    { ...unknown, input: 100, output: 0 },
  ],
  [
    'LiteLLM in front of Anthropic',
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 0 },
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 10,
    },
    { input: 100, cached: 60, output: 50, reasoning: null },
  ],
  [
    'Anthropic itself: input without what came from the cache',
    { input_tokens: 30, output_tokens: 50, cache_read_input_tokens: 60, cache_creation_input_tokens: 10 },
    { input: 100, cached: 60, output: 50, reasoning: null },
  ],
  [
    'the responses API',
    {
      input_tokens: 100,
      output_tokens: 50,
      input_tokens_details: { cached_tokens: 80 },
      output_tokens_details: { reasoning_tokens: 20 },
    },
    { input: 100, cached: 80, output: 50, reasoning: 20 },
  ],
  [
    'LiteLLM, when the provider counted nothing or the total only',
    { prompt_tokens: 0, completion_tokens: 0, total_tokens: 181 },
    unknown,
  ],
  [
    'LiteLLM, when the provider counted the answer only',
    { prompt_tokens: 0, completion_tokens: 50, prompt_tokens_details: { cached_tokens: 0 } },
    { ...unknown, output: 50 },
  ],
  ['partial', { completion_tokens: 50 }, { ...unknown, output: 50 }],
  [
    'counts that are none',
    {
      prompt_tokens: '100',
      completion_tokens: -1,
      prompt_tokens_details: { cached_tokens: 1.5 },
      completion_tokens_details: 'none',
    },
    unknown,
  ],
  ['a count that no integer column holds', { prompt_tokens: 3_000_000_000 }, unknown],
  ['empty', {}, unknown],
  ['null', null, unknown],
  ['missing', undefined, unknown],
  ['text', 'None', unknown],
])('%s', (_name, usage, expected) => {
  expect(readUsage(usage)).toEqual(expected);
});
