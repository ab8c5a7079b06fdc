import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { DateTime } from 'luxon';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { criterionId } from '../../src/domain/checklist.ts';
import { formatDay } from '../../src/report/format.ts';
import { stateNames } from '../../src/report/names.ts';
import { biDays, fillingMilliseconds, startBiNight } from '../support/bi-night.ts';
import { readDashboardQueries } from '../support/dashboard-queries.ts';
import { readNumber } from '../support/outcome.ts';
import type { Page, TellNumber } from '../support/report-pages.ts';
import { numbersOf, readPage, rowsOf } from '../support/report-pages.ts';
import type { RoleUser } from '../support/role-users.ts';
import { createRoleUser } from '../support/role-users.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';

/** The last day has one call, of the old program. */
const choice = { department: 1, from: biDays[0], to: '2026-11-05' };
const queries = readDashboardQueries(choice);

let night: SandboxNight;
let user: RoleUser;
let bi: Pool;

beforeAll(async () => {
  night = await startBiNight();
  expect(await night.run(['db', 'roles'])).toMatchObject({ exitCode: 0 });
  user = await createRoleUser(night.database, 'callq_bi');
  bi = new Pool({ connectionString: user.connectionString, max: 1 });
}, fillingMilliseconds);
afterAll(async () => {
  await bi.end();
  await user.drop();
  await night.end();
});

type Row = Readonly<Record<string, unknown>>;

async function ask(name: string, from: readonly { name: string; sql: string }[] = queries): Promise<Row[]> {
  const query = from.find((one) => one.name.endsWith(name));
  if (query === undefined) throw new Error(`no query ${name}`);
  return (await bi.query<Row>(query.sql)).rows;
}

describe('the dashboards', () => {
  it.each(queries)('$name answers a user of callq_bi', async ({ sql }) => {
    expect((await bi.query(sql)).rowCount).toBeGreaterThan(0);
  });

  it.each(readDashboardQueries({ ...choice, from: '2020-01-01', to: '2020-01-31' }))(
    '$name does without a single call',
    async ({ sql }) => {
      expect((await bi.query(sql)).rowCount).toBeLessThan(3);
    },
  );

  it('say what the tables say', async () => {
    const count = (sql: string): Promise<number> => readNumber(night.database.pool, sql);
    const [quality] = await ask('качество звонков / За период');
    expect(Number(quality!['Звонков'])).toBe(
      await count('SELECT count(*) FROM calls WHERE department_id = 1'),
    );
    const costs = await ask('Стоимость по моделям');
    const sum = costs.reduce((total, row) => total + Number(row['Стоимость, $']), 0);
    expect(sum).toBeCloseTo(
      await count('SELECT sum(cost_usd) FROM model_answers WHERE department_id = 1'),
      9,
    );
  });

  it('do not know what was listed when the listing of one day was not noted', async () => {
    const [row] = await ask(
      'охват и стоимость / За период',
      readDashboardQueries({ ...choice, from: '2026-10-28' }),
    );
    expect(row).toMatchObject({ 'Звонков в T-Банке': null, 'Охват, %': null });
    expect(Number(row!['Учтено'])).toBeGreaterThan(0);
    expect(Number(row!['Доведено до конца, %'])).toBeGreaterThan(0);
  });
});

