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

/** `operator: …` and `client: …`, one line a phrase: what the prompt and `call_transcripts` hold. */
export function renderTranscript(transcript: Transcript): string {
  return transcript.phrases.map((phrase) => `${phrase.speaker}: ${phrase.text}`).join('\n');
}
