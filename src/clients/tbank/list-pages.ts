import * as z from 'zod';
import type { DayWindow, ListedEntry } from '../../domain/call.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import type { OperatorGroup } from './find-group.ts';
import { parseListedEntry } from './listed-entry.ts';
import { toMoscowWallTime } from './moscow-time.ts';
import { describeBrokenField } from './shape.ts';
import type { TbankAnswer, TbankRequest } from './tbank-api.ts';
import { TbankFailure } from './tbank-failure.ts';

/** The instants that bound a listing, both included, in whole seconds. */
export type ListingWindow = Pick<DayWindow, 'from' | 'to'>;

export interface Listing {
  readonly group: OperatorGroup;
  /** The day that is listed, in however many windows. */
  readonly window: DayWindow;
  readonly itemsPerPage: number;
  readonly ask: (request: TbankRequest) => Promise<TbankAnswer>;
  readonly logger: Logger;
}

const path = '/v2/bff-communication-search/callsessions';
const what = `T-Bank call listing (POST ${path})`;
/** Shifting pages repeat some calls; so many pages in a row that bring nothing new are a listing without an end. */
const mostPagesWithoutNews = 3;

const pageSchema = z.object({ items: z.array(z.unknown()), nextPage: z.int().nullish() });

/**
 * All entries of one window, page by page as T-Bank gives them; within the window each id once. Returns whether the last
 * page was full: then nobody knows whether it was the last. Throws StopRunError.
 */
export async function* listPages(
  listing: Listing,
  window: ListingWindow,
  repeated: (count: number) => void,
): AsyncGenerator<readonly ListedEntry[], boolean, undefined> {
  const known = new Set<number>();
  let pagesWithoutNews = 0;
  let page = 1;
  for (;;) {
    const { items, nextPage } = await askForPage(listing, window, page);
    const entries: ListedEntry[] = [];
    for (const entry of items.map(parseListedEntry)) {
      if (known.has(entry.id)) continue;
      known.add(entry.id);
      entries.push(entry);
    }
    repeated(items.length - entries.length);
    pagesWithoutNews = entries.length === 0 ? pagesWithoutNews + 1 : 0;
    if (entries.length > 0) yield entries;
    const following = followingPage(page, nextPage ?? null, pagesWithoutNews);
    if (following === null) return items.length >= listing.itemsPerPage;
    page = following;
  }
}

async function askForPage(
  listing: Listing,
  window: ListingWindow,
  page: number,
): Promise<z.infer<typeof pageSchema>> {
  const body = listingBody(listing, window, page);
  let answer: TbankAnswer;
  try {
    answer = await listing.ask({ what, method: 'POST', path, body });
  } catch (error) {
    if (!(error instanceof TbankFailure)) throw error;
    throw new StopRunError(
      'listing',
      `${error.message}; page ${page} of ${listing.window.day} cannot be listed, run again later`,
      { cause: error },
    );
  }
  const parsing = pageSchema.safeParse(answer.value);
  if (parsing.success) return parsing.data;
  throw new StopRunError(
    'tbank_response',
    `${what}: the answer is not as documented, page ${page}, field ${describeBrokenField(parsing.error)}`,
  );
}

function listingBody({ group, itemsPerPage }: Listing, window: ListingWindow, page: number): unknown {
  return {
    filters: {
      date: { min: toMoscowWallTime(window.from), max: toMoscowWallTime(window.to) },
      agent: [{ id: group.id, type: 'workGroup', title: group.title }],
      isNGramSearch: false,
    },
    // All three are required, although nobody knows the count before.
    paging: { page, itemsPerPage, itemsCount: 0 },
  };
}

function followingPage(page: number, nextPage: number | null, pagesWithoutNews: number): number | null {
  if (nextPage === null) return null;
  if (nextPage <= page) {
    throw new StopRunError(
      'paging',
      `${what}: after page ${page} T-Bank names page ${nextPage} as the next one; the listing would never end`,
    );
  }
  if (pagesWithoutNews >= mostPagesWithoutNews) {
    throw new StopRunError(
      'paging',
      `${what}: ${pagesWithoutNews} pages in a row up to page ${page} brought no new call; the listing would never end`,
    );
  }
  return nextPage;
}
