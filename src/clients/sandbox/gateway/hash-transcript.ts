import { createHash } from 'node:crypto';
import type { PromptLine } from './read-prompt.ts';

/** Tells calls apart by what was said; the prompt around it does not matter. */
export function hashTranscript(transcript: readonly PromptLine[]): string {
  return createHash('sha1').update(JSON.stringify(transcript)).digest('hex');
}
