#!/usr/bin/env node
// Runs a task of package.json in a fresh clone as well: installs first when node_modules is missing or older than the lockfile.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each task is a list of commands, run one after the other until one fails. */
const tasks = {
  demo: [['node', '--import', 'tsx', join(root, 'src/main.ts'), 'demo']],
  test: [
    ['node', join(root, 'scripts/build.js')],
    ['vitest', 'run', '--project', 'unit', '--project', 'integration', '--project', 'e2e'],
  ],
  'test:faults': [
    ['node', join(root, 'scripts/build.js')],
    ['vitest', 'run', '--project', 'faults', '--reporter', 'verbose'],
  ],
  'test:gateway': [['node', join(root, 'scripts/test-gateway.js')]],
  'test:image': [['node', join(root, 'scripts/with-engine.js'), 'vitest', 'run', '--project', 'image']],
  'bench:image': [
    ['node', join(root, 'scripts/with-engine.js'), 'tsx', join(root, 'bench/measure-image.ts')],
  ],
  check: [
    ['prettier', '--check', '.'],
    ['eslint', '.'],
    ['tsc', '--noEmit', '-p', '.'],
    ['knip'],
    ['vitest', 'run', '--project', 'unit', '--project', 'integration'],
  ],
  bench: [
    ['node', join(root, 'scripts/build.js')],
    ['tsx', join(root, 'bench/run-bench.ts')],
  ],
  'bench:bi': [['tsx', join(root, 'bench/run-bench-bi.ts')]],
};

// Ctrl-C reaches the task as well, which ends in its own time; this script only waits for it.
process.on('SIGINT', () => undefined);

const [, , name, ...extra] = process.argv;
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (task === undefined) {
  console.error(`No such task. There are: ${Object.keys(tasks).join(', ')}.`);
  process.exit(2);
}
if (isStale()) run('npm', ['ci', '--no-audit', '--no-fund']);
for (const [index, [command, ...args]] of task.entries()) {
  run(command, index === task.length - 1 ? [...args, ...extra] : args);
}

function isStale() {
  const installed = join(root, 'node_modules/.package-lock.json');
  return (
    !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

function run(command, args) {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const options = {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, PATH: path },
    shell: process.platform === 'win32',
  };
  const { status, signal } = spawnSync(command, args, options);
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}
