import { DateTime } from 'luxon';

import type { DayWindow } from '../domain/call.ts';
import { StopRunError } from '../domain/errors.ts';

/** The day flags of the command line, as given. */
export interface DayOptions {
  readonly daysAgo?: string | undefined;
  readonly date?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly allowToday?: boolean | undefined;
}

export interface ChosenDay extends DayWindow {
  /** Whole days between this one and today. */
  readonly daysAgo: number;
}

/** More days than this in one invocation are taken for a mistyped year. */
const mostDays = 366;

/**
 * The days to process, oldest first, counted in the zone of the business day and never in the container's clock.
 * Throws StopRunError (`usage`) for flags that contradict each other, a future day, or today unasked.
 */
export function chooseDays(
  options: DayOptions,
  settings: { readonly zone: string; readonly checkDayAgo: number; readonly now: Date },
): readonly ChosenDay[] {
  const today = DateTime.fromJSDate(settings.now, { zone: settings.zone }).startOf('day');
  const { first, last, todayAllowed } = chooseRange(options, settings.checkDayAgo, today);
  if (last > today)
    throw usage(
      `${last.toISODate() ?? ''} lies in the future (today is ${today.toISODate() ?? ''} in ${settings.zone}).`,
    );
  if (last < first) throw usage('--from lies after --to.');
  if (last.hasSame(today, 'day') && !todayAllowed) {
    throw usage(
      'today is not over yet, so its calls are incomplete. Add --allow-today to process it all the same.',
    );
  }
  if (last.diff(first, 'days').days >= mostDays)
    throw usage(`more than ${mostDays} days at once: check the years.`);
  const days: ChosenDay[] = [];
  for (let day = first; day <= last; day = day.plus({ days: 1 }).startOf('day')) {
    days.push(chosenDay(day, today));
  }
  return days;
}

/** Whether a day was named; without one a run is a night of its own. */
export function namesDay({ daysAgo, date, from, to }: DayOptions): boolean {
  return [daysAgo, date, from, to].some((flag) => flag !== undefined);
}

/** So many days before this one, oldest first. */
export function daysBefore(
  { daysAgo }: ChosenDay,
  count: number,
  settings: { readonly zone: string; readonly now: Date },
): readonly ChosenDay[] {
  const today = DateTime.fromJSDate(settings.now, { zone: settings.zone }).startOf('day');
  return Array.from({ length: Math.min(count, mostDays) }, (_, index) =>
    chosenDay(today.minus({ days: daysAgo + index + 1 }).startOf('day'), today),
  ).reverse();
}

function chosenDay(day: DateTime, today: DateTime): ChosenDay {
  return {
    day: day.toISODate() ?? '',
    from: day.toJSDate(),
    to: day.endOf('day').startOf('second').toJSDate(),
    daysAgo: Math.round(today.diff(day, 'days').days),
  };
}

function chooseRange(
  { daysAgo, date, from, to, allowToday = false }: DayOptions,
  checkDayAgo: number,
  today: DateTime,
): { first: DateTime; last: DateTime; todayAllowed: boolean } {
  const ways = [daysAgo, date, from ?? to].filter((way) => way !== undefined).length;
  if (ways > 1) throw usage('--days-ago, --date and --from/--to exclude each other.');
  if (date !== undefined) {
    const day = parseDay('--date', date, today.zoneName);
    return { first: day, last: day, todayAllowed: allowToday };
  }
  if (from !== undefined || to !== undefined) {
    if (from === undefined || to === undefined) throw usage('--from and --to belong together.');
    return {
      first: parseDay('--from', from, today.zoneName),
      last: parseDay('--to', to, today.zoneName),
      todayAllowed: allowToday,
    };
  }
  if (daysAgo !== undefined && !/^\d{1,5}$/u.test(daysAgo)) {
    throw usage('--days-ago must be a whole number of 0 or more.');
  }
  const day = today.minus({ days: daysAgo === undefined ? checkDayAgo : Number(daysAgo) });
  return { first: day, last: day, todayAllowed: true };
}

function parseDay(flag: string, text: string, zone: string | null): DateTime {
  const day = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? DateTime.fromISO(text, { zone: zone ?? 'utc' }) : null;
  if (day?.isValid !== true) throw usage(`${flag} must be a day such as 2026-11-20.`);
  return day;
}

function usage(message: string): StopRunError {
  return new StopRunError('usage', message);
}
