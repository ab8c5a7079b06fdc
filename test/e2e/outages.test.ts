import { beforeAll, describe, expect, it } from 'vitest';

import type { DisturbedNight } from '../support/disturbed-night.ts';
import { drawCases } from '../support/faults/fault-seed.ts';
import { analysable, calls, patienceFor, withDisturbedNight } from '../support/disturbed-night.ts';
import { numbers } from '../support/numbers.ts';
import type { Outcome } from '../support/outcome.ts';
import { readNumber, readOutcome } from '../support/outcome.ts';
import { startNight } from '../support/sandbox-night.ts';

/** What every disturbed night must come to in the end. */
let undisturbed: Outcome;

beforeAll(async () => {
  await withDisturbedNight(async ({ pool, run }) => {
    expect((await run([])).exitCode).toBe(0);
    undisturbed = await readOutcome(pool);
  });
});

async function pendingReasons({ pool }: DisturbedNight): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ reason: string; n: number }>(
    "SELECT reason, count(*)::int AS n FROM call_ledger WHERE state = 'pending' GROUP BY 1",
  );
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
}

async function expectHealing({ pool, run }: DisturbedNight, kept: number): Promise<void> {
  const { exitCode, day } = await run([]);
  expect([exitCode, day.actions.kept, day.actions.analysed]).toEqual([0, kept, analysable - kept]);
  expect(await readOutcome(pool)).toEqual(undisturbed);
}

/** Everything from a request on, for good. */
const last = 400;

describe.concurrent('the gateway goes down in the middle of the night', () => {
  it.each(
    drawCases(
      41,
      [
        ['503', 'http_503'],
        ['reset', 'connection'],
        ['html', 'gateway_url'],
        ['html:status=502', 'http_502'],
        ['timeout', 'timeout'],
        ['429', 'rate_limit'],
        ['429:retry-after=1', 'rate_limit'],
      ],
      2,
    ),
  )('llm:%s: exit 2, no call fails, the next run takes up the rest', async (kind, failureClass) => {
    await withDisturbedNight(async (night) => {
      const changes = { ...patienceFor(kind), LLM_CONCURRENCY: '4', CALLQ_BREAKER_FAILURES: '4' };
      const { exitCode, day } = await night.run([`llm:${kind}@#${numbers(5, last)}`], [], changes);
      const { analysed } = day.actions;
      expect([exitCode, day.actions.failed, analysed]).toEqual([2, 0, 4]);
      const { errorClass, message } = day.stoppedBy!;
      if (kind === 'html') expect(errorClass).toBe(failureClass);
      else {
        expect([errorClass, message]).toEqual(['gateway_down', expect.stringContaining(failureClass)]);
        expect(message).toMatch(/the gateway .* 4 times in a row.*LLM_BASE_URL.*run again/);
      }
      expect(await pendingReasons(night)).toEqual({ stopped: analysable - 4 });
      const run = 'SELECT error_class FROM runs ORDER BY id DESC LIMIT 1';
      expect((await night.pool.query(run)).rows).toEqual([{ error_class: errorClass }]);
      await expectHealing(night, 4);
    });
  });

  it('and comes back: calls wait for it instead of failing', async () => {
    await withDisturbedNight(async (night) => {
      const changes = { LLM_CONCURRENCY: '4' };
      const { exitCode, day } = await night.run([`llm:503@#${numbers(5, 12)}`], [], changes);
      expect([exitCode, day.actions]).toMatchObject([0, { analysed: analysable, failed: 0, left: 0 }]);
      expect(await readOutcome(night.pool)).toEqual(undisturbed);
    });
  });

  it('is down from the beginning: nothing is failed either', async () => {
    await withDisturbedNight(async (night) => {
      const changes = { CALLQ_BREAKER_FAILURES: '4' };
      const { exitCode, day } = await night.run(['llm:500@100%'], [], changes);
      expect([exitCode, day.stoppedBy?.errorClass]).toEqual([2, 'gateway_down']);
      expect([day.actions.analysed, day.actions.failed, day.actions.left]).toEqual([0, 0, analysable]);
      await expectHealing(night, 0);
    });
  });

  it('ends the whole invocation: the other days are not begun', async () => {
    const night = await startNight({ calls, faults: ['llm:500@100%'] });
    try {
      const days = ['--from', '2026-11-03', '--to', '2026-11-05'];
      const { exitCode, stdout } = await night.run(['run', '--json', ...days], {
        CALLQ_BREAKER_FAILURES: '3',
      });
      const { days: begun, daysNotBegun } = JSON.parse(stdout) as { days: unknown[]; daysNotBegun: string[] };
      expect([exitCode, begun.length, daysNotBegun]).toEqual([2, 1, ['2026-11-04', '2026-11-05']]);
    } finally {
      await night.end();
    }
  });
});

