import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { answerFormat } from '../../src/clients/llm/answer-format.ts';
import { callErrorOf, never, stopErrorOf } from '../integration/llm/gateway.ts';
import { checklist } from '../support/llm-question.ts';
import type { Client } from './client.ts';
import { createClient, questionFor } from './client.ts';
import type { LitellmProxy } from './litellm-proxy.ts';
import { deployment, startLitellmProxy } from './litellm-proxy.ts';
import type { Provider } from './provider.ts';
import { formatOf, startProvider } from './provider.ts';

const masterKey = 'sk-callq-test-master';
/** USD per token, as a config has them; with these, every third product comes out a little too small in binary. */
const prices = { input_cost_per_token: 0.000002, output_cost_per_token: 0.000008 };
const otherPrices = { input_cost_per_token: 0.000011, output_cost_per_token: 0.000033 };
/** One provider per model of the proxy, by the faults of its sandbox. */
const faults = {
  usual: [],
  'no-schema': ['llm:no-schema@100%'],
  'no-json-mode': ['llm:no-json-mode@100%'],
  'unsupported-by-litellm': [],
  dropped: [],
  'error-once': ['llm:500@#1'],
  'error-always': ['llm:500@100%'],
  'never-answers': ['llm:timeout@100%'],
  'falls-back': ['llm:500@100%'],
  'stands-in': [],
  unpriced: [],
  uncounted: ['llm:no-usage@100%'],
  'half-counted': ['llm:partial-usage@100%'],
  'wrong-provider-key': [],
  context: ['llm:context@100%'],
  policy: ['llm:policy@100%'],
} satisfies Record<string, string[]>;
type ModelName = keyof typeof faults;
/** LiteLLM thinks that this provider, which speaks like OpenAI, has no `response_format`. */
const withoutJsonMode = (provider: Provider) => ({ model: `volcengine/${provider.model}`, ...prices });

/** What a model's entry in `model_list` says besides its provider; `prices` unless given. */
const parameters: Partial<Record<ModelName, (provider: Provider) => Record<string, unknown>>> = {
  'unsupported-by-litellm': withoutJsonMode,
  dropped: (provider) => ({ ...withoutJsonMode(provider), drop_params: true }),
  'never-answers': () => ({ ...prices, timeout: 1 }),
  'stands-in': () => otherPrices,
  unpriced: () => ({}),
  'wrong-provider-key': () => ({ ...prices, api_key: 'sk-wrong' }),
};

let proxy: LitellmProxy;
let providers: Record<ModelName, Provider>;

beforeAll(async () => {
  const names = Object.keys(faults) as ModelName[];
  const started = names.map(async (name) => [name, await startProvider(...faults[name])] as const);
  providers = Object.fromEntries(await Promise.all(started)) as Record<ModelName, Provider>;
  proxy = await startLitellmProxy({
    model_list: names.map((name) =>
      deployment(name, providers[name], parameters[name]?.(providers[name]) ?? prices),
    ),
    litellm_settings: { num_retries: 1, fallbacks: [{ 'falls-back': ['stands-in'] }] },
    general_settings: { master_key: masterKey },
  });
  return async () => {
    await proxy.close();
    await Promise.all(Object.values(providers).map((provider) => provider.close()));
  };
});

beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.error(await proxy.logTail());
  });
});

const connect = (apiKey = masterKey): Client => createClient(proxy, { apiKey });
const unknown = { input: null, cached: null, output: null, reasoning: null };

it('a plain answer is read, with its tokens', async () => {
  const { model, waits, lines } = connect();
  const answer = await model.ask(questionFor('usual'), never);
  expect(answer).toMatchObject({ status: 200, bodyTruncated: false });
  expect(answer.gatewayCallId).toMatch(/^[\w-]+$/u);
  const reading = model.read(answer);
  // LiteLLM writes the asked name over the provider's own.
  expect(reading).toMatchObject({ problem: null, finishReason: 'stop', answeringModel: 'usual' });
  expect(JSON.parse(reading.text ?? '')).toHaveProperty('is_sales_call');
  expect(reading.usage.input).toBeGreaterThan(100);
  expect(reading.usage.output).toBeGreaterThan(10);
  expect([waits, lines]).toEqual([[], []]);
});

describe('the JSON schema', () => {
  async function askTwice(name: ModelName): Promise<{ formats: string[]; client: Client }> {
    const client = connect();
    for (let asked = 0; asked < 2; asked += 1) {
      const reading = client.model.read(await client.model.ask(questionFor(name), never));
      expect(reading.problem).toBeNull();
      expect(JSON.parse(reading.text ?? '')).toHaveProperty('is_sales_call');
    }
    expect(client.waits).toEqual([]);
    return { formats: providers[name].asked().map(formatOf), client };
  }

  it('reaches a provider that takes it as it was sent', async () => {
    await connect().model.ask(questionFor('usual'), never);
    expect(providers.usual.asked().at(-1)?.['response_format']).toEqual(answerFormat(checklist));
  });

  it('is left out when the provider refuses it', async () => {
    const { formats, client } = await askTwice('no-schema');
    expect(formats).toEqual(['json_schema', 'json_object', 'json_object']);
    expect(client.lines).toHaveLength(1);
  });

  it('is left out step by step when the provider knows no JSON mode', async () => {
    const { formats } = await askTwice('no-json-mode');
    expect(formats).toEqual(['json_schema', 'json_object', 'none', 'none']);
  });

  it('is left out when LiteLLM itself refuses it', async () => {
    const { formats, client } = await askTwice('unsupported-by-litellm');
    expect(formats).toEqual(['none', 'none']);
    expect(client.lines).toHaveLength(2);
  });

  it('may be dropped silently: nobody is told, the answer is read as it is', async () => {
    const { formats, client } = await askTwice('dropped');
    expect(formats).toEqual(['none', 'none']);
    expect(client.lines).toEqual([]);
  });
});

