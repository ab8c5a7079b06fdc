// Prints ratios measured in one run; asserts nothing, because machines are shared and noisy.
// --scale 0.1 measures a tenth of the calls.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { startEmbeddedPostgres } from '../src/clients/postgres/embedded-postgres.ts';
import { createMasker } from '../src/clients/masking/create-masker.ts';
import type { Measured, Night } from './measure-night.ts';
import { measureNight } from './measure-night.ts';
import { measureReport } from './measure-report.ts';
import { evidenceTime, maskingTime, parsingTime, transcriptOf } from './measure-text.ts';

const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, only: { type: 'string' } },
});
const scale = Number(values.scale);
const tbankLimits = { TBANK_CONCURRENCY: '32', TBANK_REQUESTS_PER_SECOND: '100000' };
const lognormal = 'llm=lognormal:1200:0.5:200:3000';
/** 60 of 100 listed calls of the sandbox are analysed. */
const listedFor = (analysed: number): number => Math.round((analysed * scale) / 0.6);

const constant = 'llm=constant:200';
const two = { listedCalls: listedFor(2000), concurrency: 64 };
const many = { concurrency: 64, latency: 'llm=constant:50', mask: 'on' } as const;
const nights = {
  lognormal: { name: 'lognormal latency, mask off', ...two, latency: lognormal, mask: 'off' },
  constant: { name: 'constant 200 ms, mask off', ...two, latency: constant, mask: 'off' },
  'lognormal-masked': { name: 'lognormal latency, mask on', ...two, latency: lognormal, mask: 'on' },
  'constant-masked': { name: 'constant 200 ms, mask on', ...two, latency: constant, mask: 'on' },
  faults: {
    name: '1 % of requests answered 500, mask on',
    ...two,
    latency: lognormal,
    faults: ['llm:500@1%'],
    mask: 'on',
  },
  limited: {
    name: '1,800 requests a minute, mask on',
    listedCalls: listedFor(800),
    concurrency: 64,
    latency: constant,
    quota: 'requests=180:seconds=6',
    mask: 'on',
  },
  'limited-told': {
    name: '1,800 requests a minute, the gateway tells what is left, mask on',
    listedCalls: listedFor(800),
    concurrency: 64,
    latency: constant,
    quota: 'requests=180:seconds=6:tells=remaining',
    mask: 'on',
  },
  small: { name: '5,000 listed calls, mask on', listedCalls: 5000 * scale, ...many },
  large: { name: '20,000 listed calls, mask on', listedCalls: 20_000 * scale, ...many },
} satisfies Record<string, Night>;

/** 40 of 100 listed calls of the sandbox are scored. */
const reports = {
  'report-small': { calls: 300, days: 1, aimSeconds: 2 },
  'report-large': { calls: 3000, days: 10, aimSeconds: 10 },
};

console.log(
  `T-Bank limits raised for this: ${JSON.stringify(tbankLimits)}; scale ${scale}; Node ${process.version}`,
);
const folder = await mkdtemp(join(tmpdir(), 'callq-bench-pg-'));
const postgres = await startEmbeddedPostgres({ dataDirectory: folder });
const results = new Map<string, Measured>();
try {
  for (const [key, night] of Object.entries(nights)) {
    if (values.only !== undefined && !values.only.split(',').includes(key)) continue;
    const measured = await measureNight(postgres, night, tbankLimits);
    results.set(key, measured);
    console.log(line(night, measured));
  }
  for (const [key, { calls, days, aimSeconds }] of Object.entries(reports)) {
    if (values.only !== undefined && !values.only.split(',').includes(key)) continue;
    const listedCalls = Math.round((calls * scale) / days / 0.4);
    const measured = await measureReport(postgres, { days, listedCalls });
    console.log(
      `report on ${calls * scale} calls: ${measured.seconds.toFixed(1)} s (aim ≤ ${aimSeconds}), CPU ${measured.cpuSeconds.toFixed(1)} s, ` +
        `peak ${measured.peakMegabytes.toFixed(0)} MB (aim ≤ 300), index.html ${measured.indexKilobytes.toFixed(0)} kB (aim < 1000), all pages ${measured.megabytes.toFixed(1)} MB`,
    );
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
printRatio(
  'peak memory, 20,000 calls against 5,000',
  results.get('large')?.peakMegabytes,
  results.get('small')?.peakMegabytes,
  1.2,
);
printRatio(
  'wall, with 1 % of 500 against undisturbed',
  results.get('faults')?.wallSeconds,
  results.get('lognormal-masked')?.wallSeconds,
  1.1,
);
if (values.only === undefined) printTextMeasures();
if (values.only === undefined) printRatio('callq --help against node -e 0', ...helpAgainstNode(), 1.5);

function line(night: Night, measured: Measured): string {
  const ratio = (measured.wallSeconds / measured.limitSeconds).toFixed(3);
  const refused = measured.refused === 0 ? '' : `, ${measured.refused} requests refused`;
  return (
    `${night.name}: ${measured.analysed} analysed, wall ${measured.wallSeconds.toFixed(1)} s = ${ratio} M (M = ${measured.limitSeconds.toFixed(1)} s), ` +
    `CPU ${measured.cpuMsPerCall.toFixed(2)} ms a call, peak ${measured.peakMegabytes.toFixed(0)} MB, ` +
    `in flight at most ${measured.peakInFlight} of ${night.concurrency}${refused}`
  );
}

function printRatio(name: string, value: number | undefined, base: number | undefined, aim: number): void {
  if (value === undefined || base === undefined) return;
  console.log(`${name}: ${(value / base).toFixed(2)} (aim ≤ ${aim})`);
}

/** Medians of alternating runs, so that noise hits both alike. */
function helpAgainstNode(): [number, number] {
  const callq = fileURLToPath(new URL('../bin/callq.js', import.meta.url));
  const help: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 21; round += 1) {
    bare.push(timed(['-e', '0']));
    help.push(timed([callq, '--help']));
  }
  return [median(help), median(bare)];
}

function timed(args: readonly string[]): number {
  const begun = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - begun;
}

function median(sorted: number[]): number {
  return sorted.sort((a, b) => a - b)[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Masking and evidence search at three sizes: both should grow no faster than the text. */
function printTextMeasures(): void {
  const masker = createMasker();
  for (const kilobytes of [1, 10, 100]) {
    const transcript = transcriptOf(kilobytes * 1000);
    const parsing = parsingTime(transcript);
    const masking = maskingTime(masker, transcript);
    const evidence = evidenceTime(transcript);
    console.log(
      `transcript of ${kilobytes} KB: masking ${masking.toFixed(2)} ms = ${(masking / parsing).toFixed(0)} × JSON.parse, ` +
        `evidence for 12 quotes ${evidence.toFixed(2)} ms = ${(evidence / parsing).toFixed(0)} × JSON.parse`,
    );
  }
}
