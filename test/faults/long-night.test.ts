import { setTimeout as sleep } from 'node:timers/promises';

import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openDatabase, runStatement } from '../support/database-url.ts';
import { clockTimes, fakeTimeLibrary } from '../support/fake-clock.ts';
import { endWithin } from '../support/faults/disturb-night.ts';
import { readOperatorsCsv } from '../support/faults/fault-bench.ts';
import type { FaultRig } from '../support/faults/fault-rig.ts';
import { services, startFaultRig } from '../support/faults/fault-rig.ts';
import { faultSeed, seededRandom } from '../support/faults/fault-seed.ts';
import type { HttpFaultName } from '../support/faults/http-fault-kinds.ts';
import { httpFaultNames } from '../support/faults/http-fault-kinds.ts';
import type { Contents } from '../support/faults/read-contents.ts';
import { findDifferences, readContents } from '../support/faults/read-contents.ts';
import type { DatabaseServer } from '../support/faults/small-day.ts';
import { copyDatabase, prepareServer, smallDaySettings } from '../support/faults/small-day.ts';
import type { SqlFaultName } from '../support/faults/sql-fault-proxy.ts';
import { sqlFaultNames } from '../support/faults/sql-fault-proxy.ts';
import { readNumber } from '../support/outcome.ts';

/** How fast the program's wall clock runs: eight hours pass in eight minutes. Without the library it shows the real time. */
const factor = fakeTimeLibrary === null ? 1 : 60;
const nightSeconds = Number(process.env['FAULT_NIGHT_SECONDS'] || 480);
const departments = [1, 2] as const;
const dayNames = [2, 3, 4, 5, 6, 7, 8, 9].map((number) => `2026-11-0${number}`);
const days = ['--from', dayNames[0]!, '--to', dayNames.at(-1)!];
const callsPerDay = 60;
/** Long enough that there is something to do all night. */
const answerMilliseconds = 1500;
const shares = { exchange: 0.04, statement: 0.004, kill: 0.3 };
/** T-Bank is waited for two minutes of the real clock: the night would be nothing but that. */
const quickNames = httpFaultNames.filter((name) => name !== 'no answer');

let server: DatabaseServer;
let database: string;
let pool: Pool;
let undisturbed: Contents;
let undisturbedAnswers = 0;
beforeAll(async () => {
  server = await prepareServer(await readOperatorsCsv());
  const reference = await copyDatabase(server.url(), server.template);
  const opened = openDatabase(server.url(), reference);
  for (const department of departments) {
    const rig = await startRig(department, 0);
    await finish(rig, reference, {});
    undisturbedAnswers += rig.paidAnswers();
    await rig.close();
  }
  undisturbed = await readContents(opened);
  await opened.end();
  await runStatement(server.url(), `DROP DATABASE ${reference} WITH (FORCE)`);
  database = await copyDatabase(server.url(), server.template);
  pool = openDatabase(server.url(), database);
});
afterAll(async () => {
  await pool.end();
  await runStatement(server.url(), `DROP DATABASE ${database} WITH (FORCE)`);
  await server.drop?.();
});

/** What the quick clock shows: the services of the night go by it, or they would take signatures for old ones. */
const begun = Date.now();
const quickNow = (): number => begun + (Date.now() - begun) * factor;

/** Variables that show a program the quick clock. */
function quickClock(): Record<string, string> {
  return factor === 1 ? {} : clockTimes(factor, new Date(quickNow()));
}

function startRig(department: 1 | 2, latency: number): Promise<FaultRig> {
  return startFaultRig({
    serverUrl: server.url,
    department,
    settings: { ...smallDaySettings, ...(latency === 0 ? { LLM_CONCURRENCY: '16' } : {}) },
    sandbox: {
      calls: callsPerDay,
      seed: 4,
      latency: [`llm=constant:${latency}`],
      now: latency === 0 ? Date.now : quickNow,
    },
  });
}

/** A run that nothing disturbs. */
async function finish(rig: FaultRig, name: string, clock: Record<string, string>): Promise<void> {
  const { exitCode, stderr } = await endWithin(rig.start(name, ['run', '--json', ...days], clock), 300);
  expect([exitCode, exitCode === 0 ? '' : stderr.slice(-800)]).toEqual([0, '']);
}

