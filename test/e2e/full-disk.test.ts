import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Finished } from '../support/callq-process.ts';
import { startCallq } from '../support/callq-process.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;
beforeAll(async () => {
  night = await startNight({ calls: 5 });
  await night.run(['run', '--date', someDay]);
});
afterAll(() => night.end());

/** Every file written here ends on a full disk after its first kilobyte. */
async function onFullDisk(
  folder: string,
  args: string[],
  changes: Record<string, string> = {},
): Promise<Finished> {
  const workingDirectory = join(night.folder, folder);
  await mkdir(workingDirectory, { recursive: true });
  return startCallq(args, {
    environment: { ...night.environment, LOGGING_ON_FILE: 'false', ...changes },
    workingDirectory,
    fullAfterBlocks: 2,
  }).finished;
}

it('an env file that does not fit is not there at all', async () => {
  const { exitCode, stderr } = await onFullDisk('init', ['init', '--non-interactive', '--out', '.env']);
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(/\.env cannot be read or written \(EFBIG\)/u),
  ]);
  expect(await readdir(join(night.folder, 'init'))).toEqual([]);
});

it('an export that does not fit leaves the file of before', async () => {
  await mkdir(join(night.folder, 'export'));
  await writeFile(join(night.folder, 'export', 'calls.csv'), 'yesterday');
  const args = ['export', 'csv', '--date', someDay, '--out', 'calls.csv', '--force'];
  const { exitCode, stderr } = await onFullDisk('export', args);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/calls\.csv cannot be written \(EFBIG\)/u)]);
  expect(await readdir(join(night.folder, 'export'))).toEqual(['calls.csv']);
  expect(await readFile(join(night.folder, 'export', 'calls.csv'), 'utf8')).toBe('yesterday');
});

it('metrics that do not fit leave those of before, and the run only warns', async () => {
  const file = join(night.folder, 'metrics', 'callq.prom');
  await mkdir(join(night.folder, 'metrics'));
  await writeFile(file, 'callq_run_exit_code 0\n');
  const settings = { CALLQ_METRICS_FILE: 'callq.prom' };
  const { exitCode, stderr } = await onFullDisk('metrics', ['run', '--date', someDay], settings);
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringContaining('CALLQ_METRICS_FILE: nobody could be told'),
  ]);
  expect(stderr).toContain('EFBIG');
  expect(await readdir(join(night.folder, 'metrics'))).toEqual(['callq.prom']);
  expect(await readFile(file, 'utf8')).toBe('callq_run_exit_code 0\n');
});
