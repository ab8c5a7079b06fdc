import { describe, expect, it } from 'vitest';

import { question } from '../../support/llm-question.ts';
import { callErrorOf, never, refuseFirst, sendError, setUp, stopErrorOf } from './gateway.ts';

describe('budget exhausted ends the run', () => {
  it.each([
    [400, { type: 'budget_exceeded' }, 'x'],
    [401, {}, 'ExceededBudget: User over budget'],
    [429, { type: null, code: null }, 'Budget has been exceeded! Current cost: 2'],
    [403, {}, 'Crossed budget'],
  ])('status %i', async (status, fields, message) => {
    const { model, server } = await setUp((_request, response) => {
      sendError(response, status, message, { fields });
    });
    const error = await stopErrorOf(model.ask(question(), never));
    expect(error.errorClass).toBe('gateway_budget');
    expect(error.message).toContain(`status ${status}, x-litellm-call-id id-${status}`);
    expect(server.requests).toHaveLength(1);
  });
});

describe('bad or expired key, model not allowed, unknown model end the run, without a second request', () => {
  it.each([
    ['wrong key, 401', 401, 'Authentication Error, Invalid proxy server token passed', {}, 'gateway_key'],
    ['expired key, 400', 400, 'Authentication Error', { type: 'expired_key' }, 'gateway_key'],
    ['wrong key, proxy without database, 400', 400, 'x', { type: 'no_db_connection' }, 'gateway_key'],
    ['blocked key, 403', 403, 'Forbidden', {}, 'gateway_key'],
    ['model not allowed', 401, 'x', { type: 'key_model_access_denied' }, 'gateway_model'],
    ['unknown model, 400', 400, 'Invalid model name passed in model=x', {}, 'gateway_model'],
    ['unknown model, 404', 404, 'The model x does not exist', {}, 'gateway_model'],
  ])('%s', async (_name, status, message, fields, errorClass) => {
    const { model, server } = await setUp((_request, response) => {
      sendError(response, status, message, { fields });
    });
    expect((await stopErrorOf(model.ask(question(), never))).errorClass).toBe(errorClass);
    expect(server.requests).toHaveLength(1);
  });

  it('nothing more is sent afterwards: those who wait get the same error', async () => {
    const { model, server } = await setUp(
      (_request, response) => {
        setTimeout(() => {
          sendError(response, 401, 'no');
        }, 20);
      },
      { slots: { concurrency: 1 } },
    );
    const errors = await Promise.all([1, 2, 3].map(() => stopErrorOf(model.ask(question(), never))));
    expect(new Set(errors).size).toBe(1);
    expect(server.requests).toHaveLength(1);
  });

  it('a key that cannot stand in a header is not sent', async () => {
    const { model, server } = await setUp(() => undefined, { apiKey: 'sk-\nMARK' });
    const error = await stopErrorOf(model.ask(question(), never));
    expect(error.errorClass).toBe('gateway_key');
    expect(error.message).toContain('TOKEN_LLM');
    expect(error.message).not.toContain('MARK');
    expect(server.requests).toHaveLength(0);
  });
});

describe('LLM_BASE_URL does not lead to the gateway', () => {
  it.each([
    ['404 with a web page', 404, '<html>Not Found</html>'],
    ['404 {"detail": "Not Found"}', 404, '{"detail":"Not Found"}'],
    ['403 of a proxy in front', 403, '<html>Denied</html>'],
  ])('%s names the setting', async (_name, status, body) => {
    const { model } = await setUp((_request, response) => {
      response.writeHead(status).end(body);
    });
    const error = await stopErrorOf(model.ask(question(), never));
    expect(error.errorClass).toBe('gateway_url');
    expect(error.message).toContain('LLM_BASE_URL');
  });

  it('a redirect is not followed, and the message says so', async () => {
    const { model, server } = await setUp((_request, response) => {
      response.writeHead(307, { location: '/v1/elsewhere' }).end();
    });
    const error = await stopErrorOf(model.ask(question(), never));
    expect(error.message).toContain('redirects are not followed');
    expect(server.requests).toHaveLength(1);
  });

  it('200 with a web page: asked again, then the run ends', async () => {
    const { model, server } = await setUp((_request, response) => {
      response.end('<html>Log in</html>');
    });
    const error = await stopErrorOf(model.ask(question(), never));
    expect(error.errorClass).toBe('gateway_url');
    expect(server.requests).toHaveLength(4);
  });

  it('200 with a web page once: asked again', async () => {
    const { model } = await setUp(refuseFirst(1, (_request, response) => void response.end('<html>')));
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
  });
});

describe('context window, content policy, other 400, 422: that call fails, no retry', () => {
  it.each([
    [400, 'litellm.ContextWindowExceededError: maximum context length is 8192 tokens', 'context_window'],
    [400, 'litellm.ContentPolicyViolationError', 'content_policy'],
    [400, 'messages: text content blocks must be non-empty', 'bad_request'],
    [422, 'field required', 'http_422'],
  ])('%i %s', async (status, message, failureClass) => {
    const { model, server } = await setUp(
      refuseFirst(1, (_request, response) => {
        sendError(response, status, message);
      }),
    );
    expect(await callErrorOf(model.ask(question(), never))).toMatchObject({ failureClass, status });
    expect(server.requests).toHaveLength(1);
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
  });
});