/** Draws the same faults in the same order for the same seed; which exchange meets which is up to the machine. */
function disturb(rig: FaultRig, random: () => number): void {
  const draw = <T>(share: number, names: readonly T[]): T | null =>
    random() < share ? names[Math.floor(random() * names.length)]! : null;
  for (const service of services) {
    rig.proxies[service].reset(() =>
      draw<HttpFaultName>(shares.exchange, service === 'tbank' ? quickNames : httpFaultNames),
    );
  }
  rig.sql.reset({ choose: () => draw<SqlFaultName>(shares.statement, sqlFaultNames) });
}

interface NightTally {
  runs: number;
  kills: number;
  broken: number;
  readonly exitCodes: Record<string, number>;
}

/** Run after run until the night is over, as an impatient cron would start them. */
async function spendNight(rig: FaultRig, random: () => number, until: number): Promise<NightTally> {
  const tally: NightTally = { runs: 0, kills: 0, broken: 0, exitCodes: {} };
  while (Date.now() < until) {
    disturb(rig, random);
    const running = rig.start(database, ['run', '--json', ...days], quickClock());
    const killAfter = random() < shares.kill ? random() * 40_000 : Infinity;
    const timer =
      killAfter === Infinity ? undefined : setTimeout(() => running.child.kill('SIGKILL'), killAfter);
    // In the morning whoever is still at work is asked to end, and has 20 s for it.
    const morning = setTimeout(() => running.child.kill('SIGTERM'), until - Date.now());
    const { exitCode, hung } = await endWithin(running, (until - Date.now()) / 1000 + 60);
    clearTimeout(timer);
    clearTimeout(morning);
    expect(hung).toBe(false);
    tally.runs += 1;
    tally.kills += exitCode === null ? 1 : 0;
    const end = exitCode === null ? 'killed' : String(exitCode);
    tally.exitCodes[end] = (tally.exitCodes[end] ?? 0) + 1;
    tally.broken += rig.sql.brokenStatements;
    for (const service of services) tally.broken += rig.proxies[service].brokenExchanges;
    await sleep(Math.min(5000, Math.max(0, until - Date.now())));
  }
  return tally;
}

it('eight hours of random faults and kills: the ledger balances, and nothing is lost', async () => {
  console.log(
    `FAULT_SEED=${faultSeed}; the program's wall clock runs ${factor} times as fast for ${nightSeconds} s`,
  );
  const until = Date.now() + nightSeconds * 1000;
  const rigs = await Promise.all(departments.map((department) => startRig(department, answerMilliseconds)));
  try {
    const tallies = await Promise.all(
      rigs.map((rig, index) => spendNight(rig, seededRandom(20 + index), until)),
    );
    const answersOfNight = rigs.reduce((sum, rig) => sum + rig.paidAnswers(), 0);
    const stored = await readNumber(pool, 'SELECT count(*) FROM model_answers');
    console.log(JSON.stringify({ tallies, answersOfNight, stored, undisturbedAnswers }));
    for (const tally of tallies) expect(tally.broken).toBeGreaterThan(10);
    for (const rig of rigs) for (const proxy of [...Object.values(rig.proxies), rig.sql]) proxy.reset();
    await Promise.all(rigs.map((rig) => finish(rig, database, quickClock())));
    expect(findDifferences(await readContents(pool), undisturbed)).toEqual([]);
    expect(await readBalance()).toEqual(
      departments.flatMap((department) => dayNames.map((day) => `${department} ${day} ${callsPerDay} 0`)),
    );
  } finally {
    await Promise.all(rigs.map((rig) => rig.close()));
  }
});

/** Department, day, calls in the ledger and how many of them are unfinished or do not fit what is stored. */
async function readBalance(): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT department_id || ' ' || day || ' ' || count(*) || ' ' || count(*) FILTER (
       WHERE state IN ('failed', 'pending')
         OR (state = 'saved') <> EXISTS (SELECT FROM calls WHERE calls.id = call_id)
         OR (state IN ('saved', 'not_sales')) <> EXISTS (SELECT FROM analyses WHERE analyses.call_id = l.call_id)
     ) AS line
     FROM call_ledger l GROUP BY department_id, day ORDER BY department_id, day`,
  );
  const view = await pool.query(`SELECT to_regclass('night_reconciliation') AS name`);
  if ((view.rows[0] as { name: unknown }).name !== null) {
    const wrong = await pool.query('SELECT * FROM night_reconciliation WHERE difference <> 0');
    expect(wrong.rows).toEqual([]);
  }
  return rows.map(({ line }) => line);
}
