import * as z from 'zod';
import { StopRunError } from '../../domain/errors.ts';
import { describeBrokenField } from './shape.ts';
import type { TbankAnswer, TbankRequest } from './tbank-api.ts';
import { TbankFailure } from './tbank-failure.ts';

/** A group of operators as T-Bank's listing filter wants it. */
export interface OperatorGroup {
  readonly id: number;
  /** The name as T-Bank spells it. */
  readonly title: string;
}

const searchPath = '/v2/bff-core-app/organizational-structures/autocomplete-search';
const what = `T-Bank group search (GET ${searchPath})`;
/** As many candidates as a person reads. */
const mostCandidates = 20;

const entriesSchema = z.array(z.unknown());
const kindSchema = z.object({ type: z.string() });
const groupSchema = z.object({ id: z.int().positive(), name: z.string() });

/**
 * The group of this exact name (trimmed, whatever its case); T-Bank's search also matches parts of names. None or
 * several: StopRunError `group` with the candidates, never a guess. People are found by the same search and never named.
 */
export async function findGroup(
  name: string,
  ask: (request: TbankRequest) => Promise<TbankAnswer>,
): Promise<OperatorGroup> {
  const path = `${searchPath}?${new URLSearchParams({ term: name.trim() }).toString()}`;
  let answer: TbankAnswer;
  try {
    answer = await ask({ what, method: 'GET', path });
  } catch (error) {
    if (!(error instanceof TbankFailure)) throw error;
    throw new StopRunError('group', `${error.message}; the operators' group cannot be looked up`, {
      cause: error,
    });
  }
  const groups = parseGroups(answer.value);
  const matches = groups.filter((group) => sameName(group.name, name));
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return { id: match.id, title: match.name };
  const found = matches.length === 0 ? 'no group' : `${matches.length} groups`;
  const candidates = matches.length === 0 ? groups : matches;
  throw new StopRunError(
    'group',
    `T-Bank has ${found} of exactly the name in AGENT_GROUP_NAME ("${name}"). ${describeCandidates(candidates)}`,
  );
}

function parseGroups(value: unknown): z.infer<typeof groupSchema>[] {
  const parsing = entriesSchema
    .transform((entries) => entries.filter((entry) => kindSchema.safeParse(entry).data?.type === 'workGroup'))
    .pipe(z.array(groupSchema))
    .safeParse(value);
  if (parsing.success) return parsing.data;
  throw new StopRunError(
    'tbank_response',
    `${what}: the answer is not as documented, field ${describeBrokenField(parsing.error)}`,
  );
}

function sameName(one: string, other: string): boolean {
  const plain = (name: string) => name.normalize('NFC').trim().toLowerCase();
  return plain(one) === plain(other);
}

function describeCandidates(groups: readonly z.infer<typeof groupSchema>[]): string {
  if (groups.length === 0) return 'Its search found no group at all; set the name as T-Bank shows it.';
  const shown = groups.slice(0, mostCandidates).map((group) => `"${group.name.trim()}" (id ${group.id})`);
  const more = groups.length > mostCandidates ? ` and ${groups.length - mostCandidates} more` : '';
  return `Groups found: ${shown.join(', ')}${more}; the name must be that of exactly one group.`;
}
