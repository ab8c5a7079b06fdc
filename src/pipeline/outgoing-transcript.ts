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

/**
 * How to restore answers that were given to a stored transcript.
 * Throws CallError when it left with a masker whose placeholders this version cannot recompute.
 */
export function restoreOf(
  masker: Masker,
  stored: { readonly transcript: Transcript; readonly maskerVersion: string | null },
): Restore {
  if (stored.maskerVersion !== null && stored.maskerVersion !== masker.version) {
    throw new CallError(
      'analysis',
      'masker_version',
      `the stored answers were masked by version ${stored.maskerVersion}, this CallQ has ${masker.version}; use --force`,
    );
  }
  return outgoing({ masker, mask: stored.maskerVersion !== null }, stored.transcript).restore;
}
