import { afterEach, describe, expect, it } from 'vitest';
import {
  startSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../../../src/clients/sandbox/start-sandbox.ts';
import {
  bearer,
  chatBody,
  checkListText,
  complete,
  goodCall,
  googleToken,
  listBody,
  listUrl,
  logIn,
  postJson,
  readRange,
  send,
  verdictOf,
  type Reply,
} from './sandbox-client.ts';

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  open.push(sandbox);
  return sandbox;
}

const prompt = `${checkListText}\n\n${goodCall}`;
const ask = (sandbox: Sandbox, more: Record<string, unknown> = {}, text = prompt): Promise<Reply> =>
  complete(sandbox, chatBody(text, more));

async function statuses(sandbox: Sandbox, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let request = 0; request < count; request += 1) all.push((await ask(sandbox)).status);
  return all;
}

describe('which requests are hit', () => {
  it('is exactly the numbered ones', async () => {
    const sandbox = await start({ faults: ['llm:500@#2,4', 'llm:429:retry-after=2@#3'] });
    expect(await statuses(sandbox, 5)).toEqual([200, 500, 429, 500, 200]);
  });

  it('is a seeded share of them, the same in every sandbox with this seed', async () => {
    const options = { faults: ['llm:503@30%'], seed: 5 };
    const [first, second] = [await start(options), await start(options)];
    const hit = await statuses(first, 60);
    expect(hit.filter((status) => status === 503).length).toBeGreaterThan(8);
    expect(hit.filter((status) => status === 503).length).toBeLessThan(30);
    expect(await statuses(second, 60)).toEqual(hit);
    expect(await statuses(await start({ ...options, seed: 6 }), 60)).not.toEqual(hit);
  });

  it('counts completions only, unless on= names another sort', async () => {
    const sandbox = await start({ faults: ['llm:500@#1', 'llm:404:on=models@#1', 'tbank:403:on=calls@#1'] });
    const key = bearer(sandbox.environment(1)['TOKEN_LLM']!);
    const models = () => send(`${sandbox.urls.llm}/v1/models`, { headers: key });
    expect((await models()).status).toBe(404);
    expect((await models()).status).toBe(200);
    expect(await statuses(sandbox, 2)).toEqual([500, 200]);
    const token = await logIn(sandbox);
    expect((await postJson(listUrl(sandbox), listBody(), bearer(token))).status).toBe(403);
  });

  it('starts anew after a reset', async () => {
    const sandbox = await start({ faults: ['llm:500@#1'] });
    expect(await statuses(sandbox, 2)).toEqual([500, 200]);
    await send(`${sandbox.urls.llm}/sandbox/reset`, { method: 'POST' });
    expect(await statuses(sandbox, 2)).toEqual([500, 200]);
  });
});

