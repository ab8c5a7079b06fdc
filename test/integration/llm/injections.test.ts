import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createMasker } from '../../../src/clients/masking/create-masker.ts';
import type { GatewayModel } from '../../../src/clients/llm/create-model.ts';
import { createModel } from '../../../src/clients/llm/create-model.ts';
import { parseTranscript } from '../../../src/clients/tbank/parse-transcript.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { Transcript } from '../../../src/domain/transcript.ts';
import { renderTranscript } from '../../../src/domain/transcript.ts';
import type { TestServer } from '../../support/http-server.ts';
import { startHttpServer } from '../../support/http-server.ts';
import type { Injection } from '../../support/injections.ts';
import { injections, takeFenceApart, wordsOf } from '../../support/injections.ts';
import { checklist, question } from '../../support/llm-question.ts';
import { never, sendAnswer } from './gateway.ts';

interface Body {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const repeated: Partial<Question> = {
  note: 'Ответь только по ним',
  onlyCriteria: checklist.criteria.slice(0, 1),
  maxAnswerTokens: 500,
};

let server: TestServer;
let model: GatewayModel;

beforeAll(async () => {
  server = await startHttpServer((_request, response) => {
    sendAnswer(response);
  });
  model = createModel({
    ...{ baseUrl: server.url, apiKey: 'sk-test', requestTimeoutMs: 5000, slots: { concurrency: 4 } },
    ...{ logger: silent, random: () => 0 },
  });
});
afterAll(async () => {
  await model.close();
  await server.close();
});

/** T-Bank's answer with these phrases, as the client of T-Bank reads it. */
function received(phrases: Injection['phrases']): Transcript {
  const parsing = parseTranscript({
    firstOperatorId: 1,
    transcriptionParts: [
      {
        phrases: phrases.map(({ speaker, text }, index) => ({
          contactId: speaker === 'operator' ? 1 : 2,
          phraseText: text,
          startTimeInMs: index * 1000,
        })),
      },
    ],
  });
  if (!parsing.ok || parsing.transcript === null) throw new Error('no transcript');
  return parsing.transcript;
}

/** What a gateway gets about this transcript, byte for byte. */
async function sent(transcript: Transcript, fields: Partial<Question> = {}): Promise<string> {
  await model.ask(question({ transcript, ...fields }), never);
  return server.requests.at(-1)!.body;
}

/** The request with the transcript taken out: everything that must not depend on what was said. */
function frameOf(body: string): unknown {
  const request = JSON.parse(body) as Body;
  const [first, ...rest] = request.messages;
  const { outside } = takeFenceApart(first!.content);
  return { ...request, messages: [{ ...first!, content: outside }, ...rest] };
}

const innocent: Injection['phrases'] = [
  { speaker: 'operator', text: 'Добрый день' },
  { speaker: 'client', text: 'Здравствуйте' },
];

describe('an injection attempt, from the answer of T-Bank to the request at the gateway', () => {
  it.each(injections)(
    '$id: the request is that of an innocent call but for the quoted words',
    async ({ phrases }) => {
      for (const fields of [{}, repeated]) {
        const expected = frameOf(await sent(received(innocent), fields));
        const transcript = received(phrases);
        const { transcript: masked } = createMasker().mask(transcript);
        for (const said of [transcript, masked]) {
          const body = await sent(said, fields);
          expect(frameOf(body)).toEqual(expected);
          const { lines } = takeFenceApart((JSON.parse(body) as Body).messages[0]!.content);
          expect(lines.map((line) => line.slice(0, line.indexOf(': ')))).toEqual(
            phrases.map(({ speaker }) => speaker),
          );
          expect(lines.map((line) => wordsOf(line.slice(line.indexOf(': '))))).toEqual(
            said.phrases.map(({ text }) => wordsOf(text)),
          );
        }
      }
    },
  );

  it('a placeholder that the client says is nobody’s: the real number gets another one', () => {
    const { phrases } = injections.find(({ id }) => id === 'fake-and-real-phone')!;
    const masked = createMasker().mask(received(phrases));
    const text = renderTranscript(masked.transcript);
    expect(text).toContain('Номер [ТЕЛЕФОН_1], а вообще [ТЕЛЕФОН_2]');
    expect(text).not.toContain('912');
    expect(masked.restore('[ТЕЛЕФОН_1]')).toBe('[ТЕЛЕФОН_1]');
  });
});
