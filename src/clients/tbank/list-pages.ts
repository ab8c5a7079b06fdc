import { z } from 'zod';
import type { DayWindow, ListedEntry } from '../../domain/call.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import type { OperatorGroup } from './find-group.ts';
import { parseListedEntry } from './listed-entry.ts';
import { toMoscowWallTime } from './moscow-time.ts';
import { describeBrokenField } from './shape.ts';
import type { TbankAnswer, TbankRequest } from './tbank-api.ts';
import { TbankFailure } from './tbank-failure.ts';

export interface Listing {
  readonly group: OperatorGroup;
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

/** The pages of one window, asked for one by one; each id once, in T-Bank's order. Throws StopRunError. */
export async function* listPages(listing: Listing): AsyncGenerator<readonly ListedEntry[], void, undefined> {
  const known = new Set<number>();
  let repeats = 0;
  let outside = 0;
  let pagesWithoutNews = 0;
  let page: number | null = 1;
  while (page !== null) {
    const { items, nextPage }: z.infer<typeof pageSchema> = await askForPage(listing, page);
    const entries: ListedEntry[] = [];
    for (const entry of items.map(parseListedEntry)) {
      if (known.has(entry.id)) {
        repeats += 1;
        continue;
      }
      known.add(entry.id);
      entries.push(entry);
      if (entry.kind === 'call' && isOutside(entry.startedAt, listing.window)) outside += 1;
    }
    pagesWithoutNews = entries.length === 0 ? pagesWithoutNews + 1 : 0;
    if (entries.length > 0) yield entries;
    page = followingPage(page, nextPage ?? null, pagesWithoutNews);
  }
  report(listing, known.size, repeats, outside);
}

async function askForPage(listing: Listing, page: number): Promise<z.infer<typeof pageSchema>> {
  const body = listingBody(listing, page);
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

function listingBody({ group, window, itemsPerPage }: Listing, page: number): unknown {
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

function isOutside(startedAt: Date, { from, to }: DayWindow): boolean {
  return startedAt < from || startedAt.getTime() >= to.getTime() + 1000;
}

function report({ logger, window }: Listing, listed: number, repeats: number, outside: number): void {
  const fields = { stage: 'listing', day: window.day };
  logger.info('T-Bank listed the calls of the day', { ...fields, count: listed });
  if (repeats > 0) {
    logger.info('Calls that T-Bank listed again because its pages shifted were left out', {
      ...fields,
      count: repeats,
    });
  }
  // Kept all the same: dropping them would hide a misread time zone behind an empty day.
  if (outside > 0) {
    logger.warn('T-Bank listed calls that start outside the day that was asked for', {
      ...fields,
      count: outside,
    });
  }
}
