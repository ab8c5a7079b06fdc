import { inspect } from 'node:util';

import { expect, it } from 'vitest';

import type { RequestHandler } from '../../support/http-server.ts';
import { question } from '../../support/llm-question.ts';
import type { LogLine } from './gateway.ts';
import { failureOf, never, setUp } from './gateway.ts';

const marks = ['MARK-KEY', 'MARK-PHRASE', 'MARK-NOTE', 'MARK-BODY', 'MARK-HEADER'];
const askedWithMarks = question({
  note: 'MARK-NOTE',
  maxAnswerTokens: 100,
  transcript: { phrases: [{ speaker: 'client', startMs: 0, text: 'MARK-PHRASE +79120000000' }] },
});

const statuses = [
  204, 302, 400, 401, 402, 403, 404, 405, 408, 413, 422, 429, 500, 502, 503, 504, 529,
] as const;
const bodies: Record<string, string> = {
  plain: '{"error":{"message":"MARK-BODY","type":"MARK-BODY","param":"None","code":"MARK-BODY"}}',
  budget: '{"error":{"message":"Budget has been exceeded MARK-BODY","type":null}}',
  deployment: '{"error":{"message":"No deployments available MARK-BODY"}}',
  model: '{"error":{"message":"Invalid model name MARK-BODY"}}',
  context: '{"error":{"message":"maximum context length MARK-BODY"}}',
  policy: '{"error":{"message":"content_policy MARK-BODY"}}',
  format: '{"error":{"message":"response_format MARK-BODY"}}',
  tokens: '{"error":{"message":"max_tokens MARK-BODY"}}',
  detail: '{"detail":"MARK-BODY"}',
  html: '<html>MARK-BODY</html>',
};

const failures: [string, RequestHandler][] = [
  ...statuses.flatMap((status) =>
    Object.entries(bodies).map(([name, body]): [string, RequestHandler] => [
      `${status} ${name}`,
      (_request, response) => {
        const headers = { 'x-litellm-call-id': 'MARK-HEADER with spaces', location: '/MARK-HEADER' };
        response.writeHead(status, headers).end(body);
      },
    ]),
  ),
  ['200 html', (_request, response) => void response.end('<html>MARK-BODY')],
  ['200 empty', (_request, response) => void response.end()],
  [
    'reset',
    (_request, response) => {
      response.socket?.resetAndDestroy();
    },
  ],
  [
    'broken body',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('MARK-BODY', () => response.socket?.destroy());
    },
  ],
  ['no HTTP', (_request, response) => void response.socket?.end('MARK-BODY\r\n\r\n')],
  ['timeout', (_request, response) => void response.write('MARK-BODY')],
];

it('no key, prompt, note or body in any error or log line, on any failure path', async () => {
  const written: string[] = [];
  const keep = (name: string, error: unknown, lines: readonly LogLine[]): void => {
    expect(error, name).toBeInstanceOf(Error);
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      // String() is what a careless log line prints, inspect() what an uncaught error prints.
      written.push(String(cause), inspect(cause, { depth: 6 }));
    }
    written.push(JSON.stringify(lines));
  };
  for (const [name, handler] of failures) {
    const { model, lines } = await setUp(handler, {
      apiKey: 'sk-MARK-KEY',
      requestTimeoutMs: name === 'timeout' ? 30 : 2000,
      transportTries: 2,
    });
    keep(name, await failureOf(model.ask(askedWithMarks, never)), lines);
  }
  const unsendable = await setUp(() => undefined, { apiKey: 'MARK-KEY\n' });
  keep('unsendable key', await failureOf(unsendable.model.ask(askedWithMarks, never)), unsendable.lines);
  expect(written.length).toBeGreaterThan(3 * failures.length);
  for (const mark of [...marks, '+7912']) {
    expect(written.filter((text) => text.includes(mark))).toEqual([]);
  }
});

it('what is wrong with an answer is said without quoting it', async () => {
  const { model } = await setUp(() => undefined);
  for (const body of [
    'MARK-BODY',
    '{"choices":[{"message":{"content":null,"reasoning_content":"{MARK-BODY"}}]}',
  ]) {
    const { problem } = model.read({ body: Buffer.from(body), bodyTruncated: false });
    expect(problem).not.toBeNull();
    expect(JSON.stringify(problem)).not.toContain('MARK');
  }
});
