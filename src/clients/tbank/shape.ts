import type * as z from 'zod';

/**
 * The field of an answer that broke and how, `items.3.duration: Invalid input: expected number, received string`. Zod's
 * messages name types, never values.
 */
export function describeBrokenField(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'unknown field';
  const field = issue.path.length === 0 ? 'the whole' : issue.path.join('.');
  return `${field}: ${issue.message}`;
}
