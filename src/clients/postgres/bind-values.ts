import { cleanText } from '../../domain/clean-text.ts';

/** What can be bound to a statement. Lists and objects are bound as JSON, so that a table takes one value. */
export type BoundValue =
  string | number | boolean | null | Date | Uint8Array | readonly string[] | readonly number[];

/** Escapes that PostgreSQL refuses in JSON: NUL and surrogates (JSON.stringify writes only lone ones so). */
const REFUSED_ESCAPE = /\\u(?:0000|d[89a-f])/;

/**
 * JSON text for a `jsonb` parameter. Domain text is clean already; this is the last line that keeps one strange
 * character from failing a call.
 */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!REFUSED_ESCAPE.test(json)) return json;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? cleanText(part) : part));
}

/** The value as it can be sent: text without NUL and lone surrogates. */
export function toBindable(value: BoundValue): BoundValue {
  if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\u0000'))) return value;
  return cleanText(value);
}
