import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { biDays, fillingMilliseconds, startBiNight } from '../support/bi-night.ts';
import { readDashboardQueries } from '../support/dashboard-queries.ts';
import { readNumber } from '../support/outcome.ts';
import type { RoleUser } from '../support/role-users.ts';
import { createRoleUser } from '../support/role-users.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';

const choice = { department: 1, from: biDays[0], to: biDays[3] };
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
    expect(Number(quality!['n'])).toBe(
      await count(
        'SELECT count(*) FROM calls WHERE department_id = 1 AND performance_percentage IS NOT NULL',
      ),
    );
    const [work] = await ask('полнота и стоимость / За период');
    expect(Number(work!['В списке'])).toBe(
      await count('SELECT count(*) FROM call_ledger WHERE department_id = 1'),
    );
    const costs = await ask('Стоимость по моделям');
    const sum = costs.reduce((total, row) => total + Number(row['Стоимость, $']), 0);
    expect(sum).toBeCloseTo(
      await count('SELECT sum(cost_usd) FROM model_answers WHERE department_id = 1'),
      9,
    );
    const changes = await ask('Смена проверочного листа, промпта, указаний или модели');
    expect(changes.map((row) => (row['time'] as Date).getDate())).toContain(3);
  });

  it('put the weakest criterion first, and criteria and operators with few scores last', async () => {
    const criteria = await ask('Критерии, слабейшие первыми');
    const places = criteria.map((row) => [Number(row['n']) < 5, Number(row['Среднее, %'])] as const);
    expect(new Set(places.map(([few]) => few))).toEqual(new Set([false, true]));
    expect(places).toEqual(
      [...places].sort(([few, one], [other, another]) => Number(few) - Number(other) || one - another),
    );
    const operators = (await ask('Операторы')).map((row) => Number(row['n']) < 5);
    expect(new Set(operators)).toEqual(new Set([false, true]));
    expect(operators).toEqual([...operators].sort((one, other) => Number(one) - Number(other)));
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
