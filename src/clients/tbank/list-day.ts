import type { ListedEntry } from '../../domain/call.ts';
import type { ListingEnd } from '../../domain/ports.ts';
import type { Listing, ListingWindow } from './list-pages.ts';
import { listPages } from './list-pages.ts';

/** So many calls that start within a minute or two are no calls of one group: halving further finds nothing. */
const shortestWindowSeconds = 60;
/** A T-Bank that does not keep to the windows it is asked for must not be asked for ever. */
const mostWindows = 256;

type Pages = AsyncGenerator<readonly ListedEntry[], void, undefined>;

/**
 * The calls of a day, each id once, in T-Bank's order. When the last page is full, T-Bank may have held back the rest: the
 * day is asked for again in halves, and these in halves, and what is new follows in the order of the windows.
 * Throws StopRunError.
 */
export async function* listDay(
  listing: Listing,
): AsyncGenerator<readonly ListedEntry[], ListingEnd, undefined> {
  const day = new DayListing(listing);
  yield* day.list(listing.window);
  day.report();
  return { complete: day.gaps === 0 };
}

class DayListing {
  /** Windows of which nobody can say whether they were listed to their end. */
  gaps = 0;
  readonly #listing: Listing;
  readonly #known = new Set<number>();
  #windows = 0;
  #repeats = 0;
  #outside = 0;
  #foundLater = 0;

  constructor(listing: Listing) {
    this.#listing = listing;
  }

  async *list(window: ListingWindow): Pages {
    this.#windows += 1;
    const { endedFull, keepsToWindow } = yield* this.#news(window);
    if (!endedFull) return;
    // Where T-Bank answers with other calls than those of the window, a smaller one would not help.
    const halves = keepsToWindow && this.#windows < mostWindows ? halve(window) : [];
    if (halves.length === 0) this.gaps += 1;
    else if (this.#windows === 1) this.#warnOfFullPage();
    for (const half of halves) yield* this.list(half);
  }

  /** What a window adds to those before it. */
  async *#news(
    window: ListingWindow,
  ): AsyncGenerator<readonly ListedEntry[], { endedFull: boolean; keepsToWindow: boolean }, undefined> {
    let keepsToWindow = false;
    const pages = listPages(this.#listing, window, (count) => (this.#repeats += count));
    let result = await pages.next();
    for (; result.done !== true; result = await pages.next()) {
      keepsToWindow ||= result.value.some(
        (entry) => entry.kind === 'call' && !isOutside(entry.startedAt, window),
      );
      const entries = result.value.filter(({ id }) => !this.#known.has(id));
      for (const entry of entries) {
        this.#known.add(entry.id);
        if (entry.kind === 'call' && isOutside(entry.startedAt, this.#listing.window)) this.#outside += 1;
      }
      if (this.#windows > 1) this.#foundLater += entries.length;
      if (entries.length > 0) yield entries;
    }
    return { endedFull: result.value, keepsToWindow };
  }

  #warnOfFullPage(): void {
    const { logger, window, itemsPerPage } = this.#listing;
    logger.warn('T-Bank ended its listing with a full page: the day is asked for again in smaller windows', {
      ...{ stage: 'listing', day: window.day, count: itemsPerPage },
    });
  }

  report(): void {
    const { logger, window } = this.#listing;
    const fields = { stage: 'listing', day: window.day };
    logger.info('T-Bank listed the calls of the day', { ...fields, count: this.#known.size });
    if (this.#repeats > 0) {
      logger.info('Calls that T-Bank listed again because its pages shifted were left out', {
        ...fields,
        count: this.#repeats,
      });
    }
    if (this.#windows > 1) {
      logger.info('calls that came only when smaller windows were asked for', {
        ...fields,
        count: this.#foundLater,
      });
    }
    if (this.gaps > 0) {
      logger.error('T-Bank filled its last page even for the shortest windows: it may hold back calls', {
        ...{ ...fields, failureClass: 'listing_gaps', count: this.gaps },
      });
    }
    // Kept all the same: dropping them would hide a misread time zone behind an empty day.
    if (this.#outside > 0) {
      logger.warn('T-Bank listed calls that start outside the day that was asked for', {
        ...fields,
        count: this.#outside,
      });
    }
  }
}

/** Two windows that together hold every second of this one once; none when it is too short. */
function halve({ from, to }: ListingWindow): readonly ListingWindow[] {
  const seconds = Math.round((to.getTime() - from.getTime()) / 1000) + 1;
  if (seconds < 2 * shortestWindowSeconds) return [];
  const middle = new Date(from.getTime() + Math.floor(seconds / 2) * 1000);
  return [
    { from, to: new Date(middle.getTime() - 1000) },
    { from: middle, to },
  ];
}

function isOutside(startedAt: Date, { from, to }: ListingWindow): boolean {
  return startedAt < from || startedAt.getTime() >= to.getTime() + 1000;
}
