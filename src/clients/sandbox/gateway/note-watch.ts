import { createHash } from 'node:crypto';
import type { PromptLine } from './read-prompt.ts';

const mostRemembered = 10_000;

/** Remembers how long the first request for a transcript was, to see whether a later one brings a note. */
export class NoteWatch {
  readonly #firstLengths = new Map<string, number>();

  /** Whether this prompt is longer than the first one with the same transcript. */
  bringsNote(transcript: readonly PromptLine[], promptLength: number): boolean {
    const key = createHash('sha1').update(JSON.stringify(transcript)).digest('base64');
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