describe('faults of every service', () => {
  it('answer a status with the service’s own body', async () => {
    const sandbox = await start({
      faults: ['llm:429:retry-after=2@#1', 'tbank:429@#1', 'google:503:on=values@#1'],
    });
    const llm = await ask(sandbox);
    expect(llm.headers.get('retry-after')).toBe('2');
    expect(llm.json.error).toMatchObject({ code: '429', type: 'None' });
    const tbank = await postJson(listUrl(sandbox), listBody(), bearer('x'));
    expect(tbank).toMatchObject({ status: 429, json: { errorCode: 'TOO_MANY_REQUESTS' } });
    const token = await googleToken(sandbox);
    const google = await readRange(sandbox, "'x'!A:B", { token });
    expect(google.json.error).toMatchObject({ code: 503, status: 'UNAVAILABLE' });
  });

  it('reset connections before or after acting', async () => {
    const sandbox = await start({ faults: ['llm:reset@#1', 'llm:reset-after@#2'] });
    await expect(ask(sandbox)).rejects.toThrow('fetch failed');
    expect(sandbox.statistics().llm.completionTokens).toBe(0);
    await expect(ask(sandbox)).rejects.toThrow('fetch failed');
    expect(sandbox.statistics().llm.completionTokens).toBeGreaterThan(0);
    expect(sandbox.statistics().llm.answersByStatus).toEqual({ none: 2 });
  });

  it('never answer after timeout, until the client goes away', async () => {
    const sandbox = await start({ faults: ['llm:timeout@#1'] });
    const signal = AbortSignal.timeout(150);
    const body = JSON.stringify(chatBody(prompt));
    const gone = fetch(`${sandbox.urls.llm}/v1/chat/completions`, { method: 'POST', body, signal });
    await expect(gone).rejects.toThrow(/abort|timeout/i);
    await expect.poll(() => sandbox.statistics().llm.inFlight).toBe(0);
    expect(sandbox.statistics().llm.answersByStatus).toEqual({ none: 1 });
  });

  it('give HTML, half a body, or a body that breaks off', async () => {
    const sandbox = await start({ faults: ['llm:html:status=403@#1', 'llm:truncate@#2', 'llm:cut@#3'] });
    const html = await ask(sandbox);
    expect(html.status).toBe(403);
    expect(html.headers.get('content-type')).toContain('text/html');
    expect(html.text).toMatch(/^<!DOCTYPE html>/);
    const half = await ask(sandbox);
    expect(half.status).toBe(200);
    expect(half.text).toMatch(/^\{"id"/);
    expect(half.json).toBeUndefined();
    await expect(ask(sandbox)).rejects.toThrow();
  });

  it('are slow for as long as asked', async () => {
    const sandbox = await start({ faults: ['google:slow:ms=120:on=token@#1'] });
    const started = performance.now();
    await googleToken(sandbox);
    expect(performance.now() - started).toBeGreaterThan(115);
  });
});

describe('faults of T-Bank', () => {
  const list = (sandbox: Sandbox, token: string, page: number) =>
    postJson(listUrl(sandbox), listBody({ page, itemsPerPage: 40 }), bearer(token));
  const idOf = (item: { segmentId?: number; id?: number }) => item.segmentId ?? item.id;

  it('expire a token for good', async () => {
    const sandbox = await start({ faults: ['tbank:expire@#3'] });
    const token = await logIn(sandbox);
    const seen = [];
    for (let page = 1; page <= 3; page += 1) seen.push((await list(sandbox, token, page)).status);
    expect(seen).toEqual([200, 401, 401]);
    expect((await list(sandbox, await logIn(sandbox), 3)).status).toBe(200);
  });

  it('repeat a page number, or shift a page', async () => {
    const sandbox = await start({
      faults: ['tbank:repeat-page:on=calls@#1', 'tbank:shift-page:on=calls@#3'],
    });
    const token = await logIn(sandbox);
    expect((await list(sandbox, token, 1)).json.nextPage).toBe(1);
    const first = (await list(sandbox, token, 1)).json;
    const second = (await list(sandbox, token, 2)).json;
    expect(first.nextPage).toBe(2);
    expect(second.items).toHaveLength(41);
    expect(idOf(second.items[0]!)).toBe(idOf(first.items[39]!));
  });

  it('give a page as the last one although more calls follow', async () => {
    const sandbox = await start({ faults: ['tbank:no-next-page:on=calls@#2'] });
    const token = await logIn(sandbox);
    const honest = (await list(sandbox, token, 1)).json;
    const lying = (await list(sandbox, token, 1)).json;
    expect(honest.nextPage).toBe(2);
    expect(lying.nextPage ?? null).toBeNull();
    expect(lying.items).toEqual(honest.items);
  });
});

describe('faults of Google', () => {
  it('say that the clock is off', async () => {
    const sandbox = await start({ faults: ['google:clock-off@#1'] });
    expect(await googleToken(sandbox)).toBeUndefined();
    expect(await googleToken(sandbox)).toBeTypeOf('string');
  });
});

describe('refusals of the gateway', () => {
  it.each([
    ['budget', 400, { type: 'budget_exceeded' }],
    ['budget:status=401', 401, { type: 'budget_exceeded' }],
    ['budget:status=429', 429, { message: expect.stringContaining('crossed budget') as string }],
    ['expired-key', 400, { type: 'expired_key' }],
    ['no-db', 400, { type: 'no_db_connection' }],
    ['context', 400, { message: expect.stringContaining('ContextWindowExceededError') as string }],
    ['policy', 400, { message: expect.stringContaining('ContentPolicyViolationError') as string }],
    ['no-deployment', 429, { message: expect.stringContaining('Try again in 60 seconds') as string }],
  ])('%s', async (kind, status, error) => {
    const reply = await ask(await start({ faults: [`llm:${kind}@100%`] }));
    expect(reply.status).toBe(status);
    expect(reply.json.error).toMatchObject({ ...error, code: String(status) });
  });

  it('detail: without an error object', async () => {
    expect((await ask(await start({ faults: ['llm:detail@100%'] }))).json).toEqual({
      detail: 'Internal Server Error',
    });
  });

  it('no-schema and no-json-mode: only for requests that ask for the format', async () => {
    const schema = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } };
    const noSchema = await start({ faults: ['llm:no-schema@100%'] });
    const refused = await ask(noSchema, { response_format: schema });
    expect(refused.json.error.message).toContain('UnsupportedParamsError');
    expect((await ask(noSchema, { response_format: { type: 'json_object' } })).status).toBe(200);
    const noJson = await start({ faults: ['llm:no-json-mode@100%'] });
    expect((await ask(noJson, { response_format: { type: 'json_object' } })).status).toBe(400);
    expect((await ask(noJson)).status).toBe(200);
  });
});

