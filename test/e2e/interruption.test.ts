import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { DaySummary, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;

beforeEach(async () => {
  night = await startNight({ calls: 100, latency: ['llm=constant:400'] });
});
afterEach(() => night.end());

async function untilAnswers(count: number): Promise<void> {
  while ((night.sandbox.statistics().llm.answersByStatus['200'] ?? 0) < count) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function storedCalls(): Promise<number> {
  const { rows } = await night.database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM analyses');
  return rows[0]!.n;
}

describe('an interrupted night', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    '%s: saves what is in flight, says what is left, exits %i; the next run takes up the rest',
    async (signal, exitCode) => {
      const running = night.start(['run', '--json', '--date', someDay], { LLM_CONCURRENCY: '4' });
      await untilAnswers(3);
      const signalled = Date.now();
      running.child.kill(signal);
      const finished = await running.finished;
      expect(finished.exitCode).toBe(exitCode);
      expect(Date.now() - signalled).toBeLessThan(20_000);
      const [day] = (JSON.parse(finished.stdout) as { days: DaySummary[] }).days;
      expect(await storedCalls()).toBe(day!.actions.analysed);
      expect(day!.actions.analysed).toBeGreaterThanOrEqual(3);
      expect(day!.actions.left).toBeGreaterThan(30);
      expect(Object.values(day!.actions).reduce((sum, count) => sum + count, 0)).toBe(day!.listed);
      const rest = await night.runJson([], { LLM_CONCURRENCY: '32' });
      expect(rest.day.actions).toMatchObject({ kept: day!.actions.analysed, left: 0, failed: 0 });
      expect(night.sandbox.statistics().llm.requests).toBe(60);
    },
  );

  it('a second signal ends at once', async () => {
    const slow = await startNight({ calls: 50, latency: ['llm=constant:60000'] });
    try {
      const running = slow.start(['run', '--date', someDay]);
      while (slow.sandbox.statistics().llm.inFlight === 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
      running.child.kill('SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(running.child.exitCode).toBeNull();
      const second = Date.now();
      running.child.kill('SIGTERM');
      expect((await running.finished).exitCode).toBe(143);
      expect(Date.now() - second).toBeLessThan(5000);
    } finally {
      await slow.end();
    }
  });

  it('kill -9: no call is without a state, the next run finishes, and no stored answer is paid for again', async () => {
    const running = night.start(['run', '--date', someDay], { LLM_CONCURRENCY: '4' });
    await untilAnswers(6);
    running.child.kill('SIGKILL');
    await running.finished;
    const { rows } = await night.database.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM call_ledger',
    );
    expect(rows[0]!.n).toBe(100);
    const status = await night.run(['status', '--date', someDay, '--json']);
    const { nights } = JSON.parse(status.stdout) as { nights: { balance: unknown; needsLook: boolean }[] };
    expect(nights).toMatchObject([{ needsLook: true, balance: { listed: 100, difference: 0 } }]);
    const kept = await storedCalls();
    const rest = await night.runJson([], { LLM_CONCURRENCY: '32' });
    expect([rest.exitCode, rest.day.actions.kept, rest.day.actions.kept + rest.day.actions.analysed]).toEqual(
      [0, kept, 60],
    );
  });
});

describe('two runs of one department', () => {
  it('the second gives way with exit 3 and says who holds the lock since when; another department goes on', async () => {
    const running = night.start(['run', '--date', someDay]);
    await untilAnswers(1);
    const second = await night.run(['run', '--date', someDay]);
    expect(second.exitCode).toBe(3);
    expect(second.stderr).toMatch(new RegExp(`process ${String(running.child.pid)} on .* since 20\\d\\d-`));
    expect((await running.finished).exitCode).toBe(0);
  });
});
