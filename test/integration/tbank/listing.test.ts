import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayWindow, ListedEntry } from '../../../src/domain/call.ts';
import { StopRunError } from '../../../src/domain/errors.ts';
import { sendJson } from '../../support/http-server.ts';
import type { Answer, FakeTbank, RecordingLogger } from './fake-tbank.ts';
import {
  call,
  html,
  inTurn,
  json,
  listingPath,
  neverAborted,
  raw,
  recordingLogger,
  rejection,
  sourceFor,
  startFakeTbank,
} from './fake-tbank.ts';

let tbank: FakeTbank;
let source: ReturnType<typeof sourceFor>;
let logger: RecordingLogger;

beforeEach(async () => {
  tbank = await startFakeTbank();
  logger = recordingLogger();
  source = sourceFor(tbank, { logger });
});
afterEach(async () => {
  await source.close();
  await tbank.close();
});

function dayWindow(day: string, zone = 'Europe/Moscow'): DayWindow {
  const start = DateTime.fromISO(day, { zone });
  return { day, from: start.toJSDate(), to: start.endOf('day').startOf('second').toJSDate() };
}

async function list(window = dayWindow('2026-11-20')): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  for await (const page of source.pages(window, neverAborted)) entries.push(...page);
  return entries;
}

async function stopError(promise: Promise<unknown>): Promise<StopRunError> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(StopRunError);
  return error as StopRunError;
}

/** Page n of the given pages; `nextPage` as given. */
const pages = (...answers: { items: unknown[]; nextPage?: number | null }[]): Answer => {
  return (request, response) => {
    const { page } = (JSON.parse(request.body) as { paging: { page: number } }).paging;
    sendJson(response, 200, answers[page - 1] ?? { items: [] });
  };
};
const bodies = () => tbank.of(listingPath).map((request) => JSON.parse(request.body) as unknown);

describe('asking for the calls of a day', () => {
  it('sends exactly the documented body, all three paging fields included', async () => {
    await list();
    expect(bodies()).toEqual([
      {
        filters: {
          date: { min: '2026-11-20 00:00:00', max: '2026-11-20 23:59:59' },
          agent: [{ id: 77, type: 'workGroup', title: 'Торговые представители' }],
          isNGramSearch: false,
        },
        paging: { page: 1, itemsPerPage: 1000, itemsCount: 0 },
      },
    ]);
  });

  it('a day of another CALLQ_TIMEZONE is asked for in Moscow time', async () => {
    await list(dayWindow('2026-11-20', 'Asia/Yekaterinburg'));
    expect(bodies()).toMatchObject([
      { filters: { date: { min: '2026-11-19 22:00:00', max: '2026-11-20 21:59:59' } } },
    ]);
  });

  it('a day that is 23 hours long where the department sits is 23 hours of Moscow time', async () => {
    await list(dayWindow('2026-03-29', 'Europe/Berlin'));
    expect(bodies()).toMatchObject([
      { filters: { date: { min: '2026-03-29 02:00:00', max: '2026-03-30 00:59:59' } } },
    ]);
  });

  it('pages are asked for one by one, and only when somebody wants them', async () => {
    tbank.listing = pages(
      { items: [call(1)], nextPage: 2 },
      { items: [call(2)], nextPage: 3 },
      { items: [call(3)] },
    );
    const iterator = source.pages(dayWindow('2026-11-20'), neverAborted)[Symbol.asyncIterator]();
    expect(tbank.of(listingPath)).toHaveLength(0);
    await iterator.next();
    expect(tbank.of(listingPath)).toHaveLength(1);
    await iterator.next();
    await iterator.next();
    await expect(iterator.next()).resolves.toMatchObject({ done: true });
    expect(tbank.of(listingPath)).toHaveLength(3);
  });

  it('a day without calls', async () => {
    tbank.listing = json({ items: [] });
    expect(await list()).toEqual([]);
  });

  it('an abort ends the listing at once', async () => {
    tbank.listing = () => undefined;
    const controller = new AbortController();
    const next = source.pages(dayWindow('2026-11-20'), controller.signal)[Symbol.asyncIterator]().next();
    setTimeout(() => {
      controller.abort(new Error('stop'));
    }, 60);
    await expect(next).rejects.toThrow('stop');
  });
});

