import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startHttpServer } from '../support/http-server.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

/** What the sandbox charges, in USD per million tokens. */
const charged = { input: 0.15, output: 0.6 };

let night: SandboxNight;
let prices: string;

beforeEach(async () => {
  night = await startNight({ calls: 40 });
  prices = JSON.stringify({ [night.environment['MODEL']!]: charged });
});
afterEach(() => night.end());

async function pendingReasons(): Promise<string[]> {
  const { rows } = await night.database.pool.query<{ reason: string }>(
    "SELECT DISTINCT reason FROM call_ledger WHERE state = 'pending'",
  );
  return rows.map(({ reason }) => reason);
}

describe("CallQ's own budget", () => {
  it.each([
    ['tokens', (): Record<string, string> => ({ CALLQ_MAX_TOKENS: '100000' })],
    ['cost', (): Record<string, string> => ({ CALLQ_MAX_COST_USD: '0.02', CALLQ_PRICES: prices })],
  ])(
    '%s: stops cleanly before it is passed, exit 1; the next run takes up the rest',
    async (name, limits) => {
      const first = await night.runJson([], limits());
      expect(first.exitCode).toBe(1);
      expect(first.day.actions.analysed).toBeGreaterThan(2);
      expect(first.day.actions.left).toBeGreaterThan(2);
      expect(await pendingReasons()).toEqual(['over_budget']);
      const { promptTokens, completionTokens, costUsd } = night.sandbox.statistics().llm;
      if (name === 'cost') expect(costUsd).toBeLessThanOrEqual(0.02);
      else expect(promptTokens + completionTokens).toBeLessThanOrEqual(100_000);
      const setting = Object.keys(limits())[0]!;
      expect(first.day.overBudget).toMatchObject({ setting, limit: limits()[setting] });
      const { used, nextRequest } = first.day.overBudget!;
      expect(Number(used) + Number(nextRequest)).toBeGreaterThan(Number(limits()[setting]));
      const left = `${first.day.actions.left} calls are left`;
      expect(first.stderr.split(`the run stops: ${setting}=`)).toHaveLength(2);
      expect(first.stderr).toContain(`${used} ${name === 'cost' ? 'USD' : name} are used`);
      expect(first.stderr).toContain(`may need up to ${nextRequest}, ${left}`);
      const rest = await night.runJson();
      expect([rest.exitCode, rest.day.actions.left]).toEqual([0, 0]);
      expect(rest.day.actions.kept).toBe(first.day.actions.analysed);
    },
  );

  it('says that a limit below one request lets no run past it, and above what to raise it', async () => {
    const listener = await startHttpServer((_request, response) => {
      response.end();
    });
    const limits = { CALLQ_MAX_TOKENS: '1000', CALLQ_NOTIFY_URL: listener.url.href };
    const { day } = await night.runJson([], limits).finally(() => listener.close());
    const nextRequest = day.overBudget!.nextRequest;
    expect(Number(nextRequest)).toBeGreaterThan(1000);
    expect([day.exitCode, day.actions.analysed, day.overBudget!.used]).toEqual([1, 0, '0']);
    expect(night.sandbox.statistics().llm.requests).toBe(0);
    const told = listener.requests[0]!.body;
    expect(JSON.parse(told)).toMatchObject({ errorClass: 'over_budget' });
    expect(told).toContain('лимит расходов');
    const { rows } = await night.database.pool.query('SELECT error_class FROM runs');
    expect(rows).toEqual([{ error_class: 'over_budget' }]);
    const { stdout } = await night.run(['run', '--date', '2026-11-03'], { CALLQ_MAX_TOKENS: '1000' });
    expect(stdout).toContain(`Raise it above ${nextRequest}`);
    expect(stdout).toContain('no run takes them all up until CALLQ_MAX_TOKENS is raised');
    expect(stdout).not.toContain('the next run of this day takes them up');
  });

  it('a cost limit without a known price is exit 2 and names the price table', async () => {
    const { exitCode, stderr } = await night.run(['run', '--date', '2026-11-03'], {
      CALLQ_MAX_COST_USD: '1',
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('CALLQ_PRICES')]);
    expect(night.sandbox.statistics().llm.requests).toBe(0);
  });

  it("counts what the sandbox charged, and compares the price table with the gateway's headers", async () => {
    const { stdout, stderr, day } = await night.runJson([], { CALLQ_PRICES: prices });
    const charged = night.sandbox.statistics().llm;
    const summary = JSON.parse(stdout) as {
      days: {
        costUsd: string;
        costIsInvented: boolean;
        costCompared: { answers: number; byHeader: string };
      }[];
    };
    expect(Number(summary.days[0]!.costUsd)).toBeCloseTo(charged.costUsd, 9);
    expect(summary.days[0]!.costIsInvented).toBe(true);
    expect(summary.days[0]!.costCompared.byHeader).toBe(summary.days[0]!.costUsd);
    expect(summary.days[0]!.costCompared.answers).toBe(day.tokens.answers);
    const { answers } = day.tokens;
    expect(stderr).toMatch(
      new RegExp(`info.*cost over ${answers} of ${answers} answers: .*difference 0\\.0 %`, 'iu'),
    );
    expect([day.tokens.input, day.tokens.output]).toEqual([charged.promptTokens, charged.completionTokens]);
    const { rows } = await night.database.pool.query<{ cost: string }>(
      'SELECT sum(cost_usd)::text AS cost FROM model_answers',
    );
    expect(Number(rows[0]!.cost)).toBeCloseTo(charged.costUsd, 9);
  });
});

