import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { buildImage } from './build-image.ts';
import type { Containers } from './containers.ts';
import { runCompose } from './containers.ts';
import { docker, dockerOutput, inspect, outputOf } from './engine.ts';
import { freePort, runSandbox } from './run-sandbox.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const password = 'invented-password';

/**
 * Builds the image and starts PostgreSQL and the sandbox, as a server would have them.
 * @param compose `docker compose` or `docker-compose`
 */
export async function startContainers(
  compose: string,
): Promise<{ readonly containers: Containers; readonly end: () => Promise<void> }> {
  const prefix = `callq_test_${randomBytes(4).toString('hex')}`;
  const image = `${prefix}:latest`;
  const canary = `canary-${randomBytes(12).toString('hex')}`;
  await buildImage({ image, canary, prefix });
  const gateway = await findGateway(image);
  const port = await freePort(gateway);
  const containers: Containers = {
    image,
    folder: await mkdtemp(join(tmpdir(), 'callq-image-')),
    compose: compose.split(' '),
    gateway,
    environment: { CALLQ_IMAGE: image, CALLQ_POSTGRES_LISTEN: `${gateway}:${port}` },
    prefix,
    canary,
  };
  const end = (): Promise<void> => takeAway(containers);
  try {
    await layOut(containers);
    outputOf(await runCompose(containers, 'postgres', ['up', '-d']));
    await startSandbox(containers, port);
    await untilHealthy();
  } catch (error) {
    await end();
    throw error;
  }
  return { containers, end };
}

/** The address of this machine that the engine gives to containers. */
async function findGateway(image: string): Promise<string> {
  const asked = ['--add-host', 'host.docker.internal:host-gateway', '--entrypoint', 'getent', image];
  const answer = await dockerOutput('run', '--rm', ...asked, 'hosts', 'host.docker.internal');
  return answer.split(/\s/u)[0] ?? '';
}

/** The folder of a server: compose files, prompts, and a folder of logs for the user of the image. */
async function layOut({ folder }: Containers): Promise<void> {
  for (const unit of ['department1', 'department2', 'postgres']) {
    const file = `docker-compose.${unit}.yml`;
    await cp(join(root, file), join(folder, file));
  }
  await cp(join(root, 'prompts'), join(folder, 'prompts'), { recursive: true });
  await mkdir(join(folder, 'acc_google_api'));
  for (const department of ['department1', 'department2']) {
    const logs = join(folder, 'logs', department);
    await mkdir(logs, { recursive: true });
    // Whoever runs the tests need not be root or user 1000.
    await chmod(logs, 0o777);
  }
  await chmod(folder, 0o777);
  await writeFile(join(folder, '.env.postgres'), `POSTGRES_PASSWORD=${password}\n`);
}

/** As the README does it; it writes the env files of both departments. */
async function startSandbox(containers: Containers, postgresPort: number): Promise<void> {
  const { folder, prefix } = containers;
  const dataBase = `postgresql://postgres:${password}@host.docker.internal:${postgresPort}/postgres`;
  await runSandbox(containers, `${prefix}_sandbox`, [
    ...['-v', `${folder}:/sandbox`, '-e', `DATA_BASE=${dataBase}`],
    ...['--', '--calls', '40', '--folder', '/sandbox'],
  ]);
}

async function takeAway(containers: Containers): Promise<void> {
  const { prefix, folder, image } = containers;
  const names = await dockerOutput('ps', '-aq', '--filter', `name=${prefix}`);
  if (names !== '') await docker('rm', '-f', ...names.split('\n'));
  for (const unit of ['department1', 'department2', 'postgres'] as const) {
    await runCompose(containers, unit, ['down', '-v']);
  }
  // What the containers wrote belongs to their user.
  await docker(
    'run',
    '--rm',
    '--user',
    '0',
    '-v',
    `${folder}:/folder`,
    '--entrypoint',
    'rm',
    image,
    '-rf',
    '/folder/logs',
  );
  await docker('rmi', '-f', image);
  await rm(folder, { recursive: true, force: true });
}

async function untilHealthy(): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if ((await inspect<string>('postgres_callq_data', 'State.Health.Status')) === 'healthy') return;
    await wait(400);
  }
  throw new Error('PostgreSQL does not become healthy');
}