describe('the dashboards and the report of the same days say the same:', () => {
  let index: Page;
  let told: Map<string, TellNumber>;
  beforeAll(async () => {
    const days = ['--from', choice.from, '--to', choice.to];
    expect(await night.run(['report', ...days, '--out', 'report'])).toMatchObject({ exitCode: 0 });
    index = await readPage(join(night.folder, 'report'), 'index.html');
    told = numbersOf(index);
  });

  /** A cell against a number of the report: dashboards show a decimal, and the views have Student's quantile by a series. */
  function expectSame(cell: unknown, name: string, tolerance = 0.06): void {
    const reported = told.get(name)?.value ?? null;
    if (reported === null) expect([name, cell]).toEqual([name, null]);
    else expect(Math.abs(Number(cell) - reported), name).toBeLessThanOrEqual(tolerance);
  }
  function expectSameAverage(row: Row, name: string): void {
    expectSame(row['Среднее, %'], `${name}.mean`);
    expectSame(row['n'], `${name}.count`, 0);
    expectSame(row['95 % от'], `${name}.low`, 0.15);
    expectSame(row['95 % до'], `${name}.high`, 0.15);
    expect([name, row['Мало данных'] ?? row['Мало данных (n < 5), %'] !== null]).toEqual([
      name,
      Number(row['n']) < 5,
    ]);
  }
  /** What stands in the report under these names, one for each row of a dashboard and none besides. */
  const namesTold = (pattern: RegExp): string[] =>
    [...told.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? []).sort();
  const dayOf = (row: Row): string => DateTime.fromJSDate(row['time'] as Date).toISODate()!;
  /** Of a criterion that only the old program had, callq_bi sees the id alone. */
  const keyOf = (title: string): string => {
    const [category = '', name = ''] = title.split(' / ');
    return name === '' ? title.replace('из старой программы, ', '') : criterionId(category, name);
  };
  const sumOf = (rows: readonly Row[], column: string): number =>
    rows.reduce((sum, row) => sum + Number(row[column]), 0);

  it('calls and their average', async () => {
    const [row] = await ask('качество звонков / За период');
    expectSame(row!['Звонков'], 'coverage.calls', 0);
    expectSame(row!['n'], 'score.count', 0);
    expectSame(row!['Среднее, %'], 'score.mean');
  });

  it('coverage, what became of each call, and the cost', async () => {
    const [row] = await ask('охват и стоимость / За период');
    expectSame(row!['Звонков в T-Банке'], 'coverage.listed', 0);
    expectSame(row!['Проанализировано'], 'coverage.analysed', 0);
    expectSame(row!['Охват, %'], 'coverage.share');
    const states = new Map((await ask('Что стало с каждым звонком')).map((one) => [one['Состояние'], one]));
    const reported = namesTold(/^state\.(\w+)$/u) as (keyof typeof stateNames)[];
    expect([...states.keys()].sort()).toEqual(reported.map((state) => stateNames[state]).sort());
    for (const state of reported) expectSame(states.get(stateNames[state])!['Звонков'], `state.${state}`, 0);
    expectSame(sumOf(await ask('Стоимость по дням'), 'Стоимость, $'), 'coverage.cost', 1e-9);
    expectSame(sumOf(await ask('Чем оценивали'), 'Звонков'), 'coverage.calls', 0);
  });

  it('the trend, days with few scores, and its breaks', async () => {
    const days = await ask('Средняя оценка по дням');
    expect(days.map(dayOf)).toEqual(namesTold(/^trend\.(.+)\.count$/u));
    for (const row of days) expectSameAverage(row, `trend.${dayOf(row)}`);
    const breaks = await ask('Сменились чек-лист, промпт, инструкции или модель');
    const lines = breaks.map(
      (row) => `с ${formatDay(dayOf(row))}: ${String(row['text']).replace('Сменилось: ', '')}`,
    );
    expect(lines).toEqual([...index.querySelectorAll('#trend li')].map((line) => line.textContent));
    // Another model that answers is a break; one that is gone again is none.
    expect(lines).toEqual([
      'с 02.11.2026: модель',
      'с 03.11.2026: промпт',
      'с 04.11.2026: промпт, модель',
      'с 05.11.2026: чек-лист, промпт, инструкции, модель',
    ]);
    expect(days.map((row) => Number(row['n']) < 5)).toEqual([false, false, false, false, true]);
  });

  it('criteria, weakest first', async () => {
    const rows = await ask('Критерии, слабейшие первыми');
    const keys = rows.map((row) => keyOf([row['Категория'], row['Критерий']].filter(Boolean).join(' / ')));
    expect([...keys].sort()).toEqual(namesTold(/^criterion\.(\w+)\.count$/u));
    for (const [place, row] of rows.entries()) {
      const name = `criterion.${keys[place]!}`;
      expectSameAverage(row, name);
      expectSame(row['Н/п'], `${name}.notApplicable`, 0);
      expectSame(row['Без балла'], `${name}.notScored`, 0);
      expectSame(row['Без подтверждения, %'], `${name}.unsupported`);
      const isGrey = index.getElementById(`k-${keys[place]!}`)?.getAttribute('class') === 'quiet';
      expect([name, row['Мало данных']]).toEqual([name, isGrey]);
    }
    const means = rows.map((row) => (row['Среднее, %'] === null ? 101 : Number(row['Среднее, %'])));
    expect(means).toEqual([...means].sort((one, other) => one - other));
    expect(new Set(rows.map((row) => row['Мало данных']))).toEqual(new Set([false, true]));
  });

  it('operators, best first; those with few calls last and without a place', async () => {
    const rows = await ask('Операторы');
    expect(rows.map((row) => String(row['Оператор №'])).sort()).toEqual(
      namesTold(/^operator\.(\d+)\.count$/u),
    );
    for (const row of rows) {
      const name = `operator.${String(row['Оператор №'])}`;
      expectSameAverage(row, name);
      expectSame(row['Место'], `${name}.place`, 0);
      expectSame(row['Итоговая, %'], `${name}.final`);
      expectSame(row['Критичных'], `${name}.critical`, 0);
    }
    const places = rows.map((row) => (row['Место'] === null ? 1000 : Number(row['Место'])));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places.filter((place) => place === 1000).length).toBeGreaterThan(0);
    expect(
      rowsOf(index, '#operators-table').map(([place]) => (place === '–' ? 1000 : Number(place))),
    ).toEqual(places);
  });

  it('the heat map: operators and criteria in the order of their tables, a cell from five values on', async () => {
    const cells = await ask('Оператор × критерий, средний процент');
    const inOrder = (column: string): string[] => [...new Set(cells.map((cell) => String(cell[column])))];
    const operators = (await ask('Операторы')).map((row) => String(row['Оператор №']));
    expect(inOrder('Оператор №')).toEqual(operators);
    const means = inOrder('Критерий').map((title) => told.get(`criterion.${keyOf(title)}.mean`)!.value!);
    expect(means).toEqual([...means].sort((one, other) => one - other));
    // The report has no column for a criterion that nobody was scored in, and numbers in pale for fewer than five.
    const enough = [...index.querySelectorAll('#heat-map td')].filter((cell) =>
      /^h\d$/u.test(cell.getAttribute('class') ?? ''),
    );
    const filled = cells.filter((cell) => cell['Среднее, %'] !== null);
    const nameOf = (cell: Row): string =>
      `heat.${String(cell['Оператор №'])}.${keyOf(String(cell['Критерий']))}`;
    expect(filled.map(nameOf).sort()).toEqual(
      enough.map((cell) => cell.querySelector('data')?.getAttribute('data-n')).sort(),
    );
    expect(filled.length).toBeLessThan(namesTold(/^(heat\.)/u).length);
    for (const cell of filled) expectSame(cell['Среднее, %'], nameOf(cell), 0.51);
  });

  it('agreements and decline reasons', async () => {
    const agreements = await ask('Договорённости по дням');
    expectSame(sumOf(agreements, 'Договорённостей'), 'agreements.count', 0);
    expectSame(sumOf(agreements, 'Сумма, ₽'), 'agreements.sum', 0.001);
    const reasons = await ask('Причины отказа по типу и товару');
    expectSame(sumOf(reasons, 'Случаев'), 'declines.count', 0);
  });
});

it('compose gives the data source every variable that it reads', () => {
  const read = (path: string): string =>
    readFileSync(fileURLToPath(new URL(`../../docker/bi/${path}`, import.meta.url)), 'utf8');
  const wanted = [...read('provisioning/datasources/callq.yml').matchAll(/\$(CALLQ_\w+)/gu)].map(
    ([, name]) => name!,
  );
  expect(wanted.length).toBeGreaterThan(3);
  const compose = read('docker-compose.yml');
  expect(wanted.filter((name) => !compose.includes(`      ${name}: `))).toEqual([]);
});