it('warns when the price table is not what the gateway charges, and says when there is none', async () => {
  const dearer = JSON.stringify({ [night.environment['MODEL']!]: { input: 0.3, output: 1.2 } });
  const first = await night.run(['run', '--date', '2026-11-03', '--limit', '3'], { CALLQ_PRICES: dearer });
  expect(first.stderr).toMatch(/warn.*cost over 3 of 3 answers: .*difference 50\.0 %: .*CALLQ_PRICES/iu);
  expect(first.stdout).toMatch(/cost compared +over 3 of 3 answers: .*difference 50\.0 %/u);
  const second = await night.run(['run', '--date', '2026-11-03', '--limit', '3']);
  expect(second.stderr).toContain('cost of 3 answers not compared: CALLQ_PRICES is not set');
});

it('counts answers of failed calls, and leaves unknown what the gateway does not say', async () => {
  const failing = await startNight({ calls: 40, faults: ['llm:not-json@20%', 'llm:partial-usage@20%'] });
  try {
    const charged = (): { promptTokens: number; completionTokens: number; costUsd: number } =>
      failing.sandbox.statistics().llm;
    const { exitCode, stdout, stderr, day } = await failing.runJson([], {
      LLM_JSON_TRIES: '1',
      CALLQ_PRICES: prices,
    });
    expect([exitCode, day.actions.failed > 1]).toEqual([1, true]);
    const { rows } = await failing.database.pool.query<Record<string, number>>(`
      SELECT count(*)::int AS answers, count(*) FILTER (WHERE cost_source = 'unknown')::int AS unknown,
        count(*) FILTER (WHERE cost_source = 'unknown' AND cost_usd IS NULL AND input_tokens IS NULL)::int AS nulls,
        count(*) FILTER (WHERE cost_source = 'header' AND cost_usd > 0)::int AS headers,
        count(*) FILTER (WHERE NOT EXISTS (SELECT FROM analyses WHERE model_answers.id = ANY (answer_ids)))::int AS failed,
        sum(cost_usd)::float8 AS cost, sum(input_tokens)::int AS input, sum(output_tokens)::int AS output
      FROM model_answers`);
    const stored = rows[0]!;
    const [summary] = (JSON.parse(stdout) as { days: [{ costUsd: string; answersWithoutCost: number }] })
      .days;
    expect(stored['unknown']).toBeGreaterThan(0);
    expect(stored['nulls']).toBe(stored['unknown']);
    expect(stored['headers']).toBe(stored['answers']! - stored['unknown']!);
    expect(stored['failed']).toBe(day.actions.failed);
    expect(summary.answersWithoutCost).toBe(stored['unknown']);
    expect(Number(summary.costUsd)).toBeCloseTo(stored['cost']!, 9);
    expect([day.tokens.input, day.tokens.output]).toEqual([stored['input'], stored['output']]);
    expect(day.tokens.input! < charged().promptTokens && Number(summary.costUsd) < charged().costUsd).toBe(
      true,
    );
    const both = stored['answers']! - stored['unknown']!;
    expect(stderr).toContain(`cost over ${both} of ${stored['answers']!} answers: by the gateway's headers `);
  } finally {
    await failing.end();
  }
});

it('a dry run tells the expected tokens and, with a price, the money', async () => {
  const { day } = await night.runJson(['--dry-run'], { CALLQ_PRICES: prices });
  const { expectedInputTokens, expectedCostUsd, calls } = day.wouldAsk!;
  expect(Number(expectedCostUsd)).toBeGreaterThan((expectedInputTokens * charged.input) / 1e6);
  expect(expectedInputTokens / calls).toBeGreaterThan(1000);
  expect(night.sandbox.statistics().llm.requests).toBe(0);
});

/** Follow-ups, answers without a known cost, truncated ones: whatever a request comes to, it was reserved before. */
const trouble = {
  misbehave: ['leave-out:once@5%'],
  faults: ['llm:no-usage@5%', 'llm:length@5%', 'llm:string-verdict@5%', 'llm:429:retry-after=0@3%'],
};

it.each(
  [
    { seed: 1, concurrency: '1' },
    { seed: 2, concurrency: '8' },
    { seed: 3, concurrency: '64' },
  ].flatMap((setting) => [
    { ...setting, limit: 'CALLQ_MAX_TOKENS', most: 150_000 },
    { ...setting, limit: 'CALLQ_MAX_COST_USD', most: 0.03 },
  ]),
)(
  'is never passed by what the sandbox counts: $limit, seed $seed, $concurrency requests at a time',
  async ({ seed, concurrency, limit, most }) => {
    const troubled = await startNight({ calls: 60, seed, ...trouble });
    try {
      const result = await troubled.runJson([], {
        [limit]: String(most),
        CALLQ_PRICES: JSON.stringify({ [troubled.environment['MODEL']!]: charged }),
        LLM_CONCURRENCY: concurrency,
      });
      expect([result.exitCode, result.day.actions.left > 5, result.day.actions.analysed > 2]).toEqual([
        1,
        true,
        true,
      ]);
      const { promptTokens, completionTokens, costUsd } = troubled.sandbox.statistics().llm;
      const used = limit === 'CALLQ_MAX_TOKENS' ? promptTokens + completionTokens : costUsd;
      expect(used).toBeLessThanOrEqual(most);
      expect(used).toBeGreaterThan(most / 8);
    } finally {
      await troubled.end();
    }
  },
);