describe('what a listing holds', () => {
  it('a call is given with its instants, duration, operator and phone', async () => {
    expect(await list()).toEqual([
      {
        kind: 'call',
        id: 1,
        startedAt: new Date('2026-11-20T10:00:00Z'),
        finishedAt: new Date('2026-11-20T10:02:00Z'),
        durationSeconds: 120,
        operatorName: 'Оператор Малев Сергей',
        operatorLogin: 'malev',
        clientPhone: '+79990000001',
        endBeforeStart: false,
      },
    ]);
  });

  it('a call without id is malformed, the same on every rerun, and the others go on', async () => {
    const nameless = call(0, { segmentId: undefined });
    tbank.listing = json({ items: [nameless, call(2)] });
    const [first, second] = await list();
    expect(first).toMatchObject({ kind: 'malformed', problem: 'segmentId: is missing' });
    expect(first!.id).toBeLessThan(0);
    expect(second).toMatchObject({ kind: 'call', id: 2 });
    tbank.listing = json({ items: [call(9), Object.fromEntries(Object.entries(nameless).reverse())] });
    expect((await list())[1]).toEqual(first);
  });

  it('a call with a null operator, and one whose end lies before its start', async () => {
    tbank.listing = json({
      items: [
        call(1, { operatorUserId: null, operatorUserLogin: null, operatorUserFullName: null }),
        call(2, { endDate: '2026-11-20T09:00:00Z' }),
        call(3, { endDate: null }),
      ],
    });
    expect(await list()).toMatchObject([
      { operatorName: null, operatorLogin: null },
      { finishedAt: null, endBeforeStart: true },
      { finishedAt: null, endBeforeStart: false },
    ]);
  });

  it('paging that shifts and repeats calls: each comes once, and the repeats are counted in the log', async () => {
    tbank.listing = pages(
      { items: [call(1), call(2), call(3)], nextPage: 2 },
      { items: [call(3), call(4), call(4)], nextPage: 3 },
      { items: [call(5)], nextPage: null },
    );
    expect((await list()).map((entry) => entry.id)).toEqual([1, 2, 3, 4, 5]);
    expect(logger.lines.map(([, fields]) => fields?.count)).toEqual([5, 2]);
  });

  it('a whole page of repeats is passed over', async () => {
    tbank.listing = pages(
      { items: [call(1)], nextPage: 2 },
      { items: [call(1)], nextPage: 3 },
      { items: [call(2)] },
    );
    expect((await list()).map((entry) => entry.id)).toEqual([1, 2]);
  });

  it('calls that start outside the day are kept, and the log warns of a misread time zone', async () => {
    tbank.listing = json({ items: [call(1), call(2, { startDate: '2026-11-21T10:00:00' })] });
    expect(await list()).toHaveLength(2);
    expect(logger.lines.at(-1)).toEqual([
      expect.stringContaining('outside'),
      expect.objectContaining({ count: 1 }),
    ]);
  });
});

