import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';

import type { RequestHandler } from '../../support/http-server.ts';
import { question } from '../../support/llm-question.ts';
import {
  callErrorOf,
  never,
  refuseFirst,
  sendAnswer,
  sendError,
  sentBody,
  setUp,
  stopErrorOf,
  verdict,
} from './gateway.ts';

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('a question', () => {
  it('is one POST with key and prompt; the answer comes back as received', async () => {
    const { model, server } = await setUp((_request, response) => {
      sendAnswer(response, {
        'x-litellm-response-cost': '1.25e-05',
        'x-litellm-call-id': 'abc-1',
        'x-litellm-attempted-retries': '2',
      });
    });
    const answer = await model.ask(question(), never);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-test',
      'content-type': 'application/json',
    });
    expect(sentBody(server.requests[0])).toMatchObject({ model: 'gpt-test' });
    expect(answer).toMatchObject({
      status: 200,
      bodyTruncated: false,
      costUsd: '0.0000125',
      gatewayCallId: 'abc-1',
    });
    expect(answer.latencyMs).toBeGreaterThanOrEqual(0);
    expect(model.read(answer)).toMatchObject({
      text: verdict,
      problem: null,
      answeringModel: 'gpt-real',
      usage: { input: 10, output: 5, cached: null, reasoning: null },
    });
  });

  it('without headers, cost and call id are unknown', async () => {
    const { model } = await setUp((_request, response) => {
      sendAnswer(response, { 'x-litellm-response-cost': 'None' });
    });
    expect(await model.ask(question(), never)).toMatchObject({ costUsd: null, gatewayCallId: null });
  });

  it('a body over 1 MiB is cut and said to be', async () => {
    const { model } = await setUp((_request, response) => {
      response.end('{'.padEnd(2_000_000, ' '));
    });
    const answer = await model.ask(question(), never);
    expect(answer.body).toHaveLength(1_048_576);
    expect(answer.bodyTruncated).toBe(true);
    expect(model.read(answer).problem?.failureClass).toBe('body_too_large');
  });
});

