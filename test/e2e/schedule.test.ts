import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { holdLock } from '../support/hold-lock.ts';
import { readNumber } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

/** Six fields begin with seconds: nobody wants to wait for a minute. */
const everySecond = ['schedule', '--cron', '* * * * * *'];

describe('callq schedule', () => {
  let night: SandboxNight;
  beforeAll(async () => {
    night = await startNight({ calls: 5 });
  });
  afterAll(() => night.end());

  it('runs again and again, a failed run included, reads its settings anew, and ends by SIGTERM with 143', async () => {
    const envFile = join(night.folder, 'night.env');
    const settings = (prompt: string): Promise<void> => writeFile(envFile, `PROMPT_FILE=${prompt}\n`);
    await settings('missing.txt');
    const { PROMPT_FILE: prompt = '', ...environment } = night.environment;
    const schedule = night.start([...everySecond, '--env-file', envFile], {
      ...environment,
      PROMPT_FILE: '',
    });
    try {
      await schedule.seen(
        /ended with exit code 2\n[^]*next run \d{4}-\d\d-\d\d \d\d:\d\d:\d\d Europe\/Moscow\n/u,
      );
      await settings(prompt);
      await schedule.seen(/ended with exit code 0\n[^]*ended with exit code 0\n/u);
      schedule.child.kill('SIGTERM');
      expect((await schedule.finished).exitCode).toBe(143);
    } finally {
      schedule.child.kill('SIGKILL');
    }
    expect(
      await readNumber(night.database.pool, 'SELECT count(DISTINCT invocation_id) FROM runs'),
    ).toBeGreaterThan(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends by %s while it waits', async (signal) => {
    const schedule = night.start(['schedule', '--cron', '0 3 1 1 *']);
    await schedule.seen(/next run \d{4}-01-01 03:00:00 Europe\/Moscow/u);
    schedule.child.kill(signal);
    expect((await schedule.finished).exitCode).toBe(signal === 'SIGTERM' ? 143 : 130);
  });

  it('gives way to another run of the department', async () => {
    const lock = await holdLock(night.database.connectionString, 1);
    const schedule = night.start(everySecond);
    try {
      await schedule.seen(/ended with exit code 3\n/u);
      await lock.release();
      await schedule.seen(/ended with exit code 0\n/u);
    } finally {
      schedule.child.kill('SIGTERM');
      await schedule.finished;
    }
  });

  it('takes the run that is going on along', async () => {
    const slow = await startNight({ calls: 20, latency: ['llm=constant:60000'] });
    try {
      const schedule = slow.start(everySecond, { LLM_TIMEOUT_SECONDS: '300' });
      await schedule.seen(/T-Bank listed the calls/u);
      schedule.child.kill('SIGTERM');
      const { exitCode, stdout, stderr } = await schedule.finished;
      expect([exitCode, stdout]).toEqual([143, expect.stringMatching(/left +[1-9]/u)]);
      expect(stderr).toMatch(/ended with exit code 143\n$/u);
    } finally {
      await slow.end();
    }
  });

  it.each([
    ['at three', /no cron expression/u],
    ['0 3 30 2 *', /never comes/u],
  ])('refuses --cron "%s" with exit 2', async (cron, message) => {
    const { exitCode, stderr } = await night.run(['schedule', '--cron', cron]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
