import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { Sandbox, SandboxOptions } from '../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import { importOperators } from '../../src/clients/postgres/operators/import-operators.ts';
import type { Finished, Running } from './callq-process.ts';
import { emptyFolder, startCallq } from './callq-process.ts';
import type { TestDatabase } from './test-database.ts';
import { createTestDatabase } from './test-database.ts';

/** A day of the sandbox that every test uses: a Tuesday long enough ago that no transcript is still to come. */
export const someDay = '2026-11-03';

export interface SandboxNight {
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Starts `callq` with the settings of this night; `--date` is added to `run`. */
  start(args: readonly string[], changes?: Readonly<Record<string, string>>): Running;
  run(args: readonly string[], changes?: Readonly<Record<string, string>>): Promise<Finished>;
  /** `callq run --json` on `someDay`, its summary parsed. */
  runJson(args?: readonly string[], changes?: Readonly<Record<string, string>>): Promise<NightResult>;
  end(): Promise<void>;
}

export interface NightResult extends Finished {
  readonly day: DaySummary;
}

/** The documented keys that tests look at. */
export interface DaySummary {
  readonly day: string;
  readonly runId: string | null;
  readonly selection: 'all' | 'chosen' | 'unfinished';
  readonly exitCode: number;
  readonly stoppedBy: { errorClass: string; message: string } | null;
  readonly overBudget: Record<'setting' | 'limit' | 'used' | 'nextRequest', string> | null;
  readonly listed: number;
  readonly actions: Record<'analysed' | 'kept' | 'excluded' | 'failed' | 'left', number>;
  readonly states: Record<string, number>;
  readonly balance: Record<
    'listed' | 'difference' | 'vanished' | 'missing' | 'withoutLedger',
    number | null
  > | null;
  readonly tokens: { input: number | null; output: number | null; answers: number };
  readonly possiblyPaid: { requests: number; estimatedTokens: number; estimatedCostUsd: string | null };
  readonly averagePercentage: number | null;
  readonly warnings: string[];
  readonly wouldAsk: {
    calls: number;
    promptCharacters: number;
    expectedInputTokens: number;
    expectedCostUsd: string | null;
  } | null;
}

/** A sandbox, a database with its operators, and an empty folder to work in. */
export async function startNight(options: SandboxOptions = {}, department: 1 | 2 = 1): Promise<SandboxNight> {
  const [sandbox, database, folder] = await Promise.all([
    startSandbox({ calls: 50, ...options }),
    createTestDatabase(),
    emptyFolder(),
  ]);
  await importOperators(database.pool, sandbox.operatorsCsv);
  const environment = {
    ...sandbox.environment(department),
    DATA_BASE: database.connectionString,
    PROMPT_FILE: fileURLToPath(new URL(`../../prompts/department${department}_prompt.txt`, import.meta.url)),
    TBANK_REQUESTS_PER_SECOND: '1000',
    LLM_CONCURRENCY: '8',
  };
  const start: SandboxNight['start'] = (args, changes = {}) =>
    startCallq(args, { environment: { ...environment, ...changes }, workingDirectory: folder });
  return {
    sandbox,
    database,
    folder,
    environment,
    start,
    run: (args, changes) => start(args, changes).finished,
    async runJson(args = [], changes = {}) {
      const finished = await start(['run', '--json', '--date', someDay, ...args], changes).finished;
      const parsed = JSON.parse(finished.stdout || '{"days":[]}') as { days: DaySummary[] };
      const [day] = parsed.days;
      if (day === undefined)
        throw new Error(`no day was run (exit ${String(finished.exitCode)}): ${finished.stderr}`);
      return { ...finished, day };
    },
    async end() {
      await sandbox.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
