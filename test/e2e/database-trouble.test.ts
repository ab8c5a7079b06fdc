/** The built program while the database goes away, comes back, hangs, or lies behind a pooler. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { Outcome } from '../support/outcome.ts';
import { readNumber, readOutcome, sumOf } from '../support/outcome.ts';
import type { PostgresProxy } from '../support/postgres-proxy.ts';
import { startPostgresProxy } from '../support/postgres-proxy.ts';
import type { DaySummary, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import { startTransactionPooler } from '../support/transaction-pooler.ts';

const calls = 20;
const analysable = 12;

let undisturbed: Outcome;
beforeAll(async () => {
  const night = await startNight({ calls });
  expect((await night.runJson()).exitCode).toBe(0);
  undisturbed = await readOutcome(night.database.pool);
  await night.end();
});

interface Parts {
  readonly night: SandboxNight;
  readonly proxy: PostgresProxy;
  /** A run through the proxy, slow enough to be disturbed. */
  readonly start: () => ReturnType<SandboxNight['start']>;
  readonly answers: (count: number) => Promise<void>;
}

/** A night whose database lies behind a wire that can be cut. */
async function withWire(use: (parts: Parts) => Promise<void>): Promise<void> {
  const night = await startNight({ calls, latency: ['llm=constant:250'] });
  const proxy = await startPostgresProxy(night.database.connectionString);
  try {
    await use({
      night,
      proxy,
      start: () =>
        night.start(['run', '--json', '--date', someDay], {
          ...{ DATA_BASE: proxy.connectionString, LLM_CONCURRENCY: '2' },
        }),
      async answers(count) {
        while ((night.sandbox.statistics().llm.answersByStatus['200'] ?? 0) < count) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      },
    });
  } finally {
    await proxy.close();
    await night.end();
  }
}

function dayOf(stdout: string): DaySummary {
  return (JSON.parse(stdout) as { days: DaySummary[] }).days[0]!;
}

describe.concurrent('the database in the middle of a night', () => {
  it('every connection ended, the lock included: the night goes on, and nothing is paid twice', () =>
    withWire(async ({ night, start, answers }) => {
      const running = start();
      for (const count of [1, 4, 7]) {
        await answers(count);
        await night.database.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name LIKE 'callq%'`,
        );
      }
      const { exitCode, stderr } = await running.finished;
      expect([exitCode, await readOutcome(night.database.pool)]).toEqual([0, undisturbed]);
      expect(stderr).toMatch(/lock is held again/);
      expect(night.sandbox.statistics().llm.requests).toBe(analysable);
    }));

  it('gone for some seconds: meanwhile the gateway is asked nothing new', () =>
    withWire(async ({ night, proxy, start, answers }) => {
      const running = start();
      await answers(3);
      proxy.refuse();
      await running.seen(/nothing new is begun until it is back/);
      await new Promise((resolve) => setTimeout(resolve, 1000)); // Requests on their way may still arrive.
      const { requests } = night.sandbox.statistics().llm;
      await new Promise((resolve) => setTimeout(resolve, 3000));
      expect(night.sandbox.statistics().llm.requests).toBe(requests);
      proxy.pass();
      expect((await running.finished).exitCode).toBe(0);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
      expect(night.sandbox.statistics().llm.requests).toBe(analysable);
    }));

  it('another run takes over while it is away: exit 2, and what the other one did stays as it is', () =>
    withWire(async ({ night, proxy, start, answers }) => {
      const running = start();
      await answers(3);
      proxy.refuse();
      await running.seen(/nothing new is begun until it is back/);
      let other = await night.run(['run', '--json', '--date', someDay]);
      // The server needs a moment to notice that the first one is gone.
      while (other.exitCode === 3) other = await night.run(['run', '--json', '--date', someDay]);
      expect(other.exitCode).toBe(0);
      proxy.pass();
      const { exitCode, stdout } = await running.finished;
      const day = dayOf(stdout);
      expect([exitCode, day.stoppedBy?.errorClass]).toEqual([2, 'lock_lost']);
      expect(day.stoppedBy?.message).toMatch(/took the lock of department 1/);
      expect(sumOf(day.actions)).toBe(calls);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
      expect(await readNumber(night.database.pool, 'SELECT count(DISTINCT run_id) FROM call_ledger')).toBe(1);
    }));

  it('something is purged while it is away: exit 2, although no other run began', () =>
    withWire(async ({ night, proxy, start, answers }) => {
      const running = start();
      await answers(3);
      proxy.refuse();
      await running.seen(/nothing new is begun until it is back/);
      const purge = ['purge', '--older-than', '30000d'];
      let purged = await night.run(purge);
      while (purged.exitCode === 3) purged = await night.run(purge);
      expect(purged.exitCode).toBe(0);
      proxy.pass();
      const { exitCode, stdout } = await running.finished;
      const day = dayOf(stdout);
      expect([exitCode, day.stoppedBy?.errorClass]).toEqual([2, 'lock_lost']);
      expect(day.stoppedBy?.message).toMatch(/took the lock of department 1/);
      expect((await night.runJson()).exitCode).toBe(0);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
    }));

  it('gone for good: exit 2 within a minute, and the next run takes up the rest without paying again', () =>
    withWire(async ({ night, proxy, start, answers }) => {
      const running = start();
      await answers(3);
      proxy.refuse();
      const lostAt = performance.now();
      const { exitCode, stdout } = await running.finished;
      expect(exitCode).toBe(2);
      expect(performance.now() - lostAt).toBeLessThan(60_000);
      expect(sumOf(dayOf(stdout).actions)).toBe(calls);
      const lost = night.sandbox.statistics().llm.requests;
      const stored = await readNumber(night.database.pool, 'SELECT count(*) FROM model_answers');
      expect((await night.runJson()).exitCode).toBe(0);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
      expect(night.sandbox.statistics().llm.requests).toBe(lost + analysable - stored);
    }));

  it('hanging when the run is interrupted: the summary comes all the same', () =>
    withWire(async ({ night, proxy, start, answers }) => {
      const running = start();
      await answers(3);
      proxy.hang();
      await new Promise((resolve) => setTimeout(resolve, 500));
      const signalled = performance.now();
      running.child.kill('SIGTERM');
      const { exitCode, stdout } = await running.finished;
      expect(exitCode).toBe(143);
      expect(performance.now() - signalled).toBeLessThan(20_000);
      const day = dayOf(stdout);
      expect(day).toMatchObject({ listed: calls, interruptedBy: 'SIGTERM' });
      expect(sumOf(day.actions)).toBe(calls);
      proxy.pass();
      await night.database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'callq%'`,
      );
      expect((await night.runJson()).exitCode).toBe(0);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
    }));

  it('behind a pooler in transaction mode: exit 2 before anything is asked, naming DATA_BASE', async () => {
    const night = await startNight({ calls });
    const pooler = await startTransactionPooler(night.database.connectionString);
    try {
      const changes = { DATA_BASE: pooler.connectionString };
      const { exitCode, stderr } = await night.run(['run', '--date', someDay], changes);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/transaction mode.*DATA_BASE/);
      const { llm, tbank } = night.sandbox.statistics();
      expect([llm.requests, tbank.requests]).toEqual([0, 0]);
      expect((await night.runJson()).exitCode).toBe(0);
    } finally {
      await pooler.close();
      await night.end();
    }
  });
});
