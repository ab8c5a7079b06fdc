#!/usr/bin/env node
// with-engine.js COMMAND…: runs what needs a Docker engine, with CALLQ_TEST_COMPOSE saying how compose is called here. Where
// there is no engine it says so and leaves the variable empty: tests then skip themselves, each of them counted.
import { spawnSync } from 'node:child_process';

const postgres = 'postgres_callq_data';

const compose = ['docker compose', 'docker-compose'].find((command) => output(`${command} version`) !== null);
const problem = problemOf();
if (problem !== null) console.log(`Skipped, nothing can be said about the image: ${problem}`);
const [, , program, ...args] = process.argv;
const { status } = spawnSync(program, args, {
  stdio: 'inherit',
  env: { ...process.env, CALLQ_TEST_COMPOSE: problem === null ? compose : '' },
});
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
