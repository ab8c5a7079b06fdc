import * as z from 'zod';
import type { ListedCall, ListedEntry, MalformedCall } from '../../domain/call.ts';
import { cleanLine } from '../../domain/clean-text.ts';
import { fingerprint } from '../../domain/fingerprint.ts';
import { parseTbankTime } from './moscow-time.ts';
import { describeBrokenField } from './shape.ts';

const idSchema = z.int().positive();
const timeSchema = z.string().transform((text, context) => {
  const time = parseTbankTime(text);
  if (time === null) context.addIssue({ code: 'custom', message: 'is no ISO-8601 timestamp' });
  return time ?? z.NEVER;
});
const nullableLine = z
  .string()
  .nullish()
  .transform((text) => {
    const line = cleanLine(text ?? '');
    return line === '' ? null : line;
  });

/** "0001-01-01" is how some systems write that there is no time; PostgreSQL's calendar ends elsewhere. */
function isPlausible(time: Date): boolean {
  return time.getUTCFullYear() >= 1970 && time.getUTCFullYear() < 2200;
}

/** Seconds; what PostgreSQL's integer holds. One strange entry must not end a night. */
const longestDuration = 2_147_483_647;

/** What is used of a listing entry. `operatorUserId` is no identity, the values of `callDirection` are not known. */
const entrySchema = z.object({
  startDate: timeSchema.refine(isPlausible, 'is no plausible time'),
  endDate: z
    .union([timeSchema, z.literal('')], { error: 'is neither an ISO-8601 timestamp nor empty' })
    .nullish(),
  duration: z.int().min(0).max(longestDuration),
  operatorUserLogin: nullableLine,
  operatorUserFullName: nullableLine,
  clientPhoneNumber: nullableLine,
});

/** One entry of T-Bank's listing, validated; an entry that cannot be used still gets an id and a state. */
export function parseListedEntry(item: unknown): ListedEntry {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return malformed(item, null, 'the entry is no object');
  }
  const { segmentId, id } = item as { segmentId?: unknown; id?: unknown };
  const idField = segmentId === undefined || segmentId === null ? 'id' : 'segmentId';
  const givenId = segmentId ?? id;
  if (givenId === undefined || givenId === null) return malformed(item, null, 'segmentId: is missing');
  const parsedId = idSchema.safeParse(givenId);
  if (!parsedId.success) return malformed(item, null, `${idField}: must be a whole number above 0`);
  const entry = entrySchema.safeParse(item);
  if (!entry.success) return malformed(item, parsedId.data, describeBrokenField(entry.error));
  return listedCall(parsedId.data, entry.data);
}

function listedCall(id: number, entry: z.infer<typeof entrySchema>): ListedCall {
  const end = entry.endDate instanceof Date ? entry.endDate : null;
  const endBeforeStart = end !== null && end < entry.startDate;
  return {
    kind: 'call',
    id,
    startedAt: entry.startDate,
    finishedAt: endBeforeStart ? null : end,
    durationSeconds: entry.duration,
    operatorName: entry.operatorUserFullName,
    operatorLogin: entry.operatorUserLogin,
    clientPhone: entry.clientPhoneNumber,
    endBeforeStart,
  };
}

function malformed(item: unknown, id: number | null, problem: string): MalformedCall {
  return { kind: 'malformed', id: id ?? derivedId(item), problem };
}

/** Below 0, where no segment id can be; 48 bits of a hash of the entry, whatever the order of its keys. */
function derivedId(item: unknown): number {
  return -1 - Number.parseInt(fingerprint(canonicalJson(item)).slice(0, 12), 16);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join()}}`;
}
