import { cleanLine } from './clean-text.ts';

export type Speaker = 'operator' | 'client';

export interface Phrase {
  readonly speaker: Speaker;
  /** Milliseconds from the start of the call. */
  readonly startMs: number;
  /** One line of cleaned text, never blank. */
  readonly text: string;
}

/** The phrases of one call in spoken order; a phrase is identified by its index. Never empty. */
export interface Transcript {
  readonly phrases: readonly Phrase[];
}

/**
 * `operator: …` and `client: …`, one line a phrase: what the prompt and `call_transcripts` hold. Whatever was said stays
 * words on the line of who said it: no phrase becomes two lines, and none holds a control token of a model.
 */
export function renderTranscript(transcript: Transcript): string {
  return transcript.phrases
    .map((phrase) => `${phrase.speaker}: ${asWords(cleanLine(phrase.text))}`)
    .join('\n');
}

/**
 * Some servers read `<|im_start|>`, `</s>` or `[INST]` in the text of a message as the tokens that begin and end messages.
 * Speech recognition writes none of these signs; where somebody put them, others that look like them do as well.
 */
function asWords(line: string): string {
  if (!line.includes('<') && !line.includes('>') && !line.includes('[')) return line;
  return line
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/\[(\/?[A-Z_]+)\]/gu, '($1)');
}
