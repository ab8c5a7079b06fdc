import type { ChatRequest } from './check-chat-request.ts';
import type { AskedCriterion, ReadPrompt } from './read-prompt.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Keeps the criteria that are to be judged now: those that the schema allows and a note names in lines `- <id>: <name>`.
 * Whichever of the two is silent, or speaks of other criteria, leaves all.
 */
export function keepAsked(
  read: ReadPrompt,
  { notes, schema }: Pick<ChatRequest, 'notes' | 'schema'>,
): ReadPrompt {
  const items = notes
    .flatMap((note) => note.split('\n'))
    .filter((line) => /^\s*- /.test(line))
    .map((line) => line.trim().slice(2).trim());
  const allowed = keepSome(read.criteria, (criterion) => isAllowed(criterion, schema));
  const criteria = keepSome(allowed, (criterion) => items.some((item) => isNamedBy(item, criterion)));
  return { ...read, criteria };
}

function keepSome<T>(entries: readonly T[], isKept: (entry: T) => boolean): readonly T[] {
  const kept = entries.filter(isKept);
  return kept.length === 0 ? entries : kept;
}

function isNamedBy(item: string, { id, name }: AskedCriterion): boolean {
  return item === name || (id !== undefined && (item === id || item.startsWith(`${id}:`)));
}

/** A model bound to a schema cannot write what its enums lack. */
function isAllowed({ id, category, name }: AskedCriterion, schema: Json | undefined): boolean {
  const fields = stepInto(schema, ['properties', 'evaluations', 'items', 'properties']);
  return Object.entries({ criterion_id: id, category, criterion: name }).every(([field, value]) => {
    const words = stepInto(fields, [field])?.['enum'];
    return value === undefined || !Array.isArray(words) || words.includes(value);
  });
}

function stepInto(schema: Json | undefined, path: readonly string[]): Json | undefined {
  let place: unknown = schema;
  for (const step of path) place = (place as Json | undefined)?.[step];
  return place as Json | undefined;
}
