import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Provider } from './provider.ts';

export interface LitellmProxy {
  readonly url: URL;
  /** The end of what it printed. */
  logTail(): Promise<string>;
  close(): Promise<void>;
}

/** One entry of `model_list`. */
export interface Deployment {
  readonly model_name: string;
  readonly litellm_params: Readonly<Record<string, unknown>>;
}

const longestStartMs = 90_000;
const longestEndMs = 5000;
const linesOfTail = 60;

/** A model of the proxy, served by a provider. `openai/` is LiteLLM's word for everything that speaks like OpenAI. */
export function deployment(
  name: string,
  provider: Provider,
  parameters: Readonly<Record<string, unknown>> = {},
): Deployment {
  return {
    model_name: name,
    litellm_params: {
      model: `openai/${provider.model}`,
      api_base: new URL('/v1', provider.url).href,
      api_key: provider.key,
      ...parameters,
    },
  };
}

/** LiteLLM's own proxy on a free loopback port, without database. `config` is its config.yaml, of which JSON is a part. */
export async function startLitellmProxy(config: Readonly<Record<string, unknown>>): Promise<LitellmProxy> {
  const litellm = process.env['CALLQ_TEST_LITELLM'];
  if (litellm === undefined) throw new Error('These tests need LiteLLM: npm run test:gateway');
  const folder = await mkdtemp(path.join(tmpdir(), 'callq-litellm-'));
  const configFile = path.join(folder, 'config.yaml');
  await writeFile(configFile, JSON.stringify(config));
  // LiteLLM looks for `custom_auth` beside its config.
  await copyFile(
    fileURLToPath(new URL('limited_keys.py', import.meta.url)),
    path.join(folder, 'limited_keys.py'),
  );
  const port = await findFreePort();
  const logFile = path.join(folder, 'proxy.log');
  const log = await open(logFile, 'w');
  const args = [
    '--config',
    configFile,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--telemetry',
    'False',
  ];
  const proxy = spawn(litellm, args, {
    cwd: folder,
    stdio: ['ignore', log.fd, log.fd],
    // Nothing of this machine's settings; and the prices it ships with instead of a download.
    env: { PATH: process.env['PATH'], HOME: folder, LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
  });
  const ended = once(proxy, 'close').catch(() => undefined);
  const logTail = async (): Promise<string> =>
    (await readFile(logFile, 'utf8')).split('\n').slice(-linesOfTail).join('\n');
  async function close(): Promise<void> {
    proxy.kill();
    const timer = setTimeout(() => proxy.kill('SIGKILL'), longestEndMs);
    await ended;
    clearTimeout(timer);
    await log.close();
    await rm(folder, { recursive: true, force: true });
  }
  const url = new URL(`http://127.0.0.1:${port}`);
  if (await comesAlive(url, ended)) return { url, logTail, close };
  const tail = await logTail();
  await close();
  throw new Error(`LiteLLM's proxy did not start:\n${tail}`);
}

/** Asks until it answers, has ended or takes too long. */
async function comesAlive(url: URL, ended: Promise<unknown>): Promise<boolean> {
  const end = new AbortController();
  void ended.then(() => {
    end.abort();
  });
  const deadline = performance.now() + longestStartMs;
  while (!end.signal.aborted && performance.now() < deadline) {
    const answer = await fetch(new URL('/health/liveliness', url), {
      signal: AbortSignal.timeout(2000),
    }).catch(() => null);
    if (answer?.ok === true) return true;
    await wait(100);
  }
  return false;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