describe('answers that are none', () => {
  const answer = async (kind: string) => (await ask(await start({ faults: [`llm:${kind}@100%`] }))).json;
  const choice = async (kind: string) => (await answer(kind)).choices[0]!;
  const content = async (kind: string): Promise<string> => (await choice(kind)).message.content;

  it('are cut, empty, filtered or without choices', async () => {
    const cut = await choice('length');
    expect(cut.finish_reason).toBe('length');
    expect(() => JSON.parse(cut.message.content) as unknown).toThrow();
    expect(await choice('length-null')).toMatchObject({
      finish_reason: 'length',
      message: { content: null },
    });
    expect(await choice('content-filter')).toMatchObject({ finish_reason: 'content_filter' });
    expect((await answer('empty')).choices).toEqual([]);
    expect(await content('not-json')).not.toContain('{');
  });

  it('have the JSON elsewhere, wrapped or decorated', async () => {
    expect(JSON.parse((await choice('in-reasoning')).message.reasoning_content)).toHaveProperty(
      'evaluations',
    );
    const call = (await choice('in-tool-call')).message.tool_calls[0]!.function.arguments;
    expect(JSON.parse(call)).toHaveProperty('evaluations');
    expect(JSON.parse(await content('wrapped'))).toHaveProperty('values.evaluations');
    expect(await content('fenced')).toMatch(/^```json\n[^]*\n```$/);
    expect(await content('think')).toMatch(/^<think>[^]*\{[^]*<\/think>\n\{/);
    expect(await content('think-closing')).not.toContain('<think>');
    expect((await content('twice')).split('"is_sales_call"')).toHaveLength(3);
    expect(await content('two-different')).toMatch(/"is_sales_call":true[^]*"is_sales_call": false/);
    expect(await content('text-around')).toMatch(/^Вот[^]*\}\nОбращайтесь/);
  });

  it('are incomplete, repeated, of a wrong type, or hold characters that break', async () => {
    const read = async (kind: string) =>
      JSON.parse(await content(kind)) as {
        is_sales_call: unknown;
        evaluations: { criterion: string; reason: string }[];
      };
    expect((await read('missing-criteria')).evaluations).toHaveLength(1);
    const repeated = (await read('repeated-criterion')).evaluations;
    expect(repeated[2]!.criterion).toBe(repeated[0]!.criterion);
    expect((await read('string-verdict')).is_sales_call).toBe('true');
    expect((await read('null-character')).evaluations[0]!.reason).toContain('\u0000');
    expect((await read('surrogate')).evaluations[0]!.reason).toMatch(/\ud83d /);
    expect(await read('extra-fields')).toHaveProperty('confidence');
  });

  it('lack usage and cost, or come from another model', async () => {
    const none = await ask(await start({ faults: ['llm:no-usage@100%'] }));
    expect(none.json.usage).toBeNull();
    expect(none.headers.get('x-litellm-response-cost')).toBeNull();
    const partial = await ask(await start({ faults: ['llm:partial-usage@100%'] }));
    expect(Object.keys(partial.json.usage as object)).toEqual(['total_tokens']);
    expect(partial.headers.get('x-litellm-response-cost')).toBe('None');
    expect((await answer('fallback')).model).toBe('callq-sandbox-fallback-scorer');
  });

  it('become valid once the request brings a note', async () => {
    const sandbox = await start({ faults: ['llm:invalid-then-note@100%'] });
    const verdict = async (text: string) => verdictOf(await ask(sandbox, {}, text)).is_sales_call as unknown;
    expect(await verdict(prompt)).toBe('да');
    expect(await verdict(prompt)).toBe('да');
    expect(await verdict(`${prompt}\n\nis_sales_call было строкой, нужен true или false.`)).toBe(true);
  });
});

describe('latency', () => {
  it('is waited for, drawn from the seed, and told in order of arrival', async () => {
    const options = { latency: ['llm=lognormal:60:0.5:20:150'], faults: ['llm:500@#2'] };
    const [sandbox, twin] = [await start(options), await start(options)];
    const started = performance.now();
    expect((await ask(sandbox)).status).toBe(200);
    const took = performance.now() - started;
    const [drawn = 0] = sandbox.statistics().llm.latenciesMs;
    expect(took).toBeGreaterThanOrEqual(drawn - 1);
    expect(took).toBeLessThan(drawn + 100);
    await statuses(sandbox, 4);
    await statuses(twin, 5);
    const latencies = sandbox.statistics().llm.latenciesMs;
    expect(latencies).toHaveLength(4);
    expect(new Set(latencies).size).toBeGreaterThan(2);
    expect(latencies.every((latency) => latency >= 20 && latency <= 150)).toBe(true);
    expect(twin.statistics().llm.latenciesMs).toEqual(latencies);
  });

  it('runs side by side, and requests in flight are counted', async () => {
    const sandbox = await start({ latency: ['llm=constant:200', 'tbank=constant:30'] });
    const started = performance.now();
    await Promise.all(Array.from({ length: 12 }, () => ask(sandbox)));
    expect(performance.now() - started).toBeLessThan(1000);
    expect(sandbox.statistics().llm).toMatchObject({ requests: 12, peakInFlight: 12, inFlight: 0 });
    const before = performance.now();
    await logIn(sandbox);
    expect(performance.now() - before).toBeGreaterThan(28);
    expect(sandbox.statistics().tbank.requestsByPath).toEqual({ '/v2/bff-core-app/auth/session-start': 1 });
  });
});

describe('start and end', () => {
  it('takes three ports in a row, refuses bad options, and leaves nothing behind', async () => {
    const sandbox = await start({ port: 28_431 });
    expect(Object.values(sandbox.urls)).toEqual(
      [28_431, 28_432, 28_433].map((port) => `http://127.0.0.1:${port}`),
    );
    await expect(startSandbox({ port: 28_432 })).rejects.toThrow(/EADDRINUSE/);
    await expect(startSandbox({ faults: ['llm:nonsense@1%'] })).rejects.toThrow(
      /no kind "nonsense".*budget/s,
    );
    await expect(startSandbox({ calls: 0 })).rejects.toThrow(/calls must be a whole number/);
    const hanging = fetch(`${sandbox.urls.llm}/health/liveliness`).then((response) => response.text());
    await hanging;
    await sandbox.close();
    await expect(fetch(sandbox.urls.llm)).rejects.toThrow('fetch failed');
  });

  it('ends connections that still wait for an answer', async () => {
    const sandbox = await start({ latency: ['llm=constant:20000'] });
    const waiting = expect(ask(sandbox)).rejects.toThrow('fetch failed');
    await expect.poll(() => sandbox.statistics().llm.inFlight).toBe(1);
    const started = performance.now();
    await sandbox.close();
    await waiting;
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
