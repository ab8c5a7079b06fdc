/** Why a body is no JSON. A class, never the content: bodies hold personal data and keys. */
type JsonBodyProblem = 'html' | 'not_json' | 'empty' | 'truncated';

export type JsonBody =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: JsonBodyProblem };

const decoder = new TextDecoder('utf-8'); // drops a BOM; replaces broken bytes instead of losing the whole body

/** A received body as text. */
export function decodeBody(body: Uint8Array): string {
  return decoder.decode(body);
}

/** A received body → JSON value, or why it is none. */
export function parseJsonBody(response: { body: Uint8Array; bodyTruncated?: boolean }): JsonBody {
  if (response.bodyTruncated === true) return { ok: false, problem: 'truncated' };
  const text = decodeBody(response.body);
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    const start = text.trimStart();
    if (start === '') return { ok: false, problem: 'empty' };
    // A proxy's error page, a login page, an anti-DDoS page: JSON never starts with "<".
    return { ok: false, problem: start.startsWith('<') ? 'html' : 'not_json' };
  }
}
