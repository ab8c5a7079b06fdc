import { DateTime } from 'luxon';

/** T-Bank's own zone, whatever CALLQ_TIMEZONE says: its filters and its naive timestamps mean Moscow time. */
const zone = 'Europe/Moscow';

/** An instant as T-Bank's date filter wants it: naive Moscow time in whole seconds, `2026-11-20 00:00:00`. */
export function toMoscowWallTime(instant: Date): string {
  return DateTime.fromJSDate(instant, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
}

/** A timestamp of T-Bank: ISO-8601 with `Z` or an offset, or naive and then Moscow time. NULL when it is none. */
export function parseTbankTime(text: string): Date | null {
  // Luxon alone would also take a bare year or a week for a moment.
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}.*)$/u.exec(text.trim());
  const [, date, time] = match ?? [];
  if (date === undefined || time === undefined) return null;
  const moment = DateTime.fromISO(`${date}T${time}`, { zone });
  return moment.isValid ? moment.toJSDate() : null;
}
