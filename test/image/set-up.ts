import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

import type { Containers } from './containers.ts';
import { runCompose } from './containers.ts';
import { docker, dockerOutput, outputOf, runProgram } from './engine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const password = 'invented-password';

/** Builds the image and starts PostgreSQL and the sandbox, once for all test files; takes everything away at the end. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const compose = process.env['CALLQ_TEST_COMPOSE'] ?? '';
  if (compose === '') {
    project.provide('containers', null);
    return () => Promise.resolve();
  }
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
  const tearDown = (): Promise<void> => takeAway(containers);
  try {
    await layOut(containers);
    outputOf(await runCompose(containers, 'postgres', ['up', '-d']));
    await startSandbox(containers, port);
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide('containers', containers);
  return tearDown;
}

/** From a copy of the sources that also holds what must never get into an image. */
async function buildImage({
  image,
  canary,
  prefix,
}: Pick<Containers, 'image' | 'canary' | 'prefix'>): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), `${prefix}-context-`));
  try {
    const left = /^(node_modules|\.git|dist|\.callq|logs|acc_google_api|\.env)(?!\w)/u;
    await cp(root, context, {
      recursive: true,
      filter: (path) => !left.test(path.slice(root.length)),
    });
    for (const file of [
      '.env',
      '.env.department2',
      '.env.postgres',
      'acc_google_api/key.json',
      'logs/a.log',
    ]) {
      await mkdir(join(context, file, '..'), { recursive: true });
      await writeFile(join(context, file), `SECRET=${canary}\n`);
    }
    const built = await runProgram(
      ['docker', 'build', '-t', image, '-f', 'docker/Dockerfile', ...(await buildArguments()), '.'],
      { workingDirectory: context, environment: { DOCKER_BUILDKIT: '1' } },
    );
    outputOf(built);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** The address of this machine that the engine gives to containers. */
async function findGateway(image: string): Promise<string> {
  const asked = ['--add-host', 'host.docker.internal:host-gateway', '--entrypoint', 'getent', image];
  const answer = await dockerOutput('run', '--rm', ...asked, 'hosts', 'host.docker.internal');
  return answer.split(/\s/u)[0] ?? '';
}

/** How this machine reaches npm's registry, where that is not the usual way. */
async function buildArguments(): Promise<string[]> {
  const { stdout } = await runProgram(['npm', 'config', 'get', 'registry'], { workingDirectory: tmpdir() });
  const registry = stdout.trim();
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].filter((name) => process.env[name] !== undefined);
  return [
    ...(/^https?:/u.test(registry) ? [`npm_config_registry=${registry}`] : []),
    ...proxies.map((name) => `${name}=${process.env[name] ?? ''}`),
  ].flatMap((argument) => ['--build-arg', argument]);
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
  await readFile(join(folder, '.env.department2'));
}

/** A sandbox that containers reach; `--` ends the options of `docker run`. */
export async function runSandbox(
  { image, gateway }: Pick<Containers, 'image' | 'gateway'>,
  name: string,
  args: readonly string[],
): Promise<void> {
  const end = args.indexOf('--');
  const port = await freePort(gateway);
  const user = `${String(process.getuid?.() ?? 1000)}:${String(process.getgid?.() ?? 1000)}`;
  await dockerOutput(
    ...[
      'run',
      '-d',
      '--name',
      name,
      '--user',
      user,
      '-p',
      `${gateway}:${port}-${port + 2}:${port}-${port + 2}`,
    ],
    ...args.slice(0, end),
    ...[image, 'sandbox', '--host', '0.0.0.0', '--port', String(port), '--announce', 'host.docker.internal'],
    ...args.slice(end + 1),
  );
  for (let tries = 0; tries < 150; tries += 1) {
    const { stderr } = await docker('logs', name);
    if (stderr.includes('serves until')) return;
    await wait(200);
  }
  throw new Error('the sandbox does not start');
}

/** The first of three ports that are likely to be free: the one was, and the next ones are rarely asked for. */
async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port > 65_500 ? freePort(host) : address.port;
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
