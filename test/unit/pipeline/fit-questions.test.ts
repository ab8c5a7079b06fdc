import { describe, expect, it } from 'vitest';

import type { TokenCounter } from '../../../src/domain/ports.ts';
import { promptOf } from '../../../src/domain/question.ts';
import { phrasesOf } from '../../../src/domain/split-transcript.ts';
import type { Transcript } from '../../../src/domain/transcript.ts';
import type { Fitting } from '../../../src/pipeline/fit-questions.ts';
import { fitQuestions } from '../../../src/pipeline/fit-questions.ts';
import { question } from '../../support/llm-question.ts';

const { yardstick } = question();
const transcript: Transcript = {
  phrases: Array.from({ length: 60 }, (_, index) => ({
    speaker: 'operator',
    startMs: index,
    text: `фраза номер ${index}, немного слов`,
  })),
};
const characters = (text: string): number => text.length;
const size = characters(promptOf({ yardstick, transcript }));
const frame = characters(promptOf({ yardstick, transcript: { phrases: [] } }));
/** One token a character. */
const tokenCounter: TokenCounter = { load: () => Promise.resolve(characters) };
const unused: TokenCounter = { load: () => Promise.reject(new Error('nothing is to be counted')) };

function fit(
  maxInputTokens: number,
  longCalls: 'exclude' | 'split',
  { counter = tokenCounter, call = transcript } = {},
): Promise<Fitting> {
  return fitQuestions(
    { yardstick, tokenCounter: counter, limits: { maxInputTokens }, rules: { longCalls } },
    call,
  );
}

describe('a prompt and LLM_MAX_INPUT_TOKENS', () => {
  it('counts nothing while the bytes of the prompt are within the limit', async () => {
    const bytes = Buffer.byteLength(promptOf({ yardstick, transcript }));
    expect(await fit(bytes, 'exclude', { counter: unused })).toEqual({ kind: 'fits', parts: [null] });
    await expect(fit(bytes - 1, 'exclude', { counter: unused })).rejects.toThrow('nothing is to be counted');
  });

  it.each(['exclude', 'split'] as const)('asks as a whole what just fits (%s)', async (longCalls) => {
    expect(await fit(size, longCalls)).toEqual({ kind: 'fits', parts: [null] });
  });

  it('excludes what is one token longer, with its size and the limit', async () => {
    expect(await fit(size - 1, 'exclude')).toEqual({
      kind: 'too_long',
      reason: `the prompt has ${size} tokens, LLM_MAX_INPUT_TOKENS is ${size - 1}`,
    });
  });

  it('splits into parts whose whole prompts are within the limit', async () => {
    const limit = frame + 500;
    const fitting = await fit(limit, 'split');
    if (fitting.kind !== 'fits') throw new Error(fitting.reason);
    expect(fitting.parts.length).toBeGreaterThan(3);
    for (const part of fitting.parts) {
      const prompt = promptOf({ yardstick, transcript: phrasesOf(transcript, part) });
      expect(characters(prompt)).toBeLessThanOrEqual(limit);
    }
  });

  it.each([
    ['a limit below the prompt without the call', frame, '; phrase 1 does not fit even alone'],
    ['a limit that makes too many parts', frame + 50, '; split it would be more than 20 parts'],
  ])('excludes with %s even when splitting', async (_, limit, why) => {
    expect(await fit(limit, 'split')).toEqual({
      kind: 'too_long',
      reason: `the prompt has ${size} tokens, LLM_MAX_INPUT_TOKENS is ${limit}${why}`,
    });
  });
});
