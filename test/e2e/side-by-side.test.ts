/** Several processes at once: two departments that share account, quota and database; several runs of one department. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { readNumber, readOutcome } from '../support/outcome.ts';
import type { DaySummary, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

const loginPath = '/v2/bff-core-app/auth/session-start';

function secondDepartment({ sandbox }: SandboxNight): Record<string, string> {
  const prompt = new URL('../../prompts/department2_prompt.txt', import.meta.url);
  return { ...sandbox.environment(2), PROMPT_FILE: fileURLToPath(prompt) };
}

describe.concurrent('two departments at once', () => {
  it(
    'T-Bank ends the older session at each login, and Google refuses both: the night is that of one after the other',
    { timeout: 300_000 },
    async () => {
      const [alone, together] = await Promise.all([
        startNight({ calls: 30 }),
        startNight({
          calls: 30,
          latency: ['llm=constant:500'],
          faults: ['tbank:one-session:on=login@100%', 'google:429:retry-after=1:on=values@#1,2,3'],
        }),
      ]);
      try {
        for (const changes of [{}, secondDepartment(alone)]) {
          expect((await alone.runJson([], changes)).exitCode).toBe(0);
        }
        const finished = await Promise.all([
          together.runJson(),
          together.runJson([], secondDepartment(together)),
        ]);
        expect(finished.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
        expect(await readOutcome(together.database.pool)).toEqual(await readOutcome(alone.database.pool));
        // They did disturb each other.
        const { tbank, google, llm } = together.sandbox.statistics();
        expect(tbank.requestsByPath[loginPath]).toBeGreaterThan(2);
        expect(google.answersByStatus['429']).toBe(3);
        expect(finished.map(({ stderr }) => stderr).join('')).toContain('they take turns');
        expect(llm.requests).toBe(alone.sandbox.statistics().llm.requests);
      } finally {
        await Promise.all([alone.end(), together.end()]);
      }
    },
  );
});

describe.concurrent('several runs of one department, started at the same moment', () => {
  it('one goes its way, undisturbed; the others give way with exit 3', async () => {
    const night = await startNight({ calls: 20, latency: ['llm=constant:300'] });
    try {
      const all = await Promise.all(
        Array.from({ length: 4 }, () => night.run(['run', '--json', '--date', someDay])),
      );
      expect(all.map(({ exitCode }) => exitCode).sort()).toEqual([0, 3, 3, 3]);
      for (const { exitCode, stderr } of all) {
        if (exitCode === 3)
          expect(stderr).toMatch(/Another run of department 1 is going on: callq process \d+ on /);
      }
      const [{ stdout } = { stdout: '' }] = all.filter(({ exitCode }) => exitCode === 0);
      const [day] = (JSON.parse(stdout) as { days: DaySummary[] }).days;
      expect(day!.actions).toMatchObject({ analysed: 12, failed: 0, left: 0 });
      expect(night.sandbox.statistics().llm.requests).toBe(12);
      expect(await readNumber(night.database.pool, 'SELECT count(*) FROM runs')).toBe(1);
    } finally {
      await night.end();
    }
  });
});
