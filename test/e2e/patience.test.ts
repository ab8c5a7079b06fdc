/** What takes its time, side by side: tokens are renewed once a minute, refusals are tried for 15 s, a stop may take 20 s. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { calls, withDisturbedNight } from '../support/disturbed-night.ts';
import { drawCases } from '../support/faults/fault-seed.ts';
import type { Outcome } from '../support/outcome.ts';
import { readOutcome, sumOf } from '../support/outcome.ts';
import type { DaySummary, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let healthy: SandboxNight;
let undisturbed: Outcome;

beforeAll(async () => {
  healthy = await startNight({ calls });
  expect((await healthy.runJson()).exitCode).toBe(0);
  undisturbed = await readOutcome(healthy.database.pool);
});
afterAll(() => healthy.end());

async function expectHealing(night: SandboxNight): Promise<void> {
  expect((await night.runJson([], healthy.sandbox.environment(1))).exitCode).toBe(0);
  expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
}

describe.concurrent('the token', () => {
  it('expires in the middle: one login for all, and the night goes on as if nothing had happened', async () => {
    const night = await startNight({ calls, faults: ['tbank:expire:on=transcript@#5'] });
    try {
      const { exitCode, stderr } = await night.runJson();
      expect(exitCode).toBe(0);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
      const { requestsByPath } = night.sandbox.statistics().tbank;
      expect(requestsByPath['/v2/bff-core-app/auth/session-start']).toBe(2);
      expect(stderr).toContain('logging in again');
    } finally {
      await night.end();
    }
  });
});

describe.concurrent('HTML where JSON belongs', () => {
  it.each(
    drawCases(
      46,
      [
        ['tbank:html:on=login', 'login', /login.*HTML.*TBANK_BASE_URL/],
        ['tbank:html:status=403:on=login', 'login', /login.*HTML/],
        ['tbank:html:on=groups', 'group', /group search.*HTML.*TBANK_BASE_URL/],
        ['tbank:html:on=calls', 'listing', /call listing.*HTML.*TBANK_BASE_URL/],
        ['google:html:on=token', 'google_token', /token_uri in JSON_AUTH/],
        ['google:html:on=values', 'sheet', /sheet "Чек-лист ТП".*HTML.*GOOGLE_SHEETS_BASE_URL/],
        ['google:html:status=403:on=values', 'sheet', /sheet "Чек-лист ТП".*GOOGLE_SHEETS_BASE_URL/],
      ],
      1,
    ),
  )('%s for good: exit 2, class %s', async (fault, errorClass, message) => {
    const night = await startNight({ calls, faults: [`${fault}@100%`] });
    try {
      const { exitCode, stderr } = await night.run(['run', '--date', someDay]);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
      expect(night.sandbox.statistics().llm.requests).toBe(0);
      const { rows } = await night.database.pool.query('SELECT exit_code, error_class FROM runs');
      expect(rows).toEqual([{ exit_code: 2, error_class: errorClass }]);
      await expectHealing(night);
    } finally {
      await night.end();
    }
  });

  it('instead of transcripts fails these calls only, without a circuit breaker', async () => {
    await withDisturbedNight(async (night) => {
      const changes = { TBANK_CONCURRENCY: '32', CALLQ_BREAKER_FAILURES: '0' };
      const { exitCode, day } = await night.run(['tbank:html:on=transcript@100%'], [], changes);
      expect([exitCode, day.actions]).toMatchObject([1, { analysed: 0, left: 0 }]);
      const { rows } = await night.pool.query(
        `SELECT DISTINCT failure_stage, failure_class FROM call_ledger WHERE state = 'failed'`,
      );
      expect(rows).toEqual([{ failure_stage: 'transcript', failure_class: 'html' }]);
      expect((await night.run([])).exitCode).toBe(0);
      expect(await readOutcome(night.pool)).toEqual(undisturbed);
    });
  });
});

describe.concurrent('SIGTERM while something hangs', () => {
  /** Stops a run that hangs: exit 143 within 20 s; then what the ledger says about the calls that were to be analysed. */
  async function stopHanging(
    night: SandboxNight,
    hangs: () => Promise<boolean>,
  ): Promise<{ stdout: string; pending: unknown[] }> {
    const running = night.start(['run', '--json', '--date', someDay]);
    // Tests of this group run at once, where expect.poll does not know whose it is.
    for (const begun = Date.now(); !(await hangs());) {
      if (Date.now() - begun > 20_000) throw new Error('the run never came to what it should hang on');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const signalled = Date.now();
    running.child.kill('SIGTERM');
    const { exitCode, stdout } = await running.finished;
    expect(exitCode).toBe(143);
    expect(Date.now() - signalled).toBeLessThan(20_000);
    const { rows } = await night.database.pool.query(
      "SELECT reason, count(*)::int AS n FROM call_ledger WHERE state = 'pending' GROUP BY 1",
    );
    return { stdout, pending: rows };
  }

  it.each([
    ['the gateway', { latency: ['llm=constant:60000'] }, 12],
    ['T-Bank, asked for transcripts', { faults: ['tbank:timeout:on=transcript@100%'] }, 13],
  ])('%s: what is left is pending, and the summary says so', async (_name, options, left) => {
    const night = await startNight({ calls, ...options });
    try {
      const { stdout, pending } = await stopHanging(night, () => {
        const { llm, tbank } = night.sandbox.statistics();
        return Promise.resolve(llm.inFlight === 8 || tbank.inFlight === 4);
      });
      const [day] = (JSON.parse(stdout) as { days: DaySummary[] }).days;
      expect(day).toMatchObject({ listed: calls, interruptedBy: 'SIGTERM', stoppedBy: null });
      expect([day!.actions.left, day!.actions.failed, sumOf(day!.actions)]).toEqual([left, 0, calls]);
      expect(pending).toEqual([{ reason: 'interrupted', n: left }]);
      await expectHealing(night);
    } finally {
      await night.end();
    }
  });

  it.each([
    ['T-Bank, asked for a login', 'tbank:timeout:on=login@100%'],
    ['Google, asked for a sheet', 'google:timeout:on=values@100%'],
  ])('%s: there is nothing to save', async (_name, fault) => {
    const night = await startNight({ calls, faults: [fault] });
    try {
      const { pending } = await stopHanging(night, () => {
        const { tbank, google } = night.sandbox.statistics();
        return Promise.resolve(tbank.inFlight + google.inFlight > 0);
      });
      expect(pending).toEqual([]);
      await expectHealing(night);
    } finally {
      await night.end();
    }
  });

  it('anything, at any moment of the start: exit 143 and no crash', async () => {
    const faults = ['tbank:timeout:on=login@100%'];
    const night = await startNight({ calls, faults, latency: ['google=constant:20'] });
    try {
      for (let waitMs = 0; waitMs <= 160; waitMs += 20) {
        const running = night.start(['run', '--date', someDay]);
        await running.seen(/talks to/);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        running.child.kill('SIGTERM');
        const { exitCode, stderr } = await running.finished;
        expect([waitMs, exitCode, stderr.split('\n').length]).toEqual([waitMs, 143, 2]);
      }
    } finally {
      await night.end();
    }
  });

  it('the database: what it holds is pending, and the next run doubles nothing', async () => {
    const night = await startNight({ calls, latency: ['llm=constant:300'] });
    const blocker = await night.database.pool.connect();
    try {
      let blocked = false;
      const { pending } = await stopHanging(night, async () => {
        if (!blocked && (night.sandbox.statistics().llm.answersByStatus['200'] ?? 0) > 0) {
          await blocker.query('BEGIN; LOCK TABLE calls, analyses, model_answers');
          blocked = true;
        }
        const waiting = await night.database.pool.query('SELECT FROM pg_locks WHERE NOT granted');
        return blocked && waiting.rowCount !== 0;
      });
      await blocker.query('ROLLBACK');
      expect(pending).toEqual([{ reason: 'interrupted', n: expect.any(Number) as number }]);
      await expectHealing(night);
    } finally {
      blocker.release();
      await night.end();
    }
  });
});