describe('a last page that is full', () => {
  /** Calls of the day by the second of Moscow time at which they start. */
  let starts: number[];

  /** The calls of the window that is asked for. */
  function itemsOf(request: { readonly body: string }): unknown[] {
    const { filters } = JSON.parse(request.body) as { filters: { date: { min: string; max: string } } };
    const [min, max] = [filters.date.min, filters.date.max].map((text) => secondOf(text.slice(11)));
    return starts.flatMap((start, index) =>
      start >= min! && start <= max! ? [call(index + 1, { startDate: `2026-11-20T${timeOf(start)}` })] : [],
    );
  }
  const secondOf = (time: string): number =>
    time.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
  const timeOf = (second: number): string => new Date(second * 1000).toISOString().slice(11, 19);
  const windows = () =>
    (bodies() as { filters: { date: { min: string; max: string } } }[]).map(
      ({ filters: { date } }) => `${date.min.slice(11)}-${date.max.slice(11)}`,
    );

  beforeEach(async () => {
    await source.close();
    source = sourceFor(tbank, { logger, itemsPerPage: 3 });
    // One page and no more, whatever there is.
    tbank.listing = (request, response) => {
      sendJson(response, 200, { items: itemsOf(request).slice(0, 3), nextPage: null });
    };
  });

  async function listToEnd(): Promise<{ ids: number[]; complete: boolean }> {
    const pages = source.pages(dayWindow('2026-11-20'), neverAborted)[Symbol.asyncIterator]();
    const ids: number[] = [];
    for (;;) {
      const result = await pages.next();
      if (result.done === true) return { ids, complete: result.value.complete };
      ids.push(...result.value.map(({ id }) => id));
    }
  }

  it('is asked for again in halves until nothing is full, and each call comes once', async () => {
    starts = [0, 3600, 7200, 39_600, 43_199, 43_200, 50_000, 60_000, 70_000, 86_399];
    expect(await listToEnd()).toEqual({ ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], complete: true });
    expect(windows().slice(0, 4)).toEqual([
      '00:00:00-23:59:59',
      '00:00:00-11:59:59',
      '00:00:00-05:59:59',
      '00:00:00-02:59:59',
    ]);
    expect(windows()).toContain('12:00:00-23:59:59');
    expect(logger.lines).toContainEqual([
      expect.stringContaining('asked for again in smaller windows'),
      expect.objectContaining({ day: '2026-11-20', count: 3 }),
    ]);
    expect(logger.lines).toContainEqual([
      expect.stringContaining('only when smaller windows'),
      expect.objectContaining({ count: 7 }),
    ]);
  });

  it('of a day that has exactly so many calls adds nothing, and the listing is complete', async () => {
    starts = [0, 43_000, 80_000];
    expect(await listToEnd()).toEqual({ ids: [1, 2, 3], complete: true });
    expect(windows()).toHaveLength(3);
  });

  it('a page that is not full is the last one: nothing is asked for again', async () => {
    starts = [0, 43_000];
    expect(await listToEnd()).toEqual({ ids: [1, 2], complete: true });
    expect(windows()).toHaveLength(1);
  });

  it('of the shortest window leaves the listing incomplete, loudly; what was listed is kept', async () => {
    starts = [10, 10, 10, 10, 50_000];
    expect(await listToEnd()).toEqual({ ids: [1, 2, 3, 5], complete: false });
    expect(logger.lines).toContainEqual([
      expect.stringContaining('even for the shortest windows'),
      expect.objectContaining({ failureClass: 'listing_gaps', count: 1 }),
    ]);
  });

  it('from a T-Bank that does not keep to the windows is not asked for without an end', async () => {
    tbank.listing = json({ items: [call(1), call(2), call(3)] });
    expect(await listToEnd()).toEqual({ ids: [1, 2, 3], complete: false });
    expect(windows()).not.toContain('00:00:00-05:59:59');
    expect(windows().length).toBeLessThan(30);
  });

  it('also when T-Bank pages properly up to a limit of its own', async () => {
    starts = Array.from({ length: 12 }, (_, index) => index * 7000);
    tbank.listing = (request, response) => {
      const { page } = (JSON.parse(request.body) as { paging: { page: number } }).paging;
      const items = itemsOf(request);
      const nextPage = page < 2 && items.length > page * 3 ? page + 1 : null;
      sendJson(response, 200, { items: items.slice((page - 1) * 3, page * 3), nextPage });
    };
    const { ids, complete } = await listToEnd();
    expect([ids.length, new Set(ids).size, complete]).toEqual([12, 12, true]);
  });
});

