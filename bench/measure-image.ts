// Measures the image: its size over the base, seconds from the start of a container to its first request, and how long
// `callq doctor` takes. Asserts nothing. CALLQ_TEST_COMPOSE, set by scripts/with-engine.js, names compose.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { parse } from 'dotenv';

import type { Containers } from '../test/image/containers.ts';
import { runCompose } from '../test/image/containers.ts';
import { docker, dockerOutput, inspect, outputOf } from '../test/image/engine.ts';
import { freePort } from '../test/image/run-sandbox.ts';
import { startContainers } from '../test/image/start-containers.ts';

const base = 'node:24-bookworm-slim';
const runs = 5;

const compose = process.env['CALLQ_TEST_COMPOSE'] ?? '';
if (compose !== '') {
  const { containers, end } = await startContainers(compose);
  try {
    const sizes = await Promise.all([base, containers.image].map((image) => inspect<number>(image, 'Size')));
    const [under = 0, own = 0] = sizes;
    console.log(`image over ${base}: ${((own - under) / 1e6).toFixed(1)} MB`);
    const csv = await readFile(join(containers.folder, 'operators.csv'), 'utf8');
    const imported = ['run', '--rm', '-T', 'callq', 'operators', 'import', '/dev/stdin'];
    outputOf(await runCompose(containers, 'department1', imported, csv));
    console.log(`container start to first request: ${await spread(() => firstRequest(containers))}`);
    if (/^ {2}doctor/mu.test(await dockerOutput('run', '--rm', containers.image, '--help'))) {
      console.log(`callq doctor: ${await spread(() => doctor(containers))}`);
    }
  } finally {
    await end();
  }
}

/** On a shared machine the least says what the program needs, the median what else was going on. */
async function spread(measure: () => Promise<number>): Promise<string> {
  const seconds: number[] = [];
  for (let run = 0; run < runs; run += 1) seconds.push(await measure());
  const [least = NaN, ...others] = seconds.sort((one, other) => one - other);
  const median = others[Math.floor(runs / 2) - 1] ?? NaN;
  return `${least.toFixed(1)} s (median ${median.toFixed(1)} s)`;
}

/** Whatever service it turns to first is this listener, which notes the time and answers nothing. */
async function firstRequest(containers: Containers): Promise<number> {
  const port = await freePort(containers.gateway);
  let note: (time: number) => void = () => undefined;
  const seen = new Promise<number>((resolve) => (note = resolve));
  const server = createServer((socket) => {
    note(Date.now());
    socket.destroy();
  });
  server.listen(port, containers.gateway);
  await once(server, 'listening');
  const origin = `http://host.docker.internal:${port}`;
  const key = (await environmentOf(containers, 'JSON_AUTH')).replace(/http:\/\/[^/"]+/u, origin);
  const services = ['TBANK_BASE_URL', 'GOOGLE_SHEETS_BASE_URL', 'LLM_BASE_URL'].map(
    (name) => `${name}=${origin}`,
  );
  const settings = [...services, `JSON_AUTH=${key}`].flatMap((setting) => ['-e', setting]);
  const name = `${containers.prefix}_measured`;
  try {
    const run = ['run', '-d', '--name', name, ...settings, 'callq'];
    outputOf(await runCompose(containers, 'department1', run));
    const ended = dockerOutput('wait', name).then((exitCode) => {
      throw new Error(`the run made no request and ended with ${exitCode}`);
    });
    return ((await Promise.race([seen, ended])) - (await timeOf(name, 'StartedAt'))) / 1000;
  } finally {
    await docker('rm', '-f', name);
    server.close();
  }
}

async function doctor(containers: Containers): Promise<number> {
  const name = `${containers.prefix}_measured`;
  try {
    outputOf(await runCompose(containers, 'department1', ['run', '-d', '--name', name, 'callq', 'doctor']));
    await dockerOutput('wait', name);
    return ((await timeOf(name, 'FinishedAt')) - (await timeOf(name, 'StartedAt'))) / 1000;
  } finally {
    await docker('rm', '-f', name);
  }
}

async function timeOf(name: string, event: 'StartedAt' | 'FinishedAt'): Promise<number> {
  return Date.parse(await inspect<string>(name, `State.${event}`));
}

/** As the sandbox printed it. */
async function environmentOf({ prefix }: Containers, variable: string): Promise<string> {
  const printed = await dockerOutput('logs', `${prefix}_sandbox`);
  return parse(printed)[variable] ?? '';
}
