import type { Pool } from 'pg';

import type { Finished, Running } from '../callq-process.ts';
import { openDatabase, runStatement } from '../database-url.ts';
import { readNumber } from '../outcome.ts';
import { someDay } from '../sandbox-night.ts';
import type { Secrets } from '../secrets.ts';
import { findSecrets } from '../secrets.ts';
import type { FaultRig } from './fault-rig.ts';
import type { Contents } from './read-contents.ts';
import { findDifferences, readContents } from './read-contents.ts';
import type { DatabaseServer } from './small-day.ts';
import { copyDatabase } from './small-day.ts';

/** What a night without faults leaves and asks for. */
export interface Reference {
  readonly contents: Contents;
  /** Answers that the model was asked for. */
  readonly paidAnswers: number;
  readonly secrets: Secrets;
}

/** One night that is disturbed in one way. */
export interface Disturbance {
  /** Tells it apart from all others, such as `llm, exchange 3: 500`. */
  readonly label: string;
  /** Tells the proxies what to break; `kill` ends the program as kill -9 does. */
  readonly arrange: (rig: FaultRig, kill: () => void) => void;
  /** Mends what `arrange` broke for good, before the undisturbed run. */
  readonly recover?: () => Promise<void>;
  /** Program or database may be gone before answers that were received are stored: those may be paid for again. */
  readonly losesUnstored?: true;
  /** Longest time for the disturbed run; a minute unless given. */
  readonly boundSeconds?: number;
}

/** Slots of these runs, and as many calls that wait to be stored. */
const mostAnswersUnderWay = 6;
const undisturbedBoundSeconds = 60;

/**
 * The disturbed run to its end, one undisturbed run, and everything that is wrong with the result: nothing, when the
 * program keeps its promise. `reached`: the fault was met at all.
 */
export async function disturbNight(
  rig: FaultRig,
  server: DatabaseServer,
  reference: Reference,
  disturbance: Disturbance,
): Promise<{ problems: string[]; reached: boolean; exitCode: number | null }> {
  const database = await copyDatabase(server.url(), server.template);
  try {
    await rig.reset();
    const running = rig.start(database, runArgs);
    disturbance.arrange(rig, () => running.child.kill('SIGKILL'));
    const disturbed = await endWithin(running, disturbance.boundSeconds ?? 60);
    const wasKilled = disturbed.exitCode === null && !disturbed.hung;
    const reached = wasKilled || brokenBy(rig) || disturbance.recover !== undefined;
    const { lostAnswers } = rig.proxies.llm;
    await disturbance.recover?.();
    const problems = judgeRun('disturbed run', disturbed, [0, 1, 2], reference, wasKilled);
    // The server's address may have changed since the last look.
    const open = (): Pool => openDatabase(server.url(), database);
    const unstored = disturbance.losesUnstored === true ? await countUnstored(rig, open, database) : 0;
    if (unstored > mostAnswersUnderWay) problems.push(`${unstored} answers were not stored`);
    for (const proxy of [...Object.values(rig.proxies), rig.sql]) proxy.reset();
    const undisturbed = await endWithin(rig.start(database, runArgs), undisturbedBoundSeconds);
    problems.push(...judgeRun('undisturbed run', undisturbed, [0], reference, false));
    problems.push(...findDifferences(await using(open, readContents), reference.contents));
    const extra = rig.paidAnswers() - reference.paidAnswers;
    const allowed = disturbance.losesUnstored === true ? unstored : Math.min(1, lostAnswers);
    if (extra > allowed) problems.push(`${extra} answers paid for in excess, ${allowed} were lost`);
    const { exitCode } = disturbed;
    return { problems: problems.map((problem) => `${disturbance.label}: ${problem}`), reached, exitCode };
  } finally {
    await runStatement(server.url(), `DROP DATABASE ${database} WITH (FORCE)`);
  }
}

async function using<T>(open: () => Pool, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = open();
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}

export const runArgs = ['run', '--json', '--date', someDay] as const;

/** The end of a run; one that does not end in time is killed and has no exit code. */
export async function endWithin(running: Running, seconds: number): Promise<Finished & { hung: boolean }> {
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    running.child.kill('SIGKILL');
  }, seconds * 1000);
  const finished = await running.finished;
  clearTimeout(timer);
  return { ...finished, hung };
}

/** What is wrong with how a run ended and with what it said. */
function judgeRun(
  name: string,
  run: Finished & { hung: boolean },
  exitCodes: readonly number[],
  { secrets }: Reference,
  wasKilled: boolean,
): string[] {
  const problems = findSecrets(run.stderr + run.stdout, secrets).map(
    (secret) => `the ${name} printed ${secret}`,
  );
  if (run.hung) problems.push(`the ${name} did not end`);
  else if (!wasKilled && !exitCodes.includes(run.exitCode ?? -1)) {
    problems.push(`the ${name} ended with ${String(run.exitCode)}: ${run.stderr.slice(-600)}`);
  }
  return problems;
}

function brokenBy({ proxies, sql }: FaultRig): boolean {
  return sql.brokenStatements + Object.values(proxies).reduce((sum, p) => sum + p.brokenExchanges, 0) > 0;
}

/** Answers that were given and are not stored, once the servers have done all that the program had sent. */
function countUnstored(rig: FaultRig, open: () => Pool, database: string): Promise<number> {
  const busy = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${database}' AND pid <> pg_backend_pid()`;
  return using(open, async (pool) => {
    while (rig.sandbox.statistics().llm.inFlight > 0 || (await readNumber(pool, busy)) > 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return rig.paidAnswers() - (await readNumber(pool, 'SELECT count(*) FROM model_answers'));
  });
}