describe('JSON mode: schema, else json_object, else nothing, remembered for the run', () => {
  const takes = (accepted: (format: unknown) => boolean): RequestHandler => {
    return (request, response) => {
      if (accepted(sentBody(request)['response_format'])) sendAnswer(response);
      else sendError(response, 400, "litellm.UnsupportedParamsError: no support for ['response_format']");
    };
  };
  const formats = (requests: readonly { body: string }[]): unknown[] =>
    requests.map(({ body }) => {
      const { response_format: format } = JSON.parse(body) as { response_format?: { type: string } };
      return format?.type ?? 'none';
    });

  it('a model that takes the schema is asked with it', async () => {
    const { model, server, lines } = await setUp(takes(() => true));
    await model.ask(question(), never);
    expect(formats(server.requests)).toEqual(['json_schema']);
    expect(lines).toEqual([]);
  });

  it('a model that knows json_object only', async () => {
    const { model, server, lines, waits } = await setUp(
      takes((format) => JSON.stringify(format) === '{"type":"json_object"}'),
      { transportTries: 1 },
    );
    await model.ask(question(), never);
    await model.ask(question(), never);
    expect(formats(server.requests)).toEqual(['json_schema', 'json_object', 'json_object']);
    expect(waits).toEqual([]);
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  it('a model that knows none, many questions at once: one step each, two warnings in all', async () => {
    const { model, server, lines } = await setUp(takes((format) => format === undefined));
    await Promise.all([1, 2, 3, 4].map(() => model.ask(question(), never)));
    await model.ask(question(), never);
    expect(formats(server.requests).at(-1)).toBe('none');
    expect(server.requests.length).toBeLessThanOrEqual(13);
    expect(lines).toHaveLength(2);
  });

  const sortedOut =
    'No deployments available for selected model, Try again in 5 seconds. Passed model=gpt-test. pre-call-checks=True, cooldown_list=[]';

  it('a gateway that sorts out deployments without JSON mode beforehand: plainer at once', async () => {
    const { model, server, waits } = await setUp((request, response) => {
      if (sentBody(request)['response_format'] === undefined) sendAnswer(response);
      else sendError(response, 429, sortedOut);
    });
    await model.ask(question(), never);
    expect(formats(server.requests)).toEqual(['json_schema', 'json_object', 'none']);
    expect(waits).toEqual([]);
  });

  it('a gateway that sorts them out even so ends the run, as without deployments', async () => {
    const { model } = await setUp((_request, response) => {
      sendError(response, 429, sortedOut);
    });
    const error = await stopErrorOf(model.ask(question(), never));
    expect(error.errorClass).toBe('gateway_no_deployment');
  });

  it('a gateway that refuses even without: the call fails, there is no endless loop', async () => {
    const { model, server } = await setUp(takes(() => false));
    const error = await callErrorOf(model.ask(question(), never));
    expect(error.failureClass).toBe('bad_request');
    expect(server.requests).toHaveLength(3);
  });

  it('max_tokens is left out when it is refused', async () => {
    const { model, server } = await setUp((request, response) => {
      if ('max_tokens' in sentBody(request)) sendError(response, 400, "Unsupported parameter: 'max_tokens'");
      else sendAnswer(response);
    });
    await model.ask(question({ maxAnswerTokens: 16_384 }), never);
    await model.ask(question({ maxAnswerTokens: 16_384 }), never);
    expect(server.requests.map((request) => 'max_tokens' in sentBody(request))).toEqual([true, false, false]);
    expect(formats(server.requests)).toEqual(['json_schema', 'json_schema', 'json_schema']);
  });
});

describe('a slot is held per request', () => {
  it('a call that waits for its retry does not block another', async () => {
    const order: string[] = [];
    const { model } = await setUp(
      refuseFirst(1, (_request, response) => {
        sendError(response, 429, 'slow down');
      }),
      { slots: { concurrency: 1 }, delay: () => 150 },
    );
    const first = model.ask(question(), never).then(() => order.push('first'));
    const second = model.ask(question(), never).then(() => order.push('second'));
    await Promise.all([first, second]);
    expect(order).toEqual(['second', 'first']);
  });

  it('never more requests than slots, and the limit can change while running', async () => {
    let underWay = 0;
    const peaks: number[] = [];
    const waiting: (() => void)[] = [];
    const { model } = await setUp(
      (_request, response) => {
        underWay += 1;
        peaks.push(underWay);
        waiting.push(() => {
          underWay -= 1;
          sendAnswer(response);
        });
      },
      { slots: { concurrency: 2 } },
    );
    const all = Promise.all(Array.from({ length: 9 }, () => model.ask(question(), never)));
    await soon();
    expect([underWay, model.requestsUnderWay]).toEqual([2, 2]);
    model.setConcurrency(5);
    await soon();
    expect([underWay, model.requestsUnderWay]).toEqual([5, 5]);
    model.setConcurrency(1);
    for (let left = 9; left > 0; left -= 1) {
      waiting.shift()?.();
      await soon();
      expect(underWay).toBeLessThanOrEqual(left <= 5 ? 1 : 4);
    }
    await all;
    expect(Math.max(...peaks)).toBe(5);
    expect(model.requestsUnderWay).toBe(0);
  });

  it('a limiter can be shared by two models', async () => {
    let peak = 0;
    let underWay = 0;
    const handler: RequestHandler = (_request, response) => {
      underWay += 1;
      peak = Math.max(peak, underWay);
      setTimeout(() => {
        underWay -= 1;
        sendAnswer(response);
      }, 5);
    };
    const slots = pLimit(2);
    const one = await setUp(handler, { slots });
    const two = await setUp(handler, { slots });
    await Promise.all([one, two, one, two, one, two].map(({ model }) => model.ask(question(), never)));
    expect(peak).toBe(2);
  });
});

describe('an abort ends at once with the signal’s reason', () => {
  async function aborted(state: 'queued' | 'waiting' | 'sending' | 'reading'): Promise<void> {
    const abort = new AbortController();
    const { model, server } = await setUp(
      (request, response) => {
        if (state === 'waiting') sendError(response, 500, 'x');
        if (state === 'reading' || request.number > 1) response.write('{');
      },
      { slots: { concurrency: 1 }, delay: () => 60_000 },
    );
    const holder = state === 'queued' ? model.ask(question(), abort.signal) : null;
    const asking = model.ask(question(), abort.signal);
    await soon();
    const started = performance.now();
    abort.abort('stop');
    await expect(asking).rejects.toBe('stop');
    if (holder !== null) await expect(holder).rejects.toBe('stop');
    expect(performance.now() - started).toBeLessThan(500);
    expect(server.requests).toHaveLength(1);
    await soon();
    expect(model.requestsUnderWay).toBe(0);
  }

  it.each(['queued', 'waiting', 'sending', 'reading'] as const)('while %s', aborted);

  it('an answer that was already there is not thrown away: it is paid for', async () => {
    const abort = new AbortController();
    const { model } = await setUp((_request, response) => {
      sendAnswer(response);
    });
    const answer = await model.ask(question(), abort.signal);
    abort.abort('stop');
    expect(answer.status).toBe(200);
  });
});

it('errors of one call leave others alone', async () => {
  const { model } = await setUp((request, response) => {
    if (request.body.includes('BAD')) sendError(response, 400, 'content_policy_violation');
    else sendAnswer(response);
  });
  const bad = question({ note: 'BAD' });
  const results = await Promise.allSettled(
    [1, 2, 3, 4].map((n) => model.ask(n === 2 ? bad : question(), never)),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});

it('a stop by the budget reaches calls that wait for a retry', async () => {
  const { model } = await setUp(
    (request, response) => {
      if (request.number === 1) sendError(response, 500, 'x');
      else sendError(response, 429, 'x', { fields: { type: 'budget_exceeded' } });
    },
    { slots: { concurrency: 1 }, delay: () => 50 },
  );
  const errors = await Promise.all([1, 2].map(() => stopErrorOf(model.ask(question(), never))));
  expect(errors.map(({ errorClass }) => errorClass)).toEqual(['gateway_budget', 'gateway_budget']);
});
