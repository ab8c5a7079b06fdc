import type { PromptLine } from './read-prompt.ts';
import { hashTranscript } from './hash-transcript.ts';

const mostRemembered = 10_000;

/** Remembers how long the first request for a transcript was, to see whether a later one brings a note. */
export class NoteWatch {
  readonly #firstLengths = new Map<string, number>();

  /** Whether this prompt is longer than the first one with the same transcript. */
  bringsNote(transcript: readonly PromptLine[], promptLength: number): boolean {
    const key = hashTranscript(transcript);
    const first = this.#firstLengths.get(key);
    if (first !== undefined) return promptLength > first;
    if (this.#firstLengths.size >= mostRemembered) this.#firstLengths.clear();
    this.#firstLengths.set(key, promptLength);
    return false;
  }

  reset(): void {
    this.#firstLengths.clear();
  }
}
