import type { Day, DayWindow } from '../domain/call.ts';
import type { Logger, Store } from '../domain/ports.ts';
import type { LimitedCalls, Selection } from '../domain/selection.ts';

export interface DayToRun extends DayWindow {
  /** The day is young enough that a missing transcript may still come. */
  readonly transcriptMayStillCome: boolean;
}

/** One run that is to be made. */
export interface PlannedDay {
  readonly day: DayToRun;
  readonly selection: Selection;
}

interface Planning {
  readonly store: Store;
  readonly logger: Logger;
}

/**
 * What a night finishes of the days before its own, oldest first: the calls that were left, and the whole of a day whose
 * listing no run could read to its end. What `--limit` left is left: somebody asked for it.
 */
export async function planEarlierDays(
  { store, logger }: Planning,
  days: readonly DayToRun[],
): Promise<readonly PlannedDay[]> {
  const unfinished = await unfinishedAmong(store, days, 'left', { named: false });
  return unfinished.map(({ day, calls, neverListed }) => {
    logger.info(
      neverListed
        ? 'no run could list this earlier day to its end: it is taken up as a whole'
        : 'calls of an earlier day are taken up again',
      { day: day.day, count: calls },
    );
    return { day, selection: neverListed ? { kind: 'all' } : { kind: 'unfinished', limited: 'left' } };
  });
}

/**
 * `--only-unfinished`: those of the days on which calls were left, in their order, and those of which nobody knows what is
 * missing.
 * @param options.named the days were named; otherwise some of them may lie before the department's first night
 */
export async function planUnfinishedDays(
  { store, logger }: Planning,
  days: readonly DayToRun[],
  options: { readonly named: boolean },
): Promise<{ readonly planned: readonly PlannedDay[]; readonly neverListed: readonly Day[] }> {
  const unfinished = await unfinishedAmong(store, days, 'taken', options);
  for (const { day, neverListed } of unfinished) {
    if (!neverListed) continue;
    logger.warn(
      'never run, or never listed to its end: run this day without --only-unfinished for what is missing',
      {
        day: day.day,
      },
    );
  }
  return {
    planned: unfinished
      .filter(({ calls }) => calls > 0)
      .map(({ day }) => ({ day, selection: { kind: 'unfinished', limited: 'taken' } })),
    neverListed: unfinished.flatMap(({ day, neverListed }) => (neverListed ? [day.day] : [])),
  };
}

async function unfinishedAmong(
  store: Store,
  days: readonly DayToRun[],
  limited: LimitedCalls,
  options: { readonly named: boolean },
): Promise<readonly { readonly day: DayToRun; readonly calls: number; readonly neverListed: boolean }[]> {
  const byDay = new Map<Day, DayToRun>(days.map((day) => [day.day, day]));
  const unfinished = await store.unfinishedDays([...byDay.keys()], limited, options);
  return unfinished.flatMap(({ day: name, calls, neverListed }) => {
    const day = byDay.get(name);
    return day === undefined ? [] : [{ day, calls, neverListed }];
  });
}
