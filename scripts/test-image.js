#!/usr/bin/env node
// Builds the image and runs both departments with compose. Where that cannot be done the tests are skipped, each of them
// counted, with a line that says why; exit 0.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const postgres = 'postgres_callq_data';

const compose = ['docker compose', 'docker-compose'].find((command) => output(`${command} version`) !== null);
const problem = problemOf();
if (problem !== null) console.log(`Image tests are skipped: ${problem}`);
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'image', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CALLQ_TEST_COMPOSE: problem === null ? compose : '' },
  },
);
process.exit(status ?? 1);

function problemOf() {
  if (output('docker version') === null) {
    return 'no Docker engine answers (DOCKER_HOST, else the one of this machine).';
  }
  if (compose === undefined) return 'there is neither `docker compose` nor docker-compose.';
  // It has one name on every machine: a real one is left alone.
  if (output(`docker container inspect ${postgres}`) !== null) {
    return `there is a container ${postgres} already, perhaps with real calls. Run them on another engine.`;
  }
  return null;
}

/** What a command prints; null when it fails, does not answer, or is not there. */
function output(command) {
  const [program, ...args] = command.split(' ');
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? stdout : null;
}
