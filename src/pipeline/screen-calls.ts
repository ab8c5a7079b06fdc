import type { CallOutcome, CallState } from '../domain/call-state.ts';
import type { ListedCall, ListedEntry } from '../domain/call.ts';
import type { Operator } from '../domain/operator-directory.ts';
import { forgotten } from '../domain/phone-register.ts';
import type { ListingEnd, StoredCall } from '../domain/ports.ts';
import type { Screening } from '../domain/screening.ts';
import { screenCall } from '../domain/screening.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import type { ListedPage } from './list-calls.ts';
import { listCalls, ReadListing } from './list-calls.ts';
import type { RunContext } from './run-context.ts';
import { ledgerEntry, settleCalls } from './settle-call.ts';

/** A call that needs its transcript, or only its rows from an analysis that is stored. */
export interface Candidate {
  readonly call: ListedCall;
  readonly operator: Operator;
  /** The stored analysis to lay out again; NULL when it has to be analysed. */
  readonly storedAnalysisId: string | null;
  /** An earlier run received answers for it that came to nothing. */
  readonly answered: boolean;
}

interface Settled {
  readonly entry: ListedEntry;
  readonly outcome: CallOutcome;
}

/** Until its turn comes. */
const notReached = { action: 'left', state: 'pending', reason: 'interrupted' } as const;

/** Settles page by page what the listing and one look at the database decide; passes on the rest. */
export async function screenCalls(context: RunContext, candidates: BoundedQueue<Candidate>): Promise<void> {
  const read = new ReadListing();
  try {
    await screenPages(context, read, candidates);
  } catch (error) {
    // What was listed so far is in the ledger all the same. The first error is the one that tells.
    await keepListing(context, read).catch(() => undefined);
    throw error;
  }
  context.tally.endListing(read.end);
  await keepListing(context, read);
}

/**
 * As soon as the end is read and the last calls are in the ledger, hours before the last of them is analysed: a run that is
 * killed meanwhile leaves a day whose size is known. What the ledger does not hold yet must not count as listed.
 */
async function keepEndedListing(context: RunContext, read: ReadListing, page: ListedPage): Promise<void> {
  const end = await page.end;
  if (end !== null) await keepListing(context, read, end);
}

/** Only a run that takes all calls of a listing without gaps knows what else the day has: nothing. */
async function keepListing(
  { store, selection }: RunContext,
  read: ReadListing,
  end: ListingEnd | null = read.end,
): Promise<void> {
  if (read.kept) return;
  const complete = selection.kind === 'all' && end?.complete === true;
  await store.recordListing({ callIds: [...(complete ? read.listed : read.handedOn)], complete });
  read.kept = end !== null;
}

async function screenPages(
  context: RunContext,
  read: ReadListing,
  candidates: BoundedQueue<Candidate>,
): Promise<void> {
  for await (const listed of listCalls(context, read)) {
    const page = listed.entries;
    context.tally.list(page.length);
    let handled = 0;
    try {
      const { settled, remaining } = await screenPage(context, page);
      await settleCalls(context, settled);
      handled = settled.length;
      // Until its turn comes a call is pending in the ledger: a killed run leaves no call without a state.
      await context.store.recordOutcomes(remaining.map(({ call }) => ledgerEntry(context, call, notReached)));
      const keeping = keepEndedListing(context, read, listed);
      keeping.catch(() => undefined); // awaited later: until then a failure must not count as unhandled
      for (const candidate of remaining) await candidates.push(candidate);
      await keeping;
      handled = page.length;
    } finally {
      // A page that could not be stored is left as a whole: the counts add up all the same.
      for (; handled < page.length; handled += 1) {
        context.tally.settle({ action: 'left', state: 'pending', reason: 'stopped' });
      }
    }
  }
}

async function screenPage(
  context: RunContext,
  page: readonly ListedEntry[],
): Promise<{ settled: Settled[]; remaining: Candidate[] }> {
  const settled: Settled[] = [];
  const remaining: Candidate[] = [];
  const purged = await setPurgedAside(context, page);
  const screened = page
    .filter(({ id }) => !purged.has(id))
    .map((entry) => ({
      entry,
      screening: screenEntry(context, entry),
    }));
  const possible = screened.flatMap(({ screening }) =>
    screening.kind === 'candidate' ? [screening.call.id] : [],
  );
  const stored = new Map((await context.store.storedCalls(possible)).map((call) => [call.callId, call]));
  for (const { entry, screening } of screened) {
    if (entry.kind === 'call' && entry.endBeforeStart) {
      context.tally.endBeforeStart += 1;
      context.logger.warn('the listing says that this call ended before it began: its end is left unknown', {
        callId: entry.id,
      });
    }
    if (screening.kind === 'excluded') {
      nameOperator(context, entry, screening.outcome);
      settled.push({ entry, outcome: screening.outcome });
      continue;
    }
    const outcome = outcomeOfStored(stored.get(entry.id), context.force);
    if (outcome !== null) settled.push({ entry, outcome });
    else {
      const { call, operator } = screening;
      const found = context.force ? undefined : stored.get(entry.id);
      remaining.push({
        call,
        operator,
        storedAnalysisId: found?.kind === 'refillable' ? found.analysisId : null,
        answered: found?.kind === 'answered',
      });
    }
  }
  return { settled, remaining };
}

/** For whoever looks for what the directory lacks: names stand in the log at DEBUG only. */
function nameOperator({ logger }: RunContext, entry: ListedEntry, { state }: CallOutcome): void {
  if (entry.kind !== 'call' || (state !== 'unknown_operator' && state !== 'ambiguous_operator')) return;
  logger.debug(`the directory of operators does not decide whose call this is: ${state}`, {
    callId: entry.id,
    operatorName: entry.operatorName ?? undefined,
  });
}

/**
 * What was removed on purpose does not come back, and is not paid for again, unless somebody says so. Of these calls the
 * ledger keeps what it holds: where they stood, that they were purged, and nothing about who spoke.
 */
async function setPurgedAside(
  { store, tally, force }: RunContext,
  page: readonly ListedEntry[],
): Promise<ReadonlyMap<number, CallState>> {
  const purged = force ? new Map<number, CallState>() : await store.purgedCalls(page.map(({ id }) => id));
  for (const state of purged.values()) tally.settlePurged(outcomeOfPurged(state));
  return purged;
}

/** Nothing will come of a purged call that had come to nothing. */
function outcomeOfPurged(state: CallState): CallOutcome {
  if (state === 'saved' || state === 'not_sales') return { action: 'kept', state, reason: 'purged' };
  const waited = state === 'failed' || state === 'pending' || state === 'pending_transcript';
  return { action: 'excluded', state: waited ? 'no_transcript' : state, reason: 'purged' };
}

/** A forgotten number comes before every other test: none of them may write anything about its calls. */
function screenEntry({ phones, directory, rules }: RunContext, entry: ListedEntry): Screening {
  const isForgotten = entry.kind === 'call' && phones.isForgotten(entry.clientPhone);
  return isForgotten ? { kind: 'excluded', outcome: forgotten } : screenCall(entry, directory, rules);
}

function outcomeOfStored(stored: StoredCall | undefined, force: boolean): CallOutcome | null {
  if (stored?.kind === 'other_department') {
    return { action: 'excluded', state: 'other_department', reason: 'stored for another department' };
  }
  if (force || stored === undefined) return null;
  if (stored.kind === 'refillable' || stored.kind === 'answered') return null;
  return { action: 'kept', state: stored.kind, reason: null };
}