describe('behind the retries of the proxy', () => {
  it('an error of the provider that heals is not seen', async () => {
    const { model, waits } = connect();
    await model.ask(questionFor('error-once'), never);
    expect(waits).toEqual([]);
    expect(providers['error-once'].asked()).toHaveLength(2);
  });

  it('one that does not heal fails the call; the tries of both multiply', async () => {
    const { model, waits } = connect();
    const error = await callErrorOf(model.ask(questionFor('error-always'), never));
    expect(error).toMatchObject({ failureClass: 'http_500', status: 500 });
    expect(waits).toEqual([null]);
    expect(providers['error-always'].asked()).toHaveLength(4);
  });

  it('a provider that never answers is a 408', async () => {
    const { model } = createClient(proxy, { apiKey: masterKey, transportTries: 1 });
    const error = await callErrorOf(model.ask(questionFor('never-answers'), never));
    expect(error).toMatchObject({ failureClass: 'http_408', status: 408 });
    expect(providers['never-answers'].asked()).toHaveLength(2);
  });
});

it('after a fallback the model that really answered is recorded, with its price', async () => {
  const { model, waits } = connect();
  const answer = await model.ask(questionFor('falls-back'), never);
  const { answeringModel, usage } = model.read(answer);
  expect(answeringModel).not.toBeNull();
  expect(['falls-back', 'stands-in']).not.toContain(answeringModel);
  expect(answer.costUsd).toBe(costOf(usage, otherPrices));
  expect(providers['stands-in'].asked()).toHaveLength(1);
  expect(waits).toEqual([]);
  const direct = await fetch(new URL('/v1/chat/completions', proxy.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${masterKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'falls-back', messages: [{ role: 'user', content: 'x' }] }),
  });
  expect(direct.headers.get('x-litellm-attempted-fallbacks')).toBe('1');
  expect(await direct.json()).toHaveProperty('model', answeringModel);
});

describe('the cost', () => {
  it('is the prices of the config times the tokens, to the last decimal', async () => {
    const { model } = connect();
    // Of many lengths: LiteLLM multiplies in binary, which shows only now and then.
    const lengths = Array.from({ length: 40 }, (_, index) => 40 * index);
    const costs = await Promise.all(
      lengths.map(async (length) => {
        const answer = await model.ask(questionFor('usual', 'да '.repeat(length)), never);
        return { said: answer.costUsd, expected: costOf(model.read(answer).usage, prices) };
      }),
    );
    expect(costs.map(({ said }) => said)).toEqual(costs.map(({ expected }) => expected));
    expect(new Set(costs.map(({ said }) => said)).size).toBe(lengths.length);
  });

  it('of a model without a price is unknown, its tokens are known', async () => {
    const { model } = connect();
    const answer = await model.ask(questionFor('unpriced'), never);
    expect(answer.costUsd).toBeNull();
    expect(model.read(answer).usage.input).toBeGreaterThan(100);
  });

  it.each(['uncounted', 'half-counted'] as const)(
    'is unknown with the tokens when the provider’s answer is %s',
    async (name) => {
      const { model } = connect();
      const answer = await model.ask(questionFor(name), never);
      expect(answer.costUsd).toBeNull();
      expect(model.read(answer)).toMatchObject({ problem: null, usage: unknown });
    },
  );
});

describe('ends the run, without a second request', () => {
  it.each([
    ['a wrong key', 'usual', 'sk-wrong', 'gateway_key', 'TOKEN_LLM is refused'],
    ['a wrong key of the provider', 'wrong-provider-key', masterKey, 'gateway_key', 'provider’s key'],
    ['an unknown model', 'nobody-knows-it', masterKey, 'gateway_model', 'MODEL is unknown'],
  ])('%s', async (_name, askedModel, apiKey, errorClass, advice) => {
    const { model, waits } = connect(apiKey);
    const error = await stopErrorOf(model.ask(questionFor(askedModel), never));
    expect(error.errorClass).toBe(errorClass);
    expect(error.message).toContain(advice);
    expect(waits).toEqual([]);
  });
});

it.each([
  ['context', 'context_window'],
  ['policy', 'content_policy'],
] as const)('a refusal because of the %s fails only this call, untried again', async (name, failureClass) => {
  const { model } = connect();
  const error = await callErrorOf(model.ask(questionFor(name), never));
  expect(error).toMatchObject({ failureClass, status: 400 });
  expect(providers[name].asked()).toHaveLength(1);
});

/** Price times tokens in whole units of 10⁻¹², as decimal text. */
function costOf(
  usage: { readonly input: number | null; readonly output: number | null },
  { input_cost_per_token: inputPrice, output_cost_per_token: outputPrice }: typeof prices,
): string {
  const units = (price: number): bigint => BigInt(Math.round(price * 1e12));
  const sum = BigInt(usage.input ?? 0) * units(inputPrice) + BigInt(usage.output ?? 0) * units(outputPrice);
  return `0.${sum.toString().padStart(12, '0')}`.replace(/0+$/u, '');
}
