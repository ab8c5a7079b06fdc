import type { Phrase, Speaker, Transcript } from '../../../../src/domain/transcript.ts';

/** Phrases one second apart. */
export function transcriptOf(
  phrases: readonly { readonly speaker: Speaker; readonly text: string }[],
): Transcript {
  return {
    phrases: phrases.map(({ speaker, text }, index): Phrase => ({ speaker, text, startMs: index * 1000 })),
  };
}
