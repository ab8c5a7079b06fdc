import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { TranscriptPart } from '../../../src/domain/split-transcript.ts';
import { mostOverlap, mostParts, phrasesOf, splitTranscript } from '../../../src/domain/split-transcript.ts';
import type { Transcript } from '../../../src/domain/transcript.ts';

/** Phrases that are told apart by their text and as long as the number says. */
function transcriptOf(sizes: readonly number[]): Transcript {
  return {
    phrases: sizes.map((size, index) => ({
      speaker: index % 2 === 0 ? 'operator' : 'client',
      startMs: index * 1000,
      text: `${index}`.padEnd(size, 'а'),
    })),
  };
}

const sizeOf = ({ phrases }: Transcript): number =>
  phrases.reduce((sum, { text }) => sum + Math.max(text.length, 1), 0);

function partsOf(sizes: readonly number[], limit: number): readonly TranscriptPart[] {
  const splitting = splitTranscript(transcriptOf(sizes), (part) => sizeOf(part) <= limit);
  if (splitting.kind !== 'parts') throw new Error(`not split: ${splitting.kind}`);
  return splitting.parts;
}

const lengthOf = (part: TranscriptPart): number => part.lastPhrase - part.firstPhrase + 1;

describe('splitting a transcript', () => {
  it('makes parts as long as they fit, the end of each said again at the beginning of the next', () => {
    expect(partsOf(Array<number>(50).fill(10), 200)).toEqual([
      { number: 1, firstPhrase: 0, lastPhrase: 19 },
      { number: 2, firstPhrase: 15, lastPhrase: 34 },
      { number: 3, firstPhrase: 30, lastPhrase: 49 },
    ]);
  });

  it('repeats at most five phrases of a large part', () => {
    expect(partsOf(Array<number>(60).fill(10), 400)).toEqual([
      { number: 1, firstPhrase: 0, lastPhrase: 39 },
      { number: 2, firstPhrase: 35, lastPhrase: 59 },
    ]);
  });

  it('repeats at most a quarter of a small part', () => {
    expect(partsOf(Array<number>(12).fill(10), 80)).toEqual([
      { number: 1, firstPhrase: 0, lastPhrase: 7 },
      { number: 2, firstPhrase: 6, lastPhrase: 11 },
    ]);
  });

  it('gives up overlap where it would leave no room for the next phrase', () => {
    expect(partsOf([10, 10, 10, 50, 60], 80)).toEqual([
      { number: 1, firstPhrase: 0, lastPhrase: 3 },
      { number: 2, firstPhrase: 4, lastPhrase: 4 },
    ]);
  });

  it('is one part when all of it fits', () => {
    expect(partsOf([5, 5, 5], 15)).toEqual([{ number: 1, firstPhrase: 0, lastPhrase: 2 }]);
  });

  it('names the phrase that does not fit even alone', () => {
    const transcript = transcriptOf([10, 10, 200, 10]);
    expect(splitTranscript(transcript, (part) => sizeOf(part) <= 100)).toEqual({
      kind: 'phrase_too_long',
      phraseIndex: 2,
    });
  });

  it('refuses to make more parts than any call needs', () => {
    const fits = (part: Transcript): boolean => part.phrases.length === 1;
    expect(splitTranscript(transcriptOf(Array<number>(mostParts).fill(1)), fits).kind).toBe('parts');
    expect(splitTranscript(transcriptOf(Array<number>(mostParts + 1).fill(1)), fits)).toEqual({
      kind: 'too_many_parts',
    });
  });

  it('keeps its promises for any phrases and any limit', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 1000 }), (lengths, limit) => {
        const transcript = transcriptOf(lengths);
        const fits = (part: Transcript): boolean => sizeOf(part) <= limit;
        const splitting = splitTranscript(transcript, fits);
        const tooLong = transcript.phrases.findIndex((phrase) => !fits({ phrases: [phrase] }));
        if (splitting.kind === 'phrase_too_long') {
          expect(splitting.phraseIndex).toBe(tooLong);
          return;
        }
        // Each pair of neighbours together is longer than the limit, or they would be one part.
        if (splitting.kind === 'too_many_parts') {
          expect(sizeOf(transcript)).toBeGreaterThan(limit * 4);
          return;
        }
        expect(tooLong).toBe(-1);
        expectPromises(splitting.parts, transcript, fits);
      }),
      { numRuns: 500 },
    );
  });

  it('ends, and shows only what was seen to fit, whatever the model takes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.func(fc.boolean()), (lengths, takes) => {
        const transcript = transcriptOf(lengths);
        const fits = (part: Transcript): boolean => takes(part.phrases.map(({ text }) => text));
        const splitting = splitTranscript(transcript, fits);
        if (splitting.kind === 'parts') expectPromises(splitting.parts, transcript, fits);
      }),
      { numRuns: 300 },
    );
  });
});

function expectPromises(
  parts: readonly TranscriptPart[],
  transcript: Transcript,
  fits: (part: Transcript) => boolean,
): void {
  const seen = new Set<number>();
  for (const [index, part] of parts.entries()) {
    expect(part.number).toBe(index + 1);
    expect(fits(phrasesOf(transcript, part))).toBe(true);
    for (let phrase = part.firstPhrase; phrase <= part.lastPhrase; phrase += 1) seen.add(phrase);
    const before = parts[index - 1];
    if (before === undefined) continue;
    const overlap = before.lastPhrase - part.firstPhrase + 1;
    expect(overlap).toBeGreaterThanOrEqual(0);
    expect(overlap).toBeLessThanOrEqual(Math.min(mostOverlap, lengthOf(before) / 4));
    expect(part.firstPhrase).toBeGreaterThan(before.firstPhrase);
    expect(part.lastPhrase).toBeGreaterThan(before.lastPhrase);
  }
  expect([...seen].sort((one, other) => one - other)).toEqual(transcript.phrases.map((_, index) => index));
  expect(parts.length).toBeLessThanOrEqual(mostParts);
}
