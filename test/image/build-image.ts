import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Containers } from './containers.ts';
import { outputOf, runProgram } from './engine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** From a copy of the sources that also holds what must never get into an image. */
export async function buildImage({
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
