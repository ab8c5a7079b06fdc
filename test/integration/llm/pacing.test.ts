import type { ServerResponse } from 'node:http';

import { describe, expect, it } from 'vitest';

import { question } from '../../support/llm-question.ts';
import type { RequestHandler } from '../../support/http-server.ts';
import { callErrorOf, never, refuseFirst, sendAnswer, sendError, setUp, stopErrorOf } from './gateway.ts';

const askMany = (model: Awaited<ReturnType<typeof setUp>>['model'], count: number): Promise<unknown>[] =>
  Array.from({ length: count }, () => model.ask(question(), never));

describe('429', () => {
  it('halves the requests under way, once for those that were sent together', async () => {
    const together: (() => void)[] = [];
    const peaks: number[] = [];
    let underWay = 0;
    const { model, lines } = await setUp(
      (request, response) => {
        if (request.number > 8) {
          underWay += 1;
          peaks.push(underWay);
          setTimeout(() => {
            underWay -= 1;
            sendAnswer(response);
          }, 20);
          return;
        }
        together.push(() => {
          sendError(response, 429, 'slow down');
        });
        if (together.length === 8) for (const refuse of together) refuse();
      },
      { slots: { concurrency: 8 } },
    );
    await Promise.all(askMany(model, 16));
    expect(Math.max(...peaks.slice(0, 4))).toBeLessThanOrEqual(4);
    // With every round of answers it is one more.
    expect(Math.max(...peaks)).toBeLessThanOrEqual(6);
    const slower = lines.filter(({ message }) => message.includes('at its limit'));
    expect(slower.map(({ fields }) => fields?.count)).toEqual([4]);
  });

  it('with Retry-After keeps everybody waiting, and nobody for longer than the bound', async () => {
    const refusedAt: number[] = [];
    const arrivedAt: number[] = [];
    const { model } = await setUp(
      (request, response) => {
        arrivedAt.push(performance.now());
        if (request.number > 1) sendAnswer(response);
        else {
          refusedAt.push(performance.now());
          sendError(response, 429, 'slow down', { headers: { 'retry-after': '3600' } });
        }
      },
      { slots: { concurrency: 1 }, longestPauseMs: 300 },
    );
    await Promise.all(askMany(model, 4));
    for (const arrived of arrivedAt.slice(1)) expect(arrived - refusedAt[0]!).toBeGreaterThan(290);
    expect(arrivedAt).toHaveLength(5);
  });

  it('a call that is refused while others are answered is given up at last', async () => {
    const { model, server } = await setUp((request, response) => {
      if (request.body.includes('LARGE')) sendError(response, 429, 'too much for now');
      else sendAnswer(response);
    });
    const large = callErrorOf(model.ask(question({ note: 'LARGE' }), never));
    await Promise.all(askMany(model, 8));
    expect(await large).toMatchObject({ failureClass: 'rate_limit' });
    expect(server.requests.filter(({ body }) => body.includes('LARGE'))).toHaveLength(20);
  });
});

describe('LLM_TOKENS_PER_MINUTE', () => {
  it('a stop reaches everyone who waits for tokens: nothing is sent any more, and what is under way is answered', async () => {
    const stopping = new AbortController();
    let answer = (): void => undefined;
    const keep = (_request: unknown, response: ServerResponse): void => {
      answer = () => {
        sendAnswer(response);
      };
    };
    const { model, server } = await setUp(keep, { slots: { concurrency: 8 }, tokensPerMinute: 60_000 });
    const ask = (text: string): Promise<unknown> => {
      const phrases = [{ speaker: 'client', startMs: 0, text } as const];
      return model.ask(question({ transcript: { phrases } }), never, { stopping: stopping.signal });
    };
    const first = ask('short');
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // The long one waits until as much as can has gathered; the short ones behind it would fit into what is there.
    const waiting = ['long '.repeat(20_000), 'short', 'short'].map(ask);
    await new Promise((resolve) => setTimeout(resolve, 50));
    stopping.abort('stop');
    for (const asked of waiting) await expect(asked).rejects.toBe('stop');
    answer();
    await first;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests).toHaveLength(1);
  });
});

