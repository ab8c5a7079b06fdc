import { promptBytesOf, promptOf } from '../domain/question.ts';
import type { TranscriptPart } from '../domain/split-transcript.ts';
import { mostParts, splitTranscript } from '../domain/split-transcript.ts';
import type { Transcript } from '../domain/transcript.ts';
import type { PipelineLimits, PipelineRules, RunContext } from './run-context.ts';

/** How a transcript can be put to the model. */
export type Fitting =
  /** In parts; NULL stands for the whole. */
  | { readonly kind: 'fits'; readonly parts: readonly [null] | readonly TranscriptPart[] }
  | { readonly kind: 'too_long'; readonly reason: string };

interface Bounds extends Pick<RunContext, 'yardstick' | 'tokenCounter'> {
  readonly limits: Pick<PipelineLimits, 'maxInputTokens'>;
  readonly rules: Pick<PipelineRules, 'longCalls'>;
}

/**
 * Whole, if its prompt has at most LLM_MAX_INPUT_TOKENS; otherwise in parts or not at all, as CALLQ_LONG_CALLS says. Tokens
 * are never more than UTF-8 bytes, so that nothing is counted for a call of common length.
 * @param transcript as it leaves for the gateway
 */
export async function fitQuestions(
  { yardstick, limits, rules, tokenCounter }: Bounds,
  transcript: Transcript,
): Promise<Fitting> {
  const limit = limits.maxInputTokens;
  if (promptBytesOf({ yardstick, transcript }) <= limit) return { kind: 'fits', parts: [null] };
  const count = await tokenCounter.load();
  const size = count(promptOf({ yardstick, transcript }));
  if (size <= limit) return { kind: 'fits', parts: [null] };
  const tooLong = (why: string): Fitting => ({
    kind: 'too_long',
    reason: `the prompt has ${size} tokens, LLM_MAX_INPUT_TOKENS is ${limit}${why}`,
  });
  if (rules.longCalls === 'exclude') return tooLong('');
  const splitting = splitTranscript(
    transcript,
    (part) => count(promptOf({ yardstick, transcript: part })) <= limit,
  );
  if (splitting.kind === 'parts') return { kind: 'fits', parts: splitting.parts };
  return splitting.kind === 'too_many_parts'
    ? tooLong(`; split it would be more than ${mostParts} parts`)
    : tooLong(`; phrase ${splitting.phraseIndex + 1} does not fit even alone`);
}
