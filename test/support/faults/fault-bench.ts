import { startSandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { openDatabase, runStatement } from '../database-url.ts';
import { collectSecrets } from '../secrets.ts';
import type { Disturbance, Reference } from './disturb-night.ts';
import { disturbNight, endWithin, runArgs } from './disturb-night.ts';
import type { FaultRig, ServiceName } from './fault-rig.ts';
import { services, startFaultRig } from './fault-rig.ts';
import { readContents } from './read-contents.ts';
import type { DatabaseServer } from './small-day.ts';
import { copyDatabase, prepareServer, smallDay, smallDaySettings } from './small-day.ts';

/** How many exchanges, statements and connections the night without faults has. */
export type Steps = Readonly<Record<ServiceName | 'statements' | 'connections', number>>;

/** Disturbs nights, several at a time, and compares each with the night without faults. */
export interface FaultBench {
  readonly reference: Reference;
  readonly steps: Steps;
  readonly server: DatabaseServer;
  /** Everything that is wrong with any of these nights, how many met their fault, and how the disturbed runs ended. */
  disturbAll(
    disturbances: readonly Disturbance[],
    atOnce?: number,
  ): Promise<{ problems: string[]; reached: number; exitCodes: (number | null)[] }>;
  /** A rig that nobody else uses meanwhile. */
  withRig<T>(use: (rig: FaultRig) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Nights at a time: two cores, and every night waits now and then. */
const usualAtOnce = 3;

/** @param own a server of the caller's; a template in the test run's PostgreSQL unless given */
export async function openFaultBench(own?: DatabaseServer): Promise<FaultBench> {
  const server = own ?? (await prepareServer(await readOperatorsCsv()));
  const rigs: FaultRig[] = [];
  const idle: FaultRig[] = [];
  const withRig: FaultBench['withRig'] = async (use) => {
    const rig = idle.pop() ?? (await openRig(server));
    if (!rigs.includes(rig)) rigs.push(rig);
    try {
      return await use(rig);
    } finally {
      idle.push(rig);
    }
  };
  const { reference, steps } = await withRig((rig) => runReference(rig, server));
  return {
    reference,
    steps,
    server,
    withRig,
    async disturbAll(disturbances, atOnce = usualAtOnce) {
      const waiting = [...disturbances];
      const problems: string[] = [];
      const exitCodes: (number | null)[] = [];
      let reached = 0;
      const work = (): Promise<void> =>
        withRig(async (rig) => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const result = await disturbNight(rig, server, reference, next);
            problems.push(...result.problems);
            reached += result.reached ? 1 : 0;
            exitCodes.push(result.exitCode);
          }
        });
      await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, work));
      return { problems, reached, exitCodes };
    },
    async close() {
      await Promise.all(rigs.map((rig) => rig.close()));
      await server.drop?.();
    },
  };
}

/** The directory that every sandbox knows. */
export async function readOperatorsCsv(): Promise<string> {
  const sandbox = await startSandbox({ calls: 1 });
  await sandbox.close();
  return sandbox.operatorsCsv;
}

function openRig({ url }: DatabaseServer): Promise<FaultRig> {
  return startFaultRig({ serverUrl: url, sandbox: smallDay, settings: smallDaySettings });
}

/** The night without faults, through the same proxies. */
async function runReference(
  rig: FaultRig,
  server: DatabaseServer,
): Promise<{ reference: Reference; steps: Steps }> {
  const database = await copyDatabase(server.url(), server.template);
  const pool = openDatabase(server.url(), database);
  try {
    await rig.reset();
    const { exitCode, stderr } = await endWithin(rig.start(database, runArgs), 60);
    if (exitCode !== 0) throw new Error(`the night without faults ended with ${String(exitCode)}: ${stderr}`);
    const counts = services.map((service) => [service, rig.proxies[service].exchanges] as const);
    const steps = {
      ...(Object.fromEntries(counts) as Record<ServiceName, number>),
      statements: rig.sql.statements,
      connections: rig.sql.connections,
    };
    const paidAnswers = rig.paidAnswers();
    const secrets = await collectSecrets({
      sandbox: rig.sandbox,
      pool,
      environment: rig.environment,
    });
    return { reference: { contents: await readContents(pool), paidAnswers, secrets }, steps };
  } finally {
    await pool.end();
    await runStatement(server.url(), `DROP DATABASE ${database} WITH (FORCE)`);
  }
}
