import type { Transcript } from './transcript.ts';

/** A run of phrases of a long call that is asked about like a call of its own. */
export interface TranscriptPart {
  /** From 1. */
  readonly number: number;
  /** Indexes into the phrases of the whole call, both inclusive. */
  readonly firstPhrase: number;
  readonly lastPhrase: number;
}

/** At most so many phrases of a part are said again at the beginning of the next one… */
export const mostOverlap = 5;
/** …and at most this share of the part, so that small parts do not consist of repetitions. */
const mostOverlapShare = 0.25;
/** The whole check-list is asked, and paid, once a part: what needs more parts than this is a wrong limit, not a call. */
export const mostParts = 20;

export type Splitting =
  | { readonly kind: 'parts'; readonly parts: readonly TranscriptPart[] }
  /** Even alone this phrase does not fit; index from 0. */
  | { readonly kind: 'phrase_too_long'; readonly phraseIndex: number }
  | { readonly kind: 'too_many_parts' };

/**
 * Parts from phrase boundary to phrase boundary, each as long as it fits, each beginning with the end of the one before.
 * Every phrase is in at least one part; nothing is cut.
 * @param fits whether the model takes these phrases; every part was seen to fit
 */
export function splitTranscript(transcript: Transcript, fits: (part: Transcript) => boolean): Splitting {
  const lastOfAll = transcript.phrases.length - 1;
  const fitsFrom = (firstPhrase: number, lastPhrase: number): boolean =>
    fits(phrasesOf(transcript, { firstPhrase, lastPhrase }));
  const parts: TranscriptPart[] = [];
  let covered = -1;
  while (covered < lastOfAll) {
    if (parts.length === mostParts) return { kind: 'too_many_parts' };
    const firstPhrase = beginning(parts.at(-1), covered, fitsFrom);
    if (firstPhrase === null) return { kind: 'phrase_too_long', phraseIndex: covered + 1 };
    covered = lastThatFits((lastPhrase) => fitsFrom(firstPhrase, lastPhrase), covered + 1, lastOfAll);
    parts.push({ number: parts.length + 1, firstPhrase, lastPhrase: covered });
  }
  return { kind: 'parts', parts };
}

/** The phrases of one part as a transcript; the whole when there is none. */
export function phrasesOf(transcript: Transcript, part: Omit<TranscriptPart, 'number'> | null): Transcript {
  if (part === null) return transcript;
  return { phrases: transcript.phrases.slice(part.firstPhrase, part.lastPhrase + 1) };
}

export function isSamePart(one: TranscriptPart | null, other: TranscriptPart | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.number === other.number &&
    one.firstPhrase === other.firstPhrase &&
    one.lastPhrase === other.lastPhrase
  );
}

/** Where the next part begins: with as much overlap as leaves room for at least one new phrase; NULL when none fits. */
function beginning(
  before: TranscriptPart | undefined,
  covered: number,
  fitsFrom: (firstPhrase: number, lastPhrase: number) => boolean,
): number | null {
  const length = before === undefined ? 0 : before.lastPhrase - before.firstPhrase + 1;
  let overlap = Math.min(mostOverlap, Math.floor(length * mostOverlapShare));
  while (overlap >= 0) {
    const firstPhrase = covered + 1 - overlap;
    if (fitsFrom(firstPhrase, covered + 1)) return firstPhrase;
    overlap -= 1;
  }
  return null;
}

/** The greatest index from `fitting`, which fits, to `end`; longer parts are taken to need more room. */
function lastThatFits(fits: (lastPhrase: number) => boolean, fitting: number, end: number): number {
  let known = fitting;
  let tooFar = end + 1;
  while (tooFar - known > 1) {
    const middle = Math.floor((known + tooFar) / 2);
    if (fits(middle)) known = middle;
    else tooFar = middle;
  }
  return known;
}
