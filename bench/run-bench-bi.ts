// Invents calls by SQL, then prints what each query of BI takes for a month and a department, beside a bare count(*).
// Asserts nothing, because machines are shared and noisy. --scale 0.01 invents a hundredth of the calls; --plans prints how
// PostgreSQL goes about each query.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Client } from 'pg';

import { startEmbeddedPostgres } from '../src/clients/postgres/embedded-postgres.ts';
import { migrateDatabase } from '../src/clients/postgres/migrations/migrate.ts';
import { openPool } from '../src/clients/postgres/open-pool.ts';
import { readDashboardQueries } from '../test/support/dashboard-queries.ts';
import { asked, fillDatabase } from './fill-bi.ts';

const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, plans: { type: 'boolean', default: false } },
});
const calls = Math.round(1_000_000 * Number(values.scale));
const ROUNDS = 3;

const days = `department_id = ${asked.department} AND day BETWEEN '${asked.from}' AND '${asked.to}'`;
const month = `department_id = ${asked.department} AND month = '${asked.from}'`;
const bareCount = `SELECT count(*) FROM calls WHERE department_id = ${asked.department}
  AND date(start_time) BETWEEN '${asked.from}' AND '${asked.to}'`;
const byDay = [
  'bi_calls',
  'bi_criteria',
  'bi_operator_day',
  'bi_coverage',
  'bi_decline_reasons',
  'bi_agreements',
];
const queries = [
  ...[...byDay, 'bi_costs', 'bi_versions'].map(
    (view) => [view, `SELECT * FROM ${view} WHERE ${days}`] as const,
  ),
  ...['bi_operator_month', 'bi_criterion_month'].map(
    (view) => [view, `SELECT * FROM ${view} WHERE ${month}`] as const,
  ),
  ...readDashboardQueries({ department: asked.department, from: asked.from, to: asked.to }).map(
    ({ name, sql }) => [name, sql] as const,
  ),
];

interface Plan {
  readonly 'Planning Time': number;
  readonly 'Execution Time': number;
  readonly Plan: { readonly 'Actual Rows': number };
}

/** The fastest of a few rounds: it was disturbed least. All columns are computed, none is sent. */
async function measure(client: Client, sql: string): Promise<{ milliseconds: number; rows: number }> {
  let milliseconds = Number.POSITIVE_INFINITY;
  let rows = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const explained = await client.query<{ 'QUERY PLAN': Plan[] }>(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`,
    );
    const [plan] = explained.rows[0]!['QUERY PLAN'];
    rows = plan!.Plan['Actual Rows'];
    milliseconds = Math.min(milliseconds, plan!['Planning Time'] + plan!['Execution Time']);
  }
  return { milliseconds, rows };
}

async function printPlan(client: Client, sql: string): Promise<void> {
  const { rows } = await client.query<Record<string, string>>(
    `EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, SUMMARY OFF) ${sql}`,
  );
  for (const row of rows) console.log(`    ${row['QUERY PLAN'] ?? ''}`);
}

const folder = await mkdtemp(join(tmpdir(), 'callq-bench-bi-'));
const postgres = await startEmbeddedPostgres({ dataDirectory: folder, durable: false });
try {
  await postgres.ensureDatabase('bench');
  const connectionString = postgres.connectionString('bench');
  const pool = openPool(connectionString, { applicationName: 'callq bench' });
  await migrateDatabase(pool);
  await pool.end();
  const client = new Client({ connectionString });
  await client.connect();
  const begun = performance.now();
  await fillDatabase(client, calls);
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(
    `${calls} calls of two years and two departments invented in ${seconds} s; ${asked.from} to ${asked.to}:`,
  );
  const bare = await measure(client, bareCount);
  console.log(`${bare.milliseconds.toFixed(1).padStart(9)} ms            a bare count(*) of calls`);
  for (const [name, sql] of queries) {
    const { milliseconds, rows } = await measure(client, sql);
    const times = `${(milliseconds / bare.milliseconds).toFixed(1)} ×`;
    console.log(`${milliseconds.toFixed(1).padStart(9)} ms ${times.padStart(9)}  ${name} (${rows} rows)`);
    if (values.plans) await printPlan(client, sql);
  }
  await client.end();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