describe('a gateway that tells what is left', () => {
  it.each(['requests', 'tokens'])('of %s: nobody runs into a 429', async (unit) => {
    let left = 0;
    let opened = 0;
    const { model, server } = await setUp(
      (_request, response) => {
        const passed = performance.now() - opened;
        if (passed > 200) [opened, left] = [performance.now(), unit === 'requests' ? 3 : 3000];
        const resetMs = Math.ceil(200 - (performance.now() - opened)) + 5;
        const enough = left > 0;
        if (enough) left -= unit === 'requests' ? 1 : 900;
        const headers = {
          [`x-ratelimit-remaining-${unit}`]: String(Math.max(0, left)),
          [`x-ratelimit-reset-${unit}`]: `${resetMs}ms`,
        };
        if (enough) sendAnswer(response, headers);
        else sendError(response, 429, 'too many', { headers });
      },
      { longestPauseMs: 1000 },
    );
    await model.ask(question(), never);
    await Promise.all(askMany(model, 10));
    expect(server.requests.length - 11).toBe(0);
  });
});

describe('a gateway that is down', () => {
  it('ends the run after so many failures in a row; all calls hear the same', async () => {
    const { model, server } = await setUp((_request, response) => void response.writeHead(502).end(), {
      breakerFailures: 6,
    });
    const errors = await Promise.all(askMany(model, 6).map(stopErrorOf));
    expect(new Set(errors).size).toBe(1);
    expect(errors[0]).toMatchObject({ errorClass: 'gateway_down' });
    expect(errors[0]?.message).toMatch(/6 times in a row, the last time: http_502, status 502/);
    const sent = server.requests.length;
    expect((await stopErrorOf(model.ask(question(), never))).errorClass).toBe('gateway_down');
    expect(server.requests).toHaveLength(sent);
  });

  it('and comes back: the calls have used up no tries', async () => {
    const { model } = await setUp(
      refuseFirst(40, (_request, response) => void response.writeHead(502).end()),
      { breakerFailures: 50, slots: { concurrency: 2 } },
    );
    await expect(Promise.all(askMany(model, 4))).resolves.toHaveLength(4);
  });

  it('is none while others are answered: the call fails after its tries', async () => {
    const { model, server } = await setUp(
      (request, response) => {
        if (request.body.includes('BAD')) response.writeHead(500).end();
        else sendAnswer(response);
      },
      { breakerFailures: 10, slots: { concurrency: 1 } },
    );
    const others = Promise.all(askMany(model, 10));
    const bad = model.ask(question({ note: 'BAD' }), never);
    expect(await callErrorOf(bad)).toMatchObject({ failureClass: 'http_500' });
    await others;
    expect(server.requests.filter(({ body }) => body.includes('BAD'))).toHaveLength(4);
  });
});

describe('a request whose outcome is unknown', () => {
  it.each<[string, RequestHandler, number]>([
    ['a timeout', () => undefined, 1],
    ['a connection that breaks', (_request, response) => void response.socket?.resetAndDestroy(), 1],
    ...[408, 502, 504, 520, 524].map((status): [string, RequestHandler, number] => {
      return [String(status), (_request, response) => void response.writeHead(status).end(), 1];
    }),
    ['200 without a body', (_request, response) => void response.writeHead(200).end(), 1],
    ['200 with a web page', (_request, response) => void response.writeHead(200).end('<html></html>'), 1],
    ['503', (_request, response) => void response.writeHead(503).end(), 0],
    ['500', (_request, response) => void response.writeHead(500).end(), 0],
    ['429', (_request, response) => void response.writeHead(429).end(), 0],
  ])('%s: told for each try', async (_name, refuse, told) => {
    const { model } = await setUp(refuseFirst(2, refuse), { requestTimeoutMs: 300 });
    let unknown = 0;
    const mayRepeat = (): boolean => {
      unknown += 1;
      return true;
    };
    await model.ask(question(), never, { mayRepeat });
    expect(unknown).toBe(2 * told);
  });

  it('is not sent again when that must not be', async () => {
    const { model, server } = await setUp((_request, response) => void response.socket?.resetAndDestroy());
    const error = await callErrorOf(model.ask(question(), never, { mayRepeat: () => false }));
    expect(error.failureClass).toBe('connection');
    expect(server.requests).toHaveLength(1);
  });

  it('one that was cut off by an abort is one too; one that was never sent is none', async () => {
    const abort = new AbortController();
    const { model, server } = await setUp(() => undefined, { slots: { concurrency: 1 } });
    let unknown = 0;
    const mayRepeat = (): boolean => {
      unknown += 1;
      return true;
    };
    const asking = [1, 2].map(() => model.ask(question(), abort.signal, { mayRepeat }));
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort('stop');
    for (const asked of asking) await expect(asked).rejects.toBe('stop');
    expect(unknown).toBe(1);
  });
});
