import { describe, expect, it } from 'vitest';

import { toReceivedAnswer } from '../../../../src/clients/llm/received-answer.ts';

function received(headers: Record<string, string>) {
  const body = Buffer.from('{}');
  return toReceivedAnswer({ status: 200, headers, body, bodyTruncated: false }, 12);
}

describe('x-litellm-response-cost', () => {
  it.each([
    ['0.0123', '0.0123'],
    ['1.5e-05', '0.000015'],
    ['0.0', '0'],
    ['None', null],
    ['', null],
    ['-1', null],
    ['NaN', null],
    ['1,5', null],
    ['0.1; DROP', null],
  ])('%j is %j', (header, expected) => {
    expect(received({ 'x-litellm-response-cost': header }).costUsd).toBe(expected);
  });

  it('missing is unknown, never 0', () => {
    expect(received({}).costUsd).toBeNull();
  });

  it('is invented when the gateway says that it is the sandbox', () => {
    const cost = { 'x-litellm-response-cost': '0.1' };
    expect(received({ ...cost, 'x-callq-sandbox': 'true' }).costIsInvented).toBe(true);
    expect(received(cost).costIsInvented).toBe(false);
  });
});

describe('x-litellm-call-id', () => {
  it.each([
    ['0b7cbf5e-53a4-4cb5-8c0c-1b1f6d1d7d5a', '0b7cbf5e-53a4-4cb5-8c0c-1b1f6d1d7d5a'],
    ['chatcmpl-1, other', null],
    ['x'.repeat(101), null],
    ['', null],
  ])('%j is %j', (header, expected) => {
    expect(received({ 'x-litellm-call-id': header }).gatewayCallId).toBe(expected);
  });
});
