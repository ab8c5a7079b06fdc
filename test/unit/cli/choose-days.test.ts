import { describe, expect, it } from 'vitest';

import type { DayOptions } from '../../../src/cli/choose-days.ts';
import { chooseDays, daysBefore, namesDay } from '../../../src/cli/choose-days.ts';

const moscow = { zone: 'Europe/Moscow', checkDayAgo: 2, now: new Date('2026-11-22T10:00:00Z') };

function days(options: DayOptions, settings = moscow): string[] {
  return chooseDays(options, settings).map(({ day }) => day);
}

describe('chooseDays', () => {
  it('takes CHECK_DAY_AGO when nothing is asked for', () => {
    expect(days({})).toEqual(['2026-11-20']);
    expect(days({}, { ...moscow, checkDayAgo: 0 })).toEqual(['2026-11-22']);
  });

  it.each<[string, DayOptions, string[]]>([
    ['--days-ago', { daysAgo: '3' }, ['2026-11-19']],
    ['an explicit 0', { daysAgo: '0' }, ['2026-11-22']],
    ['--date', { date: '2024-02-29' }, ['2024-02-29']],
    [
      '--from and --to, inclusive',
      { from: '2026-10-31', to: '2026-11-02' },
      ['2026-10-31', '2026-11-01', '2026-11-02'],
    ],
    ['today when allowed', { date: '2026-11-22', allowToday: true }, ['2026-11-22']],
  ])('%s', (_name, options, expected) => {
    expect(days(options)).toEqual(expected);
  });

  it.each<[string, DayOptions, RegExp]>([
    ['a future day', { date: '2026-11-23' }, /future/],
    ['a future day even with --allow-today', { date: '2026-11-23', allowToday: true }, /future/],
    ['today unasked', { date: '2026-11-22' }, /--allow-today/],
    ['a range that ends today unasked', { from: '2026-11-20', to: '2026-11-22' }, /--allow-today/],
    ['a day that does not exist', { date: '2026-02-29' }, /--date must be a day/],
    ['two ways at once', { date: '2026-11-20', daysAgo: '1' }, /exclude each other/],
    ['--from alone', { from: '2026-11-20' }, /belong together/],
    ['a range turned round', { from: '2026-11-20', to: '2026-11-19' }, /after --to/],
    ['a negative number', { daysAgo: '-1' }, /whole number/],
    ['more than a year', { from: '2025-01-01', to: '2026-11-20' }, /more than 366 days/],
  ])('refuses %s', (_name, options, message) => {
    expect(() => days(options)).toThrow(message);
  });

  it("counts in the zone of the business day: 23:30 in London is tomorrow's Moscow", () => {
    expect(days({ daysAgo: '1' }, { ...moscow, now: new Date('2026-11-22T21:30:00Z') })).toEqual([
      '2026-11-22',
    ]);
    expect(days({ daysAgo: '1' }, { ...moscow, zone: 'Asia/Vladivostok' })).toEqual(['2026-11-21']);
  });

  it('gives the instants of the whole day', () => {
    const [day] = chooseDays({ date: '2026-11-20' }, moscow);
    expect([day!.from.toISOString(), day!.to.toISOString(), day!.daysAgo]).toEqual([
      '2026-11-19T21:00:00.000Z',
      '2026-11-20T20:59:59.000Z',
      2,
    ]);
  });
});

describe('a zone whose clocks change at midnight', () => {
  it('loses no day', () => {
    const cairo = { zone: 'Africa/Cairo', checkDayAgo: 2, now: new Date('2026-05-10T10:00:00Z') };
    const chosen = chooseDays({ from: '2026-04-23', to: '2026-04-26' }, cairo);
    expect(chosen.map(({ day }) => day)).toEqual(['2026-04-23', '2026-04-24', '2026-04-25', '2026-04-26']);
    expect(chosen[2]!.from.toISOString()).toBe('2026-04-24T21:00:00.000Z');
  });
});

describe('the days before one', () => {
  it('are counted in the zone of the business day, oldest first', () => {
    const [own] = chooseDays({}, { ...moscow, now: new Date('2024-03-02T22:30:00Z') });
    const before = daysBefore(own!, 3, { ...moscow, now: new Date('2024-03-02T22:30:00Z') });
    expect(own!.day).toBe('2024-03-01');
    expect(before.map(({ day, daysAgo }) => [day, daysAgo])).toEqual([
      ['2024-02-27', 5],
      ['2024-02-28', 4],
      ['2024-02-29', 3],
    ]);
    expect(before[2]).toEqual(
      chooseDays({ date: '2024-02-29' }, moscow).map((day) => ({ ...day, daysAgo: 3 }))[0],
    );
  });

  it('are none when none are wanted, and never more than a run may have', () => {
    const [own] = chooseDays({}, moscow);
    expect(daysBefore(own!, 0, moscow)).toEqual([]);
    expect(daysBefore(own!, 100_000, moscow)).toHaveLength(366);
  });

  it('belong to a night of its own: no day is named', () => {
    expect(namesDay({ allowToday: true })).toBe(false);
    for (const named of [{ daysAgo: '2' }, { date: 'x' }, { from: 'x' }, { to: 'x' }]) {
      expect(namesDay(named)).toBe(true);
    }
  });
});
