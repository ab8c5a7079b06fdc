import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { callErrorOf, never, stopErrorOf } from '../integration/llm/gateway.ts';
import { createClient, questionFor } from './client.ts';
import type { LitellmProxy } from './litellm-proxy.ts';
import { deployment, startLitellmProxy } from './litellm-proxy.ts';
import type { Provider } from './provider.ts';
import { formatOf, startProvider } from './provider.ts';

/** Keys of limited_keys.py. */
const unlimited = { apiKey: 'sk-unlimited' };
const oneAMinute = { apiKey: 'sk-one-a-minute' };

let proxy: LitellmProxy;
let usual: Provider;
let slow: Provider;

beforeAll(async () => {
  [usual, slow] = await Promise.all([startProvider(), startProvider('llm:slow:ms=700@100%')]);
  proxy = await startLitellmProxy({
    model_list: [
      deployment('usual', usual),
      deployment('one-request-a-minute', usual, { rpm: 1 }),
      deployment('few-tokens-a-minute', usual, { tpm: 10 }),
      deployment('one-at-a-time', slow, { max_parallel_requests: 1 }),
      deployment('without-json-mode', usual, { model: `volcengine/${usual.model}` }),
      deployment('wrong-provider-key', usual, { api_key: 'sk-wrong' }),
      deployment('wrong-provider-key', usual, { api_key: 'sk-wrong-too' }),
    ],
    litellm_settings: { num_retries: 0 },
    router_settings: {
      enable_pre_call_checks: true,
      optional_pre_call_checks: ['enforce_model_rate_limits'],
    },
    general_settings: { master_key: 'sk-unused', custom_auth: 'limited_keys.authenticate' },
  });
  return async () => {
    await proxy.close();
    await Promise.all([usual, slow].map((provider) => provider.close()));
  };
});

beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.error(await proxy.logTail());
  });
});

describe('a limit of the proxy is waited for and at last fails only this call:', () => {
  it('requests a minute of the key, with the time to wait and a hash of the key', async () => {
    const { model, waits, lines } = createClient(proxy, { ...oneAMinute, rateLimitTries: 2 });
    await model.ask(questionFor('usual'), never);
    const error = await callErrorOf(model.ask(questionFor('usual'), never));
    expect(error).toMatchObject({ failureClass: 'rate_limit', status: 429 });
    expect(waits).toEqual([60_000]);
    const hash = createHash('sha256').update(oneAMinute.apiKey).digest('hex');
    expect([...lines, String(error.cause)].join('\n')).not.toContain(hash);
  });

  it.each([
    ['requests a minute of the model, which says nothing of time', 'one-request-a-minute', null],
    ['tokens a minute of the model, with the time', 'few-tokens-a-minute', 60_000],
  ])('%s', async (_name, askedModel, retryAfterMs) => {
    await leaveEndOfMinute();
    const { model, waits } = createClient(proxy, { ...unlimited, rateLimitTries: 2 });
    await model.ask(questionFor(askedModel), never);
    const error = await callErrorOf(model.ask(questionFor(askedModel), never));
    expect(error).toMatchObject({ failureClass: 'rate_limit', status: 429 });
    expect(waits).toEqual([retryAfterMs]);
  });
});

it('requests at the same time: who is refused waits and is answered', async () => {
  let refused = 0;
  const delay = (): number => {
    refused += 1;
    return 400;
  };
  const { model } = createClient(proxy, { ...unlimited, delay });
  const asked = [1, 2].map(() => model.ask(questionFor('one-at-a-time'), never));
  expect(await Promise.all(asked)).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(refused).toBeGreaterThan(0);
});

it('a deployment without JSON mode, sorted out beforehand, is asked without', async () => {
  const before = usual.asked().length;
  const { model, waits } = createClient(proxy, unlimited);
  const reading = model.read(await model.ask(questionFor('without-json-mode'), never));
  expect(reading.problem).toBeNull();
  expect(waits).toEqual([]);
  expect(usual.asked().slice(before).map(formatOf)).toEqual(['none']);
});

it('a wrong key of the provider soon hides behind “no deployments available”, which ends the run', async () => {
  const outcomes: string[] = [];
  for (let run = 0; run < 3; run += 1) {
    const { model } = createClient(proxy, unlimited);
    outcomes.push((await stopErrorOf(model.ask(questionFor('wrong-provider-key'), never))).errorClass);
  }
  expect(outcomes).toEqual(['gateway_key', 'gateway_key', 'gateway_no_deployment']);
});

/** LiteLLM counts by the minute of the clock: a test must not begin in one and end in the next. */
async function leaveEndOfMinute(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 5000) await wait(left);
}
