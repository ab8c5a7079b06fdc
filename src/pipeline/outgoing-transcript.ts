import type { Restore } from '../domain/analysis.ts';
import { CallError } from '../domain/errors.ts';
import type { Masker } from '../domain/ports.ts';
import type { Transcript } from '../domain/transcript.ts';

/** The transcript as it leaves for the gateway. */
export interface OutgoingTranscript {
  readonly transcript: Transcript;
  /** Version of the masker; NULL: as it was said. */
  readonly maskerVersion: string | null;
  readonly restore: Restore;
}

interface Masking {
  readonly masker: Masker;
  /** CALLQ_MASK: transcripts leave masked. */
  readonly mask: boolean;
}

export function outgoing({ masker, mask }: Masking, transcript: Transcript): OutgoingTranscript {
  if (!mask) return { transcript, maskerVersion: null, restore: (text) => text };
  const masked = masker.mask(transcript);
  return {
    transcript: masked.transcript,
    maskerVersion: masker.version,
    restore: (text) => masked.restore(text),
  };
}

/** `[ТЕЛЕФОН_1]`, `[ТЕЛЕФОН_1.2]`, or of a kind that only another version of the masker knows. */
const anyPlaceholder = /\[[\p{L}_]+_\d+(?:\.\d+)?\]/u;

/**
 * How to restore answers that were given to a stored transcript. Of another version of the masker the placeholders cannot be
 * recomputed, and nothing else needs to be: restoring a text that holds one throws CallError (`masker_version`).
 */
export function restoreOf(
  masker: Masker,
  stored: { readonly transcript: Transcript; readonly maskerVersion: string | null },
): Restore {
  if (stored.maskerVersion === null || stored.maskerVersion === masker.version) {
    return outgoing({ masker, mask: stored.maskerVersion !== null }, stored.transcript).restore;
  }
  return (text) => {
    if (!anyPlaceholder.test(text)) return text;
    throw new CallError(
      'analysis',
      'masker_version',
      `the stored answers hold placeholders of masker version ${stored.maskerVersion}, and this CallQ has ${masker.version}`,
    );
  };
}
