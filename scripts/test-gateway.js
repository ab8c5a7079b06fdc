#!/usr/bin/env node
// Runs the tests against LiteLLM's own proxy. It is installed first, into a virtual environment of its own; where that
// cannot be done the tests are skipped: one line, exit 0. CALLQ_TEST_LITELLM names an installed `litellm` to use instead.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const requirementsFile = join(root, 'test/gateway/requirements.txt');
const environment = join(root, 'node_modules/.cache/litellm');
const installed = join(environment, 'installed.txt');
const minute = 60_000;

const litellm = process.env.CALLQ_TEST_LITELLM || join(environment, 'bin/litellm');
const problem = process.env.CALLQ_TEST_LITELLM ? null : install();
if (problem !== null) {
  console.log(`Gateway tests skipped, LiteLLM's proxy cannot be installed here: ${problem}`);
  process.exit(0);
}
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'gateway', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CALLQ_TEST_LITELLM: litellm } },
);
process.exit(status ?? 1);

/** Why the proxy cannot be had here; null when it is there. */
function install() {
  if (process.platform === 'win32') return 'it does not run on Windows';
  const requirements = readFileSync(requirementsFile, 'utf8');
  // Written last: an installation that was broken off has none.
  if (existsSync(installed) && readFileSync(installed, 'utf8') === requirements) return null;
  console.log("Installing LiteLLM's proxy into node_modules/.cache, once; it takes about a minute.");
  rmSync(environment, { recursive: true, force: true });
  const pip = '-m pip install --quiet --no-input --only-binary :all: --retries 1 --timeout 20 -r'.split(' ');
  const failure =
    runFor(minute, 'python3', ['-m', 'venv', environment]) ??
    runFor(10 * minute, join(environment, 'bin/python'), [...pip, requirementsFile]);
  if (failure === null) writeFileSync(installed, requirements);
  else rmSync(environment, { recursive: true, force: true });
  return failure;
}

/** Runs a command for so many milliseconds at most. Why it failed, in one line; null when it did not. */
function runFor(timeout, command, args) {
  const { error, status, stderr } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return null;
  if (error?.code === 'ENOENT') return `there is no ${basename(command)}`;
  const lastLine = stderr?.trim().split('\n').at(-1)?.slice(0, 200);
  return `${args[1]}: ${error?.code ?? (lastLine || `ended with ${status}`)}`;
}
