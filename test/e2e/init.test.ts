import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Finished } from '../support/callq-process.ts';
import { emptyFolder, startCallq } from '../support/callq-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await emptyFolder();
});
afterEach(() => rm(folder, { recursive: true }));

function init(...args: string[]): Promise<Finished> {
  return startCallq(['init', ...args], { workingDirectory: folder }).finished;
}

it('prints a template that lacks just what is required', async () => {
  const { exitCode, stdout, stderr } = await init('--non-interactive');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^LOGIN=$/mu);
  expect(stdout).toMatch(/^# CALLQ_TIMEZONE=Europe\/Moscow$/mu);
  await writeFile(join(folder, '.env'), stdout);
  const run = await startCallq(['run'], { workingDirectory: folder }).finished;
  expect(run.exitCode).toBe(2);
  const missing = run.stderr.match(/^ {2}[A-Z_]+: is not set/gmu);
  expect(missing).toHaveLength(stdout.match(/\(required\)/gu)?.length ?? 0);
});

it('writes the template for its owner only, and never over a file that is there', async () => {
  const path = join(folder, '.env.department2');
  expect((await init('--non-interactive', '--out', '.env.department2')).exitCode).toBe(0);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await writeFile(path, 'LOGIN=mine\n');
  const { exitCode, stdout, stderr } = await init('--non-interactive', '--out', '.env.department2');
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('.env.department2 is there already and stays as it is');
  expect(await readFile(path, 'utf8')).toBe('LOGIN=mine\n');
});

it('says what to do without a terminal', async () => {
  const { exitCode, stdout, stderr } = await init();
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('needs a terminal');
  expect(stderr).toContain('callq init --non-interactive');
});
