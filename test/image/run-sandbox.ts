import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { Containers } from './containers.ts';
import { docker, dockerOutput } from './engine.ts';

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
    // The engine copies both streams apart: what was written last to each must be there.
    const { stdout, stderr } = await docker('logs', name);
    if (stderr.includes('serves until') && stdout.includes('PROMPT_FILE=')) return;
    await wait(200);
  }
  throw new Error('the sandbox does not start');
}

/** The first of three ports that are likely to be free: the one was, and the next ones are rarely asked for. */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port > 65_500 ? freePort(host) : address.port;
}
