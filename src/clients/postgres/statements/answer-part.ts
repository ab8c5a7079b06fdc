import type { TranscriptPart } from '../../../domain/split-transcript.ts';

/** What a row of `model_answers` says about the part that was asked about. */
export interface PartColumns {
  readonly part: number | null;
  readonly firstPhrase: number | null;
  readonly lastPhrase: number | null;
}

export const PART_COLUMNS = `
  model_answers.part, model_answers.first_phrase AS "firstPhrase", model_answers.last_phrase AS "lastPhrase"`;

/** NULL: the question showed the whole call. */
export function toPart({ part, firstPhrase, lastPhrase }: PartColumns): TranscriptPart | null {
  if (part === null || firstPhrase === null || lastPhrase === null) return null;
  return { number: part, firstPhrase, lastPhrase };
}