describe.concurrent('T-Bank goes down in the middle of the night', () => {
  it.each(
    drawCases(
      42,
      [
        ['500', 'HTTP 500'],
        ['reset', 'the connection broke'],
        ['html', 'HTML'],
        ['html:status=403', 'HTML'],
        ['429:retry-after=1', 'HTTP 429'],
      ],
      2,
    ),
  )('tbank:%s: exit 2, no call fails, the next run takes up the rest', async (kind, said) => {
    await withDisturbedNight(async (night) => {
      const fault = `tbank:${kind}:on=transcript@#${numbers(5, last)}`;
      const changes = { CALLQ_BREAKER_FAILURES: '4' };
      const { exitCode, day } = await night.run([fault], [], changes);
      expect([exitCode, day.actions.failed, day.stoppedBy?.errorClass]).toEqual([2, 0, 'tbank_down']);
      expect(day.stoppedBy?.message).toMatch(/T-Bank .* 4 times in a row.*TBANK_BASE_URL.*run again/);
      expect(day.stoppedBy?.message).toContain(said);
      expect(day.actions.left).toBeGreaterThan(0);
      expect(await pendingReasons(night)).toEqual({ stopped: day.actions.left });
      await expectHealing(night, day.actions.analysed);
    });
  });

  it('and comes back: calls wait for it instead of failing', async () => {
    await withDisturbedNight(async (night) => {
      const fault = `tbank:500:on=transcript@#${numbers(5, 10)}`;
      const { exitCode, day } = await night.run([fault]);
      expect([exitCode, day.actions]).toMatchObject([0, { analysed: analysable, failed: 0, left: 0 }]);
      expect(await readOutcome(night.pool)).toEqual(undisturbed);
    });
  });
});

describe.concurrent('what ends the run at once', () => {
  it.each([
    ['budget', 'gateway_budget'],
    ['expired-key', 'gateway_key'],
    ['404', 'gateway_model'],
  ])('llm:%s: what is under way is still saved, nothing new is sent', async (kind, errorClass) => {
    await withDisturbedNight(async (night) => {
      const { exitCode, day, requests } = await night.run([`llm:${kind}@#3`], [], { LLM_CONCURRENCY: '8' });
      expect([exitCode, day.stoppedBy?.errorClass]).toEqual([2, errorClass]);
      const analysed = requests - 1;
      expect(requests).toBeGreaterThanOrEqual(3);
      expect(requests).toBeLessThan(analysable);
      expect(day.actions).toMatchObject({ analysed, failed: 0, left: analysable - analysed });
      expect(await readNumber(night.pool, 'SELECT count(*) FROM analyses')).toBe(analysed);
      await expectHealing(night, analysed);
    });
  });
});

describe.concurrent('a request whose outcome is unknown', () => {
  it('is counted as possibly paid, one that was refused is not', async () => {
    await withDisturbedNight(async (night) => {
      const faults = ['llm:reset-after@#1', 'llm:timeout@#2', 'llm:cut@#3', 'llm:500@#4', 'llm:429@#5'];
      const changes = { LLM_TIMEOUT_SECONDS: '2' };
      const { exitCode, day, stdout, stderr } = await night.run(faults, [], changes);
      expect([exitCode, day.possiblyPaid.requests, day.tokens.answers]).toEqual([0, 3, analysable]);
      expect(day.possiblyPaid.estimatedTokens).toBeGreaterThan(3 * 1000);
      expect(stdout).toContain('"estimatedCostUsd":null');
      const stored = await night.pool.query(
        'SELECT possibly_paid_requests AS r, possibly_paid_tokens::int AS t, possibly_paid_cost_usd AS c FROM runs',
      );
      expect(stored.rows).toEqual([{ r: 3, t: day.possiblyPaid.estimatedTokens, c: null }]);
      expect(stderr).toMatch(/"count":3,"msg":"[^"]*may have been paid/);
      expect(await readOutcome(night.pool)).toEqual(undisturbed);
    });
  });

  it("counts against CallQ's own budget, every try", async () => {
    const night = await startNight({ calls, faults: ['llm:reset-after@100%'] });
    try {
      const { exitCode, day } = await night.runJson([], { CALLQ_MAX_TOKENS: '400000' });
      expect([exitCode, day.actions.analysed, day.actions.failed]).toEqual([1, 0, 0]);
      const { promptTokens, completionTokens, requests } = night.sandbox.statistics().llm;
      expect(promptTokens + completionTokens).toBeLessThanOrEqual(400_000);
      expect(day.possiblyPaid.requests).toBe(requests);
      expect(requests).toBeGreaterThan(2);
    } finally {
      await night.end();
    }
  });
});
