import * as z from 'zod';
import { cleanLine } from '../../domain/clean-text.ts';
import type { Phrase, Transcript } from '../../domain/transcript.ts';
import { describeBrokenField } from './shape.ts';

/** Numbers and strings both occur; see `asId`. */
const idSchema = z.union([z.number(), z.string()]).nullish();

/** Milliseconds; what PostgreSQL's integer holds, some 24 days. */
const longestOffset = 2_147_483_647;

const transcriptSchema = z
  .object({
    firstOperatorId: idSchema,
    transcriptionParts: z
      .array(
        z.object({
          phrases: z
            .array(
              z.object({
                contactId: idSchema,
                phraseText: z.string().nullish(),
                startTimeInMs: z.number().min(0).max(longestOffset),
              }),
            )
            .nullish(),
        }),
      )
      .nullish(),
  })
  .nullable();

export type TranscriptParsing =
  | { readonly ok: true; readonly transcript: Transcript | null }
  /** The field that broke and how, never its value. */
  | { readonly ok: false; readonly problem: string };

/**
 * T-Bank's answer → transcript; NULL when there is none: `null`, no parts, only blank phrases. Without `firstOperatorId`
 * nobody could tell operator from client: such an answer is refused, since an analysis of it would be paid for nothing.
 */
export function parseTranscript(body: unknown): TranscriptParsing {
  const parsing = transcriptSchema.safeParse(body);
  if (!parsing.success) return { ok: false, problem: describeBrokenField(parsing.error) };
  const operatorId = asId(parsing.data?.firstOperatorId);
  const phrases = (parsing.data?.transcriptionParts ?? [])
    .flatMap((part) => part.phrases ?? [])
    .map(({ contactId, phraseText, startTimeInMs }): Phrase => ({
      speaker: operatorId !== null && asId(contactId) === operatorId ? 'operator' : 'client',
      startMs: Math.round(startTimeInMs),
      text: cleanLine(phraseText ?? ''),
    }))
    .filter((phrase) => phrase.text !== '')
    .sort((one, other) => one.startMs - other.startMs); // stable: phrases of one moment keep T-Bank's order
  if (phrases.length === 0) return { ok: true, transcript: null };
  return operatorId === null
    ? { ok: false, problem: 'firstOperatorId: is missing' }
    : { ok: true, transcript: { phrases } };
}

/** Compared as strings. Not a transform of the schema: a pipe for each of thousands of phrases costs more than all else. */
function asId(id: z.infer<typeof idSchema>): string | null {
  return id === undefined || id === null ? null : String(id).trim();
}
