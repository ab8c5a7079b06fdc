import { describe, expect, it } from 'vitest';

import { readAnswer } from '../../../../src/clients/llm/read-answer.ts';

const verdict = '{"is_sales_call": false}';

function envelope(choice: Record<string, unknown>, rest: Record<string, unknown> = {}): unknown {
  return { id: 'chatcmpl-1', object: 'chat.completion', model: 'gpt-x', choices: [choice], ...rest };
}

function read(value: unknown, bodyTruncated = false) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return readAnswer({ body: Buffer.from(text), bodyTruncated });
}

const plain = { finish_reason: 'stop', message: { role: 'assistant', content: verdict } };

describe('an answer', () => {
  it('text, answering model and finish reason', () => {
    expect(read(envelope(plain))).toMatchObject({
      text: verdict,
      problem: null,
      answeringModel: 'gpt-x',
      finishReason: 'stop',
    });
  });

  it('unknown fields of any shape are ignored', () => {
    const strange = {
      ...plain,
      logprobs: { content: [] },
      message: { ...plain.message, annotations: [], audio: null, provider_specific_fields: { a: 1 } },
    };
    const reading = read(envelope(strange, { system_fingerprint: 5, citations: {}, service_tier: null }));
    expect(reading).toMatchObject({ text: verdict, problem: null });
  });

  it('content as parts: only text counts', () => {
    const content = [
      { type: 'thinking', thinking: 'A', text: 'черновик' },
      { type: 'text', text: '{"is_sales_call"' },
      'просто текст: ',
      { type: 'output_text', text: 'false}' },
      null,
    ];
    const reading = read(envelope({ finish_reason: 'stop', message: { content } }));
    expect(reading.text).toBe('{"is_sales_call"просто текст: false}');
    expect(reading.problem).toBeNull();
  });

  it('reasoning beside the content is not looked at', () => {
    const message = { content: verdict, reasoning_content: '{"is_sales_call": true}' };
    expect(read(envelope({ finish_reason: 'stop', message }))).toMatchObject({
      text: verdict,
      problem: null,
    });
  });

  it('a missing finish reason or model is unknown', () => {
    const reading = read({ choices: [{ message: { content: verdict } }] });
    expect(reading).toMatchObject({ text: verdict, problem: null, answeringModel: null, finishReason: null });
    expect(read(envelope({ ...plain, finish_reason: 5 }, { model: ['a'] }))).toMatchObject({
      problem: null,
      answeringModel: null,
      finishReason: null,
    });
  });

  it('names are cleaned and bounded: they are stored', () => {
    const reading = read(envelope(plain, { model: `gpt\u0000${'x'.repeat(500)}` }));
    expect(reading.answeringModel).toHaveLength(200);
    expect(reading.answeringModel).not.toContain('\u0000');
  });

  it('a BOM before the body is tolerated', () => {
    expect(read(`\uFEFF${JSON.stringify(envelope(plain))}`).text).toBe(verdict);
  });
});

describe('200 that is no answer', () => {
  const message = (fields: Record<string, unknown>) => envelope({ finish_reason: 'stop', message: fields });
  const call = { function: { name: 'answer', arguments: verdict } };
  it.each([
    [
      'content null, finish_reason length',
      envelope({ finish_reason: 'length', message: { content: null } }),
      'truncated_answer',
    ],
    [
      'content "", finish_reason length',
      envelope({ finish_reason: 'length', message: { content: '' } }),
      'truncated_answer',
    ],
    [
      'half an object, finish_reason length',
      envelope({ finish_reason: 'length', message: { content: '{"is_sales' } }),
      'truncated_answer',
    ],
    [
      'a whole object, finish_reason length',
      envelope({ finish_reason: 'length', message: { content: verdict } }),
      'truncated_answer',
    ],
    [
      'Gemini’s MAX_TOKENS',
      envelope({ finish_reason: 'MAX_TOKENS', message: { content: '{' } }),
      'truncated_answer',
    ],
    [
      'content_filter',
      envelope({ finish_reason: 'content_filter', message: { content: verdict } }),
      'content_filter',
    ],
    ['content_filter without a message', envelope({ finish_reason: 'content_filter' }), 'content_filter'],
    [
      'reasoning nested without end',
      `{"choices":[{"message":{"content":null,"reasoning":${'['.repeat(30_000)}${']'.repeat(30_000)}}}]}`,
      'bad_envelope',
    ],
    ['a refusal', message({ content: null, refusal: 'I cannot' }), 'refused_answer'],
    ['choices: []', { model: 'gpt-x', choices: [] }, 'no_choices'],
    ['content null', message({ content: null }), 'empty_answer'],
    ['content of white space', message({ content: ' \n' }), 'empty_answer'],
    ['content missing', message({}), 'empty_answer'],
    ['content of a wrong type', message({ content: 7 }), 'empty_answer'],
    ['message null', envelope({ finish_reason: 'stop', message: null }), 'empty_answer'],
    ['parts without text', message({ content: [{ type: 'image' }] }), 'empty_answer'],
    [
      'reasoning without JSON',
      message({ content: null, reasoning_content: 'Думаю.', tool_calls: null }),
      'empty_answer',
    ],
    ['JSON in reasoning_content', message({ content: null, reasoning_content: verdict }), 'answer_elsewhere'],
    ['JSON in reasoning', message({ content: '', reasoning: verdict }), 'answer_elsewhere'],
    ['JSON in tool_calls', message({ content: null, tool_calls: [call] }), 'answer_elsewhere'],
    ['JSON in function_call', message({ content: null, function_call: call.function }), 'answer_elsewhere'],
    ['choices missing', { model: 'gpt-x' }, 'bad_envelope'],
    ['choices null', { choices: null }, 'bad_envelope'],
    ['choices of text', { choices: ['a'] }, 'bad_envelope'],
    ['an error instead', { error: { message: 'x', type: null, code: '500' } }, 'bad_envelope'],
    ['a list', [], 'bad_envelope'],
    ['null', 'null', 'bad_envelope'],
    ['no JSON', 'Bad Gateway', 'bad_envelope'],
    ['HTML', '<html></html>', 'bad_envelope'],
    ['nothing', '', 'bad_envelope'],
    ['a stream', 'data: {"choices":[]}\n\ndata: [DONE]', 'bad_envelope'],
  ])('%s', (_name, value, failureClass) => {
    const { problem } = read(value);
    expect(problem?.failureClass).toBe(failureClass);
    expect(problem?.note.length).toBeGreaterThan(20);
    expect(problem?.note.length).toBeLessThan(300);
  });

  it('a body over the limit', () => {
    expect(read(envelope(plain), true)).toMatchObject({
      text: null,
      problem: { failureClass: 'body_too_large' },
    });
  });

  it('keeps model, finish reason and tokens of an answer that is none: they are paid for', () => {
    const value = envelope(
      { finish_reason: 'length', message: { content: null } },
      { usage: { prompt_tokens: 10, completion_tokens: 20 } },
    );
    expect(read(value)).toMatchObject({
      text: null,
      answeringModel: 'gpt-x',
      finishReason: 'length',
      usage: { input: 10, output: 20 },
    });
  });
});
