import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { EmbeddedPostgres } from '../src/clients/postgres/embedded-postgres.ts';
import { prepareDatabase, startSandboxProcess } from './measure-night.ts';

const callq = fileURLToPath(new URL('../bin/callq.js', import.meta.url));
const reportUsage = new URL('report-usage.js', import.meta.url).href;

export interface MeasuredReport {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  /** Of index.html. */
  readonly indexKilobytes: number;
  /** Of all pages together. */
  readonly megabytes: number;
}

/** So many nights of invented calls in a fresh database of the server, and the report on all of them by a process of its own. */
export async function measureReport(
  postgres: EmbeddedPostgres,
  nights: { readonly days: number; readonly listedCalls: number },
): Promise<MeasuredReport> {
  const folder = await mkdtemp(join(tmpdir(), 'callq-bench-report-'));
  const database = `bench_${Date.now()}`;
  await postgres.ensureDatabase(database);
  const sandbox = await startSandboxProcess(
    { listedCalls: nights.listedCalls, latency: 'llm=constant:1' },
    folder,
  );
  try {
    await prepareDatabase(postgres.connectionString(database), join(folder, 'operators.csv'));
    const environment = {
      ...sandbox.environment,
      ...{ TBANK_CONCURRENCY: '32', TBANK_REQUESTS_PER_SECOND: '100000', LLM_CONCURRENCY: '64' },
      ...{ LOGGING_ON_FILE: 'false', LOGGING_LEVEL: 'ERROR', PATH: process.env['PATH'] ?? '' },
      DATA_BASE: postgres.connectionString(database),
      CALLQ_BENCH_USAGE_FILE: join(folder, 'usage.json'),
    };
    const days = ['--from', '2026-11-02', '--to', `2026-11-${String(1 + nights.days).padStart(2, '0')}`];
    await finish(['run', ...days], environment, folder);
    const begun = performance.now();
    await finish(['report', ...days, '--out', 'report'], environment, folder);
    const seconds = (performance.now() - begun) / 1000;
    const usage = JSON.parse(await readFile(join(folder, 'usage.json'), 'utf8')) as {
      cpuMs: number;
      peakMegabytes: number;
    };
    const sizes = await sizesOf(join(folder, 'report'));
    return {
      seconds,
      cpuSeconds: usage.cpuMs / 1000,
      peakMegabytes: usage.peakMegabytes,
      indexKilobytes: (sizes.get('index.html') ?? 0) / 1000,
      megabytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) / 1_000_000,
    };
  } finally {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function finish(
  args: readonly string[],
  environment: Record<string, string>,
  folder: string,
): Promise<void> {
  const child = spawn(process.execPath, ['--import', reportUsage, callq, ...args], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`callq ${args.join(' ')} ended with ${String(code)}`);
}

async function sizesOf(folder: string): Promise<Map<string, number>> {
  const names = await readdir(folder);
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size] as const)),
  );
}
