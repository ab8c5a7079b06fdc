import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { NightResult, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;
let first: NightResult;

beforeAll(async () => {
  night = await startNight({ calls: 100 });
  first = await night.runJson();
});
afterAll(() => night.end());

async function numberOf(sql: string): Promise<number> {
  const { rows } = await night.database.pool.query<{ n: string }>(`SELECT (${sql}) AS n`);
  return Number(rows[0]!.n);
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

describe('a night from settings to PostgreSQL', () => {
  it('ends with exit 0 and a summary that adds up', () => {
    expect(first.exitCode).toBe(0);
    expect(first.day.listed).toBe(100);
    expect(sumOf(first.day.actions)).toBe(100);
    expect(sumOf(first.day.states)).toBe(100);
    expect(first.day.actions.analysed).toBe(first.day.states['saved']! + first.day.states['not_sales']!);
    expect(first.day.states).toMatchObject({ saved: 40, not_sales: 20, too_short: 25, no_transcript: 4 });
    expect(first.stderr).toMatch(
      /talks to: T-Bank 127\.0\.0\.1:\d+, Google Sheets .*, gateway .*, database /,
    );
  });

  it('gives every listed call one state and action in the ledger', async () => {
    const { rows } = await night.database.pool.query<{ state: string; n: number }>(
      'SELECT state, count(*)::int AS n FROM call_ledger WHERE department_id = 1 AND day = $1 GROUP BY state',
      [someDay],
    );
    const states = Object.fromEntries(Object.entries(first.day.states).filter(([, count]) => count > 0));
    expect(Object.fromEntries(rows.map(({ state, n }) => [state, n]))).toEqual(states);
  });

  it('stores one row per analysed sales call with all its children, and totals that are plain sums', async () => {
    expect(await numberOf('SELECT count(*) FROM calls')).toBe(first.day.states['saved']);
    expect(await numberOf('SELECT count(*) FROM call_transcripts')).toBe(first.day.states['saved']);
    expect(await numberOf('SELECT count(*) FROM analyses')).toBe(first.day.actions.analysed);
    expect(
      await numberOf(`SELECT count(*) FROM calls WHERE (total_score, max_score) IS DISTINCT FROM
        (SELECT (sum(score), sum(max_score)) FROM call_evaluations e WHERE e.call_id = calls.id AND state = 'scored')
        OR performance_percentage <> floor(100 * total_score / max_score)`),
    ).toBe(0);
    expect(await numberOf('SELECT count(DISTINCT performance_percentage) FROM calls')).toBeGreaterThan(5);
    expect(await numberOf('SELECT count(*) FROM call_recommendations')).toBeGreaterThan(20);
    expect(await numberOf('SELECT count(*) FROM agreements')).toBeGreaterThan(5);
    expect(await numberOf(`SELECT count(*) FROM calls WHERE DATE(start_time) <> '${someDay}'`)).toBe(0);
  });

  it('keeps what the model was sent and what it answered, before interpretation', async () => {
    expect(await numberOf('SELECT count(*) FROM model_answers')).toBe(first.day.tokens.answers);
    expect(
      await numberOf(`SELECT count(*) FROM call_transcripts t WHERE transcript <> (
        SELECT string_agg(speaker || ': ' || text, E'\\n' ORDER BY phrase_index) FROM call_phrases p WHERE p.call_id = t.call_id)`),
    ).toBe(0);
    expect(
      await numberOf(
        "SELECT count(*) FROM model_answers WHERE convert_from(body, 'UTF8')::json->>'model' IS NULL",
      ),
    ).toBe(0);
  });

  it('writes the row of the run', async () => {
    const { rows } = await night.database.pool.query('SELECT * FROM runs WHERE id = $1', [first.day.runId]);
    expect(rows[0]).toMatchObject({
      department_id: 1,
      listed: 100,
      analysed: 60,
      kept: 0,
      failed: 0,
      left_over: 0,
      exit_code: 0,
      asked_model: night.environment['MODEL'],
    });
  });

  it('analyses nothing twice: the second run keeps everything and asks for nothing', async () => {
    const before = night.sandbox.statistics();
    const second = await night.runJson();
    const after = night.sandbox.statistics();
    expect(second.day.actions).toMatchObject({ analysed: 0, kept: 60, failed: 0 });
    expect(second.day.averagePercentage).toBe(first.day.averagePercentage);
    expect(after.llm.requests).toBe(before.llm.requests);
    expect(await numberOf('SELECT count(*) FROM calls')).toBe(40);
  });

  it('refills a day that was deleted by hand, without paying, to the same rows', async () => {
    const evaluations = `SELECT md5(string_agg((to_jsonb(e) - 'id')::text, '' ORDER BY call_id, position)) AS digest FROM call_evaluations e`;
    const before = (await night.database.pool.query(evaluations)).rows[0] as unknown;
    const { requests } = night.sandbox.statistics().llm;
    await night.database.pool.query(`DELETE FROM calls WHERE start_time::date = '${someDay}'`);
    expect(await numberOf('SELECT count(*) FROM call_evaluations')).toBe(0);
    const again = await night.runJson();
    expect(again.exitCode).toBe(0);
    expect(again.day.actions).toMatchObject({ analysed: 0, kept: 60 });
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
    expect((await night.database.pool.query(evaluations)).rows[0]).toEqual(before);
  });

  it('analyses again with --force and doubles no row', async () => {
    const forced = await night.runJson(['--force', '--limit', '5']);
    expect(forced.day.actions).toMatchObject({ analysed: 5, kept: 0 });
    expect(await numberOf('SELECT count(*) FROM calls')).toBe(40);
    expect(forced.day.actions.left).toBeGreaterThanOrEqual(55);
    expect(await numberOf('SELECT count(*) FROM analyses')).toBe(65);
    const after = await night.runJson();
    expect(after.day.actions).toMatchObject({ analysed: 0, kept: 60 });
  });

  it('prints a short table without --json', async () => {
    const { stdout } = await night.run(['run', '--date', someDay]);
    expect(stdout).toContain(`Department 1, ${someDay}, run `);
    for (const row of ['listed', 'kept', 'state saved', 'tokens', 'cost', 'average score', 'duration']) {
      expect(stdout).toMatch(new RegExp(`^ +${row} `, 'm'));
    }
  });
});
