import type { ListedEntry } from '../domain/call.ts';
import { StopRunError } from '../domain/errors.ts';
import type { ListingEnd } from '../domain/ports.ts';
import type { LimitedCalls } from '../domain/selection.ts';
import type { RunContext } from './run-context.ts';

type Page = readonly ListedEntry[];
type Pages = AsyncIterator<Page, ListingEnd, undefined>;

/** What a run reads of the day's listing, noted as it comes: the ledger is held against it. */
export class ReadListing {
  /** Everything that T-Bank listed. */
  readonly listed = new Set<number>();
  /** What was handed on to be settled: less than `listed` when the run stops or takes only some calls. */
  readonly handedOn = new Set<number>();
  /** NULL: the listing was not read to its end. */
  end: ListingEnd | null = null;
  /** It is stored as far as it will be known. */
  kept = false;
}

/** A page, and how the listing ended when nothing came after it; NULL when something did, or when that is not known. */
export interface ListedPage {
  readonly entries: Page;
  readonly end: Promise<ListingEnd | null>;
}

/** The pages of the day. The next page is on its way while the current one is worked on; a stop ends the listing. */
export async function* listCalls(
  context: RunContext,
  read: ReadListing,
): AsyncGenerator<ListedPage, void, undefined> {
  const pages = selectedPages(context, read);
  let next = readAhead(pages);
  for (;;) {
    const result = await next;
    if (result.done === true) {
      read.end = result.value;
      break;
    }
    if (context.control.reason !== null) break;
    next = readAhead(pages);
    note(result.value, read.handedOn);
    yield { entries: result.value, end: next.then(endOf, () => null) };
  }
  // A page may still be on its way when the run stops: nobody waits for it, and its abort is nobody's surprise.
  next.catch(() => undefined);
}

function endOf(result: IteratorResult<Page, ListingEnd>): ListingEnd | null {
  return result.done === true ? result.value : null;
}

function readAhead(pages: Pages): Promise<IteratorResult<Page, ListingEnd>> {
  const next = pages.next();
  next.catch(() => undefined); // awaited later: until then a failure must not count as unhandled
  return next;
}

function note(page: Page, ids: Set<number>): void {
  for (const { id } of page) ids.add(id);
}

function selectedPages(context: RunContext, read: ReadListing): AsyncGenerator<Page, ListingEnd, undefined> {
  const pages = notedPages(context, read);
  const { selection, window } = context;
  if (selection.kind === 'chosen') return onlyChosen(pages, selection.callIds, window.day);
  if (selection.kind === 'unfinished') return onlyUnfinished(context, pages, selection.limited);
  return pages;
}

async function* notedPages(
  { callSource, window, control }: RunContext,
  read: ReadListing,
): AsyncGenerator<Page, ListingEnd, undefined> {
  const pages = callSource.pages(window, control.taking)[Symbol.asyncIterator]();
  for (;;) {
    const result = await pages.next();
    if (result.done === true) return result.value;
    note(result.value, read.listed);
    yield result.value;
  }
}

/** `--call`: the whole listing is read first, so that a wrong id stops the run before anything is paid. */
async function* onlyChosen(
  pages: Pages,
  callIds: ReadonlySet<number>,
  day: string,
): AsyncGenerator<Page, ListingEnd, undefined> {
  const found = new Map<number, ListedEntry>();
  let result = await pages.next();
  for (; result.done !== true; result = await pages.next()) {
    for (const entry of result.value) if (callIds.has(entry.id)) found.set(entry.id, entry);
  }
  const absent = [...callIds].filter((id) => !found.has(id));
  if (absent.length > 0) {
    throw new StopRunError(
      'call_not_listed',
      `T-Bank does not list these calls of --call on ${day}: ${absent.join(', ')}. Check the ids and the day.`,
    );
  }
  yield [...found.values()];
  return result.value;
}

/** The calls that the ledger holds as unfinished; one that is no longer listed stays as it is. */
async function* onlyUnfinished(
  { store, logger, window: { day } }: RunContext,
  pages: Pages,
  limited: LimitedCalls,
): AsyncGenerator<Page, ListingEnd, undefined> {
  const wanted = new Set(await store.unfinishedCalls(limited));
  let result = await pages.next();
  for (; result.done !== true; result = await pages.next()) {
    const page = result.value.filter(({ id }) => wanted.delete(id));
    if (page.length > 0) yield page;
  }
  if (wanted.size > 0) {
    logger.warn('unfinished calls are no longer listed by T-Bank: they stay as they are', {
      day,
      count: wanted.size,
    });
  }
  return result.value;
}
