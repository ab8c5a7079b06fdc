import { beforeAll, describe, expect, it } from 'vitest';

import type { DisturbedNight } from '../support/disturbed-night.ts';
import { drawCases } from '../support/faults/fault-seed.ts';
import { analysable, calls, withDisturbedNight } from '../support/disturbed-night.ts';
import type { Outcome } from '../support/outcome.ts';
import { readOutcome } from '../support/outcome.ts';

/** What every disturbed night must come to in the end. */
let undisturbed: Outcome;

beforeAll(async () => {
  await withDisturbedNight(async ({ pool, run }) => {
    expect((await run([])).exitCode).toBe(0);
    undisturbed = await readOutcome(pool);
  });
});

/** `stage class` of the calls that failed, with counts. */
async function failures({ pool }: DisturbedNight): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ failure: string; n: number }>(
    `SELECT failure_stage || ' ' || failure_class AS failure, count(*)::int AS n FROM call_ledger
     WHERE state = 'failed' GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ failure, n }) => [failure, n]));
}

/** A healthy run takes up what is left: then it is as if nothing had happened. */
async function expectHealing({ pool, run }: DisturbedNight, taken: number): Promise<void> {
  const { exitCode, day } = await run([]);
  expect([exitCode, day.actions.analysed, day.actions.failed, day.actions.left]).toEqual([0, taken, 0, 0]);
  expect(await readOutcome(pool)).toEqual(undisturbed);
}

describe.concurrent('calls that fail: a failure, never "not a sale", and the night goes on', () => {
  it('a refusal of one call is not asked again', async () => {
    await withDisturbedNight(async (night) => {
      const faults = ['llm:context@#1', 'llm:policy@#2', 'llm:400@#3', 'llm:422@#4,5'];
      const { exitCode, day, requests } = await night.run(faults);
      expect([exitCode, day.actions]).toMatchObject([1, { analysed: analysable - 5, failed: 5 }]);
      expect(requests).toBe(analysable);
      expect(await failures(night)).toEqual({
        'analysis context_window': 1,
        'analysis content_policy': 1,
        'analysis bad_request': 1,
        'analysis http_422': 2,
      });
      await expectHealing(night, 5);
    });
  });

  it('useless answers are asked again, but not for ever', { timeout: 300_000 }, async () => {
    await withDisturbedNight(async (night) => {
      for (const [kind, failureClass, requestsPerCall] of [
        ['not-json', 'no_json', 3],
        ['string-verdict', 'no_verdict', 3],
        ['in-reasoning', 'answer_elsewhere', 3],
        ['in-tool-call', 'answer_elsewhere', 3],
        ['wrapped', 'no_verdict', 3],
        ['two-different', 'several_objects', 3],
        ['empty', 'no_choices', 3],
        ['content-filter', 'content_filter', 3],
        ['truncate', 'bad_envelope', 3],
        ['length', 'truncated_answer', 2],
        ['length-null', 'truncated_answer', 2],
      ] as const) {
        const { exitCode, day, requests } = await night.run([`llm:${kind}@100%`]);
        expect([kind, exitCode, day.actions, day.states]).toMatchObject([
          kind,
          1,
          { analysed: 0, kept: 0, failed: analysable, left: 0 },
          { saved: 0, not_sales: 0, failed: analysable },
        ]);
        expect(await failures(night)).toEqual({ [`analysis ${failureClass}`]: analysable });
        expect([kind, requests]).toEqual([kind, analysable * requestsPerCall]);
        expect(day.warnings.join()).toContain('none was analysed');
      }
      await expectHealing(night, analysable);
    });
  });

  it.each(
    drawCases(
      43,
      [
        ['500', 'http_500', 4],
        ['reset', 'connection', 4],
        ['cut', 'connection', 4],
        ['timeout', 'timeout', 3],
        // Told to wait, it waits, longer than for anything else.
        ['429:retry-after=0.1', 'rate_limit', 20],
      ],
      1,
    ),
  )(
    'llm:%s for good, without a circuit breaker: class %s after %i requests a call',
    async (kind, failureClass, requestsPerCall) => {
      await withDisturbedNight(async (night) => {
        const changes = { LLM_TIMEOUT_SECONDS: '1', LLM_CONCURRENCY: '32', CALLQ_BREAKER_FAILURES: '0' };
        const { exitCode, day, requests } = await night.run([`llm:${kind}@100%`], [], changes);
        expect([exitCode, day.actions]).toMatchObject([1, { analysed: 0, failed: analysable }]);
        expect(day.states).toMatchObject({ saved: 0, not_sales: 0 });
        expect(await failures(night)).toEqual({ [`analysis ${failureClass}`]: analysable });
        // One that meets a connection which the server is closing never gets to be counted there.
        const lost = kind === 'cut' || kind === 'reset' ? analysable : 0;
        expect(requests).toBeLessThanOrEqual(analysable * requestsPerCall);
        expect(requests).toBeGreaterThanOrEqual(analysable * requestsPerCall - lost);
        await expectHealing(night, analysable);
      });
    },
  );
});

describe.concurrent('faults that end the run', () => {
  it('stop it with exit 2 at once; the rest is pending (stopped), and the next run takes it up', async () => {
    await withDisturbedNight(async (night) => {
      let kept = 0;
      for (const [kind, errorClass, advice] of [
        ['budget:status=400', 'gateway_budget', 'budget'],
        ['budget:status=401', 'gateway_budget', 'budget'],
        ['budget:status=429', 'gateway_budget', 'budget'],
        ['expired-key', 'gateway_key', 'TOKEN_LLM'],
        ['no-db', 'gateway_key', 'TOKEN_LLM'],
        ['401', 'gateway_key', 'TOKEN_LLM'],
        ['403', 'gateway_model', 'MODEL'],
        ['404', 'gateway_model', 'MODEL'],
        ['html:status=403', 'gateway_url', 'LLM_BASE_URL'],
      ] as const) {
        const { exitCode, day, requests } = await night.run([`llm:${kind}@#2`], [], {
          LLM_CONCURRENCY: '1',
        });
        expect([kind, exitCode, day.stoppedBy?.errorClass, requests]).toEqual([kind, 2, errorClass, 2]);
        expect(day.stoppedBy?.message).toContain(advice);
        expect(day.actions).toMatchObject({ analysed: 1, kept, failed: 0 });
        expect(day.actions.left).toBe(calls - 1 - kept - day.actions.excluded);
        const { rows } = await night.pool.query(
          `SELECT reason, (SELECT exit_code FROM runs ORDER BY id DESC LIMIT 1) AS code,
             (SELECT error_class FROM runs ORDER BY id DESC LIMIT 1) AS class
           FROM call_ledger WHERE state = 'pending' GROUP BY 1`,
        );
        expect(rows).toEqual([{ reason: 'stopped', code: 2, class: errorClass }]);
        kept += 1;
      }
      await expectHealing(night, analysable - kept);
    });
  });

  it.each([
    ['html', 'gateway_url'],
    ['422', 'gateway_refuses_all'],
  ])('llm:%s of all the first calls stops it with %s', async (kind, errorClass) => {
    await withDisturbedNight(async (night) => {
      const { exitCode, day } = await night.run([`llm:${kind}@100%`]);
      expect([exitCode, day.stoppedBy?.errorClass]).toEqual([2, errorClass]);
      expect(day.actions.analysed).toBe(0);
      expect(day.states).toMatchObject({ saved: 0, not_sales: 0 });
      await expectHealing(night, analysable);
    });
  });
});