describe('rate limit: wait as told, retry', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'llm_provider-retry-after': '9' }, 9000],
    [{ 'x-ratelimit-reset-requests': '1m12.5s' }, 72_500],
    [{ 'x-ratelimit-reset-tokens': '6ms' }, 6],
    [{}, null],
  ] as [Record<string, string>, number | null][])('%j', async (headers, retryAfterMs) => {
    const { model, waits, lines } = await setUp(
      refuseFirst(1, (_request, response) => {
        sendError(response, 429, 'Rate limit reached', { headers });
      }),
    );
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
    expect(waits).toEqual([{ attempt: 1, retryAfterMs }]);
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'the gateway gave no answer, asking again',
        fields: expect.objectContaining({
          failureClass: 'rate_limit',
          status: 429,
          attempt: 1,
          correlationId: 'id-429',
        }) as unknown,
      },
    ]);
  });

  it('is bounded: after five times the usual tries the call fails', async () => {
    const { model, server } = await setUp((_request, response) => {
      sendError(response, 429, 'Rate limit reached');
    });
    expect(await callErrorOf(model.ask(question(), never))).toMatchObject({
      failureClass: 'rate_limit',
      status: 429,
    });
    expect(server.requests).toHaveLength(20);
  });
});

describe('no deployment available', () => {
  const message = 'No deployments available for selected model, Try again in 60 seconds.';

  it('is retried after the time in the text', async () => {
    const { model, waits } = await setUp(
      refuseFirst(2, (_request, response) => {
        sendError(response, 429, message);
      }),
    );
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
    expect(waits.map(({ retryAfterMs }) => retryAfterMs)).toEqual([60_000, 60_000]);
  });

  it('because the gateway’s own requests per minute are used up is a rate limit', async () => {
    const { model, server } = await setUp((_request, response) => {
      sendError(response, 429, 'No deployments available for selected model.');
    });
    const error = await callErrorOf(model.ask(question(), never));
    expect(error.failureClass).toBe('rate_limit');
    expect(server.requests).toHaveLength(20);
  });

  it('ends the run after a few tries', async () => {
    const { model, server } = await setUp((_request, response) => {
      sendError(response, 429, message);
    });
    const error = await stopErrorOf(model.ask(question(), never));
    expect(error.errorClass).toBe('gateway_no_deployment');
    expect(error.message).toContain('provider key');
    expect(server.requests).toHaveLength(4);
  });
});

describe('timeout, 408, 500, 502, 503, 504, connection reset: retry, bounded', () => {
  it.each([408, 500, 502, 503, 504, 529])('%i heals', async (status) => {
    const { model, server } = await setUp(
      refuseFirst(2, (_request, response) => {
        sendError(response, status, 'x');
      }),
    );
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['LiteLLM’s error', '{"error":{"message":"x","type":null,"param":"None","code":500}}'],
    ['detail', '{"detail":"Internal Server Error"}'],
    ['a list', '[1]'],
    ['HTML', '<html>500</html>'],
    ['empty', ''],
  ])('a 500 that never heals fails the call, body: %s', async (_name, body) => {
    const { model, server } = await setUp((_request, response) => {
      response.writeHead(500).end(body);
    });
    expect(await callErrorOf(model.ask(question(), never))).toMatchObject({
      failureClass: 'http_500',
      status: 500,
    });
    expect(server.requests).toHaveLength(4);
  });

  it('a reset heals', async () => {
    const { model } = await setUp(
      refuseFirst(2, (_request, response) => {
        response.socket?.resetAndDestroy();
      }),
    );
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
  });

  it('a body that breaks off heals', async () => {
    const { model } = await setUp(
      refuseFirst(1, (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"choices":', () => response.socket?.destroy());
      }),
    );
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
  });

  it('an empty 200 heals', async () => {
    const { model } = await setUp(refuseFirst(1, (_request, response) => void response.end()));
    await expect(model.ask(question(), never)).resolves.toMatchObject({ status: 200 });
  });

  it('resets without end fail the call', async () => {
    const { model, server } = await setUp((_request, response) => {
      response.socket?.resetAndDestroy();
    });
    const error = await callErrorOf(model.ask(question(), never));
    expect(error).toMatchObject({ failureClass: 'connection', status: null });
    expect(server.requests).toHaveLength(4);
  });

  it('nobody there', async () => {
    const { model, server } = await setUp(() => undefined);
    await server.close();
    expect(await callErrorOf(model.ask(question(), never))).toMatchObject({ failureClass: 'connection' });
  });

  it('timeouts may have been paid for: fewer tries', async () => {
    const { model, server } = await setUp(() => undefined, { requestTimeoutMs: 40 });
    const error = await callErrorOf(model.ask(question(), never));
    expect(error).toMatchObject({ failureClass: 'timeout', status: null });
    expect(server.requests).toHaveLength(3);
  });

  it('a slow drip is a timeout too', async () => {
    const { model } = await setUp(
      (_request, response) => {
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => {
          clearInterval(drip);
        });
      },
      { requestTimeoutMs: 40, transportTries: 1 },
    );
    expect(await callErrorOf(model.ask(question(), never))).toMatchObject({ failureClass: 'timeout' });
  });

  it('the number of tries can be set', async () => {
    const { model, server } = await setUp((_request, response) => void response.writeHead(500).end(), {
      transportTries: 2,
    });
    await callErrorOf(model.ask(question(), never));
    expect(server.requests).toHaveLength(2);
  });
});
