import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { parse } from 'dotenv';
import { Pool } from 'pg';

import type { EmbeddedPostgres } from '../src/clients/postgres/embedded-postgres.ts';
import { importOperators } from '../src/clients/postgres/operators/import-operators.ts';
import { migrateDatabase } from '../src/clients/postgres/migrations/migrate.ts';
import { parseQuota } from '../src/clients/sandbox/options/parse-quota.ts';
import { makespan } from './makespan.ts';

const callq = fileURLToPath(new URL('../bin/callq.js', import.meta.url));
const reportUsage = new URL('report-usage.js', import.meta.url).href;

export interface Night {
  readonly name: string;
  readonly listedCalls: number;
  readonly concurrency: number;
  readonly latency: string;
  readonly faults?: readonly string[];
  /** What the gateway lets through in a time, as `callq sandbox --quota` reads it. */
  readonly quota?: string;
  /** CALLQ_MASK. */
  readonly mask: 'on' | 'off';
}

export interface Measured {
  readonly analysed: number;
  /** Seconds that the run itself took, by its own summary. */
  readonly wallSeconds: number;
  /** The least a client could need: the model's latencies list-scheduled over the slots, or the windows of the quota. */
  readonly limitSeconds: number;
  readonly cpuMsPerCall: number;
  readonly peakMegabytes: number;
  readonly peakInFlight: number;
  /** Requests answered 429. */
  readonly refused: number;
}

interface Statistics {
  readonly peakInFlight: number;
  readonly answersByStatus: Readonly<Record<string, number>>;
  readonly latenciesMs: readonly number[];
}

/** One night against a sandbox in a process of its own and a fresh database of the given server. */
export async function measureNight(
  postgres: EmbeddedPostgres,
  night: Night,
  tbankLimits: Record<string, string>,
): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'callq-bench-'));
  const database = `bench_${Date.now()}`;
  await postgres.ensureDatabase(database);
  const sandbox = await startSandboxProcess(night, folder);
  try {
    await prepareDatabase(postgres.connectionString(database), join(folder, 'operators.csv'));
    const environment = {
      ...sandbox.environment,
      ...tbankLimits,
      DATA_BASE: postgres.connectionString(database),
      LLM_CONCURRENCY: String(night.concurrency),
      CALLQ_MASK: night.mask,
      LOGGING_ON_FILE: 'false',
      LOGGING_LEVEL: 'ERROR',
      CALLQ_BENCH_USAGE_FILE: join(folder, 'usage.json'),
      PATH: process.env['PATH'] ?? '',
    };
    const summary = await runOnce(environment, folder);
    const usage = JSON.parse(await readFile(join(folder, 'usage.json'), 'utf8')) as {
      cpuMs: number;
      peakMegabytes: number;
    };
    const url = `${sandbox.environment['LLM_BASE_URL'] ?? ''}/sandbox/statistics`;
    const statistics = (await (await fetch(url)).json()) as Statistics;
    return {
      analysed: summary.actions.analysed,
      wallSeconds: summary.durationSeconds,
      limitSeconds: Math.max(
        makespan(statistics.latenciesMs, night.concurrency) / 1000,
        quotaSeconds(night, statistics.latenciesMs),
      ),
      cpuMsPerCall: usage.cpuMs / summary.actions.analysed,
      peakMegabytes: usage.peakMegabytes,
      peakInFlight: statistics.peakInFlight,
      refused: statistics.answersByStatus['429'] ?? 0,
    };
  } finally {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** All windows of the quota but the last one in full, and the last answers. */
function quotaSeconds({ quota }: Night, latenciesMs: readonly number[]): number {
  if (quota === undefined) return 0;
  const { requests, seconds } = parseQuota(quota);
  return (Math.ceil(latenciesMs.length / requests) - 1) * seconds + Math.max(...latenciesMs) / 1000;
}

export async function startSandboxProcess(
  night: Pick<Night, 'listedCalls' | 'latency' | 'faults' | 'quota'>,
  folder: string,
): Promise<{ environment: Record<string, string>; stop(): Promise<void> }> {
  const args = [
    'sandbox',
    '--calls',
    String(night.listedCalls),
    '--latency',
    night.latency,
    '--operators',
    join(folder, 'operators.csv'),
  ];
  for (const fault of night.faults ?? []) args.push('--fault', fault);
  if (night.quota !== undefined) args.push('--quota', night.quota);
  const child = spawn(process.execPath, [callq, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith('PROMPT_FILE=')) break;
  }
  return {
    environment: parse(lines.join('\n')),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export async function prepareDatabase(connectionString: string, operatorsFile: string): Promise<void> {
  const pool = new Pool({ connectionString });
  try {
    await migrateDatabase(pool);
    await importOperators(pool, await readFile(operatorsFile, 'utf8'));
  } finally {
    await pool.end();
  }
}

interface DaySummary {
  readonly durationSeconds: number;
  readonly actions: { readonly analysed: number };
}

async function runOnce(environment: Record<string, string>, folder: string): Promise<DaySummary> {
  const args = ['--import', reportUsage, callq, 'run', '--json', '--date', '2026-11-02'];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  const text = Buffer.concat(chunks).toString('utf8');
  const [day] = (JSON.parse(text) as { days: DaySummary[] }).days;
  if (day === undefined) throw new Error('the measured run had no day');
  return day;
}
