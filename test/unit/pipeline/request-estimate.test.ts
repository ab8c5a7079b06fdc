import fc from 'fast-check';
import { countTokens as countOlder } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countNewer } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';

import { requestBody } from '../../../src/clients/llm/request-body.ts';
import type { Criterion } from '../../../src/domain/checklist.ts';
import { untagged } from '../../../src/domain/checklist-tags.ts';
import type { Question } from '../../../src/domain/question.ts';
import { estimateOf } from '../../../src/domain/request-estimate.ts';
import { question } from '../../support/llm-question.ts';

const shape = { jsonMode: 'json_schema', withMaxTokens: true } as const;
/** For what a provider adds to what it is sent, in tokens. */
const roomOfProviders = 1500;

interface Body {
  readonly messages: readonly { readonly content: string }[];
  readonly response_format: unknown;
}

/** The texts that a provider gets and counts: what was said to the model, and the schema. */
function textsOf(asked: Question): string[] {
  const { messages, response_format: format } = JSON.parse(requestBody(asked, shape).toString()) as Body;
  return [...messages.map(({ content }) => content), JSON.stringify(format)];
}

function inputOf(asked: Question): number {
  const { tokens, maxAnswerTokens } = estimateOf(asked, undefined);
  return tokens - maxAnswerTokens;
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('ё', '"', '\\', '😀', 'a', '\n', 'ﷺ', ' '), maxLength: 60 }),
);
const criterion = fc
  .tuple(text, text, text, text)
  .map(([category, name, comment, conditions]): Criterion => ({
    ...{ id: '0123456789ab', category, name, comment, conditions, maximum: 5 },
    ...untagged,
  }));
const anyQuestion = fc
  .record({
    criteria: fc.array(criterion, { minLength: 1, maxLength: 40 }),
    phrases: fc.array(text, { maxLength: 20 }),
    note: fc.option(text),
    few: fc.boolean(),
  })
  .map(({ criteria, phrases, note, few }): Question => {
    const asked = question({
      note,
      onlyCriteria: few ? criteria.slice(0, 1) : null,
      transcript: { phrases: phrases.map((said) => ({ speaker: 'client', startMs: 0, text: said })) },
    });
    return { ...asked, yardstick: { ...asked.yardstick, checklist: { criteria } } };
  });

describe('the upper estimate of a request', () => {
  it('is at least every byte that is sent for the model, with room for what providers add', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const bytes = textsOf(asked).reduce((sum, sent) => sum + Buffer.byteLength(sent), 0);
        expect(inputOf(asked) - bytes).toBeGreaterThanOrEqual(roomOfProviders);
      }),
    );
  });

  it('is never passed by a tokenizer that works on bytes: no token stands for less than one', () => {
    const special = { disallowedSpecial: new Set<string>() };
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        for (const count of [countOlder, countNewer]) {
          const tokens = textsOf(asked).reduce((sum, sent) => sum + count(sent, special), 0);
          expect(tokens).toBeLessThanOrEqual(inputOf(asked) - roomOfProviders);
        }
      }),
    );
  });

  it('bounds the answer, which is asked for with the same bound', () => {
    const { tokens, maxAnswerTokens } = estimateOf(question({ maxAnswerTokens: 123 }), undefined);
    expect([maxAnswerTokens, tokens - maxAnswerTokens]).toEqual([123, inputOf(question())]);
    expect(estimateOf(question(), undefined).maxAnswerTokens).toBe(2000 + 3 * 400);
  });

  it('takes input for the dearer kind, cached or not', () => {
    const plain = { input: '2', cached: '1', output: '3' };
    const cost = estimateOf(question(), plain).costUsd;
    expect(estimateOf(question(), { ...plain, cached: '0' }).costUsd).toBe(cost);
    expect(estimateOf(question(), { input: '1', cached: '2', output: '3' }).costUsd).toBe(cost);
    expect(estimateOf(question(), undefined).costUsd).toBeNull();
  });
});
