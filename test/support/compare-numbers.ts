import { expect } from 'vitest';

import type { ReportNight } from './report-night.ts';
import type { Page } from './report-pages.ts';
import { numbersOf, takeOff } from './report-pages.ts';
import { studentQuantile } from './student.ts';

/** Rows of the database, by name: the expected numbers of the page. Written without a look at the program's statements. */
export async function readNumbers(night: ReportNight, sql: string): Promise<Map<string, number | null>> {
  const rows = await night.rows<{ name: string; value: string | null }>(sql);
  return new Map(rows.map(({ name, value }) => [name, value === null ? null : Number(value)]));
}

/** Names and values of one average: `values` has columns name and v. */
export const averages = (values: string): string => `
  SELECT name || part AS name, value FROM (
    SELECT name, avg(v) AS mean, count(v) AS n, stddev_samp(v) / sqrt(nullif(count(v), 0)) AS error FROM (${values}) AS of_values GROUP BY name
  ) AS of_names CROSS JOIN LATERAL (
    VALUES ('.mean', mean), ('.count', n), ('.error', error)
  ) AS parts (part, value)`;

/** Ends of intervals in place of errors: by Student, and by the rule of three where all values are the same. */
function withEnds(wanted: ReadonlyMap<string, number | null>): Map<string, number | null> {
  const ends = new Map(wanted);
  for (const [name, error] of wanted) {
    if (!name.endsWith('.error')) continue;
    const base = name.slice(0, -'.error'.length);
    ends.delete(name);
    const [count, mean] = [wanted.get(`${base}.count`) ?? 0, wanted.get(`${base}.mean`) ?? 0];
    if (count < 2 || error === null) continue;
    const others = 100 * (1 - Math.exp(Math.log(0.05) / count));
    const [below, above] =
      error === 0
        ? [(mean * others) / 100, ((100 - mean) * others) / 100]
        : Array<number>(2).fill(studentQuantile(count - 1) * error);
    ends.set(`${base}.low`, Math.max(0, mean - below!)).set(`${base}.high`, Math.min(100, mean + above!));
  }
  return ends;
}

/** Numbers whose names begin so, on the page and in the database: none more and none less. They leave the page. */
export function compareNumbers(
  page: Page,
  isMeant: (name: string) => boolean,
  wanted: ReadonlyMap<string, number | null>,
): void {
  const told = numbersOf(page);
  const ends = withEnds(wanted);
  const meant = [...told.keys()].filter(isMeant);
  expect(meant.sort()).toEqual([...ends.keys()].filter(isMeant).sort());
  for (const [name, value] of [...ends].filter(([one]) => isMeant(one))) {
    const number = told.get(name);
    // Quantiles of the program's table have three decimals.
    if (value === null) expect(number, name).toEqual({ value: null, text: 'нет данных' });
    else
      expect(number?.value, name).toBeCloseTo(value, name.endsWith('.low') || name.endsWith('.high') ? 1 : 6);
  }
  takeOff([...page.querySelectorAll('data')].filter((one) => isMeant(one.getAttribute('data-n') ?? '')));
}

export const startsWith =
  (...prefixes: string[]) =>
  (name: string) =>
    prefixes.some((prefix) => name.startsWith(prefix));

/** Criteria that only old rows have carry an id made of their names, which SQL does not know: both are called by the name. */
export function namedAs(index: Page, wanted: ReadonlyMap<string, number | null>): Map<string, number | null> {
  const ids = new Map(
    [...index.querySelectorAll('#criteria-table tbody tr')].map((row) => [
      row.querySelector('summary span')?.textContent ?? '',
      row.id.replace('k-', ''),
    ]),
  );
  return new Map(
    [...wanted].map(([name, value]) => [
      name.replace(/Без максимума|Не было/u, (criterion) => ids.get(criterion) ?? ''),
      value,
    ]),
  );
}