describe('what stops the listing', () => {
  it.each([1, 0, -3])(
    'paging that does not grow (next page %d) is an error, not an endless loop',
    async (nextPage) => {
      tbank.listing = json({ items: [call(1)], nextPage });
      const error = await stopError(list());
      expect(error.errorClass).toBe('paging');
      expect(tbank.of(listingPath)).toHaveLength(1);
    },
  );

  it('paging that repeats itself under growing numbers is an error, not an endless loop', async () => {
    tbank.listing = (request, response) => {
      const { page } = (JSON.parse(request.body) as { paging: { page: number } }).paging;
      sendJson(response, 200, { items: [call(1)], nextPage: page + 1 });
    };
    const error = await stopError(list());
    expect(error.errorClass).toBe('paging');
    expect(tbank.of(listingPath)).toHaveLength(4);
  });

  it('paging that goes back', async () => {
    tbank.listing = pages({ items: [call(1)], nextPage: 2 }, { items: [call(2)], nextPage: 1 });
    expect((await stopError(list())).errorClass).toBe('paging');
  });

  it.each([
    ['items', { nextPage: 1 }],
    ['items', { items: {} }],
    ['nextPage', { items: [], nextPage: 'MARKED' }],
    ['the whole', [1]],
    ['the whole', null],
  ])('an answer of another shape names the response and the field: %s', async (field, answer) => {
    tbank.listing = json(answer);
    const error = await stopError(list());
    expect(error.errorClass).toBe('tbank_response');
    expect(error.message).toContain('call listing');
    expect(error.message).toContain(`field ${field}`);
    expect(error.message).not.toContain('MARKED');
  });

  it('HTML where JSON belongs, also after several tries, is said to be HTML', async () => {
    tbank.listing = html();
    const error = await stopError(list());
    expect(error.errorClass).toBe('listing');
    expect(error.message).toContain('HTML where JSON belongs');
    expect(error.message).toContain('corr-1');
    expect(tbank.of(listingPath)).toHaveLength(5);
  });

  it('what passes is tried again: 500, 429, the page of the anti-DDoS, a cut body, a reset', async () => {
    const good = json({ items: [call(1)] });
    const reset: Answer = (_, response) => {
      response.socket?.resetAndDestroy();
    };
    for (const bad of [
      json({}, 500),
      json({}, 429),
      json({}, 408),
      html(403),
      html(200),
      raw('{"items": ['),
      reset,
    ]) {
      tbank.listing = inTurn(bad, good);
      expect(await list()).toHaveLength(1);
    }
  });

  it('Retry-After is honoured', async () => {
    await source.close();
    const asked: (number | null)[] = [];
    const delay = (facts: { retryAfterMs: number | null }) => {
      asked.push(facts.retryAfterMs);
      return 0;
    };
    source = sourceFor(tbank, { retry: { delay } });
    tbank.listing = inTurn(json({}, 429, { 'retry-after': '7' }), json({ items: [] }));
    await list();
    expect(asked).toEqual([7000]);
  });

  it.each([400, 403, 404])('a refusal (%d) is not tried again and stops the run', async (status) => {
    tbank.listing = json({ message: 'MARKED' }, status, { 'x-correlation-id': 'corr-2' });
    const error = await stopError(list());
    expect(error.errorClass).toBe('listing');
    expect(error.message).toContain(`HTTP ${status}`);
    expect(error.message).toContain('corr-2');
    expect(tbank.of(listingPath)).toHaveLength(1);
  });

  it('a redirect is not followed', async () => {
    tbank.listing = (_, response) => response.writeHead(302, { location: `${tbank.url.origin}/login` }).end();
    expect((await stopError(list())).message).toContain('HTTP 302');
    expect(tbank.of('/login')).toHaveLength(0);
  });

  it('nobody at the address', async () => {
    await tbank.close();
    const error = await stopError(list());
    expect(error.message).toContain('ECONNREFUSED');
  });
});
