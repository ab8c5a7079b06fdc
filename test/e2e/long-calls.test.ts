import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { NightResult, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

/** Prompts of the sandbox have 3,900 to 4,600 tokens, 3,600 of them without the call. */
const limit = 4410;
const exclude = { LLM_MAX_INPUT_TOKENS: String(limit), CALLQ_MASK: 'off' };
const split = { ...exclude, LLM_MAX_INPUT_TOKENS: '4210', CALLQ_LONG_CALLS: 'split' };

let night: SandboxNight;
let excluded: NightResult;
let inParts: NightResult;

beforeAll(async () => {
  night = await startNight({ calls: 60 });
  excluded = await night.runJson([], exclude);
});
afterAll(() => night.end());

async function rowsOf<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await night.database.pool.query(sql, values)).rows as Row[];
}

interface Answered {
  readonly call_id: string;
  readonly part: number;
  readonly attempt: number;
  readonly first_phrase: number;
  readonly last_phrase: number;
  readonly content: string;
  readonly phrases: readonly { readonly speaker: string; readonly text: string }[];
}

/** Every answer about a part, with the phrases that its question showed. */
function answersOfParts(): Promise<Answered[]> {
  return rowsOf(`
    SELECT call_id::text, part, attempt, first_phrase, last_phrase,
      convert_from(body, 'UTF8')::json #>> '{choices,0,message,content}' AS content,
      (SELECT json_agg(json_build_object('speaker', speaker, 'text', text) ORDER BY phrase_index)
        FROM call_phrases WHERE call_phrases.call_id = model_answers.call_id
          AND phrase_index BETWEEN first_phrase AND last_phrase) AS phrases
    FROM model_answers WHERE part IS NOT NULL ORDER BY call_id, part, attempt`);
}

async function answersByCall(): Promise<Map<string, Answered[]>> {
  const calls = new Map<string, Answered[]>();
  for (const answer of await answersOfParts()) {
    calls.set(answer.call_id, [...(calls.get(answer.call_id) ?? []), answer]);
  }
  return calls;
}

/** Everything that is laid out of the calls of the day, without the keys that a new row gets. */
async function laidOut(): Promise<unknown> {
  const tables = ['calls', 'call_evaluations', 'call_quotes', 'call_recommendations', 'agreements'];
  const digests = tables.map(
    (table) =>
      `SELECT '${table}' AS name, count(*) AS rows, md5(string_agg(line, E'\\n' ORDER BY line)) AS digest
      FROM (SELECT (to_jsonb(t) - 'id' || jsonb_build_object('key', ${table === 'calls' ? 'id' : 'call_id'}))::text AS line
        FROM ${table} t) lines`,
  );
  return rowsOf(digests.join(' UNION ALL '));
}

describe('CALLQ_LONG_CALLS=exclude', () => {
  it('excludes what is over LLM_MAX_INPUT_TOKENS with its size, and analyses the rest', async () => {
    expect(excluded.exitCode).toBe(0);
    expect(excluded.day.states['too_long']).toBeGreaterThan(5);
    expect(excluded.day.actions.analysed).toBeGreaterThan(5);
    const ledger = await rowsOf<{ action: string; reason: string }>(
      "SELECT action, reason FROM call_ledger WHERE state = 'too_long'",
    );
    expect(ledger).toHaveLength(excluded.day.states['too_long']!);
    for (const { action, reason } of ledger) {
      expect(action).toBe('excluded');
      const [, size] = /^the prompt has (\d+) tokens, LLM_MAX_INPUT_TOKENS is 4410$/u.exec(reason) ?? [];
      expect(Number(size)).toBeGreaterThan(limit);
    }
  });

  it('pays nothing for what it excludes', async () => {
    expect(
      await rowsOf(`SELECT FROM model_answers JOIN call_ledger USING (call_id) WHERE state = 'too_long'`),
    ).toEqual([]);
    const { requests } = night.sandbox.statistics().llm;
    const again = await night.runJson([], exclude);
    expect(again.day.actions).toEqual({
      ...excluded.day.actions,
      analysed: 0,
      kept: excluded.day.actions.analysed,
    });
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
  });

  it('says so in a dry run as well', async () => {
    const dry = await night.runJson(['--dry-run', '--force'], exclude);
    expect(dry.day.states['too_long']).toBe(excluded.day.states['too_long']);
    expect(dry.day.wouldAsk?.calls).toBe(excluded.day.actions.analysed);
  });
});

describe('CALLQ_LONG_CALLS=split', () => {
  beforeAll(async () => {
    inParts = await night.runJson([], split);
  });

  it('asks about the calls that were too long in parts, and about no other call again', async () => {
    expect(inParts.exitCode).toBe(0);
    expect(inParts.day.states['too_long']).toBe(0);
    expect(inParts.day.actions).toMatchObject({
      analysed: excluded.day.states['too_long'],
      kept: excluded.day.actions.analysed,
    });
    const analyses = await rowsOf<{ parts: number; asked: string; ranges: string }>(`
      SELECT parts, count(DISTINCT part) AS asked, count(DISTINCT (part, first_phrase, last_phrase)) AS ranges
      FROM analyses JOIN model_answers ON model_answers.id = ANY (answer_ids)
      WHERE part IS NOT NULL GROUP BY analyses.id`);
    expect(analyses).toHaveLength(inParts.day.actions.analysed);
    for (const { parts, asked, ranges } of analyses) {
      expect(parts).toBeGreaterThan(1);
      expect([Number(asked), Number(ranges)]).toEqual([parts, parts]);
    }
  });

  it('shows every phrase, and numbers the questions of a call through', async () => {
    const calls = await answersByCall();
    for (const [callId, answers] of calls) {
      const [{ phrases } = { phrases: 0 }] = await rowsOf<{ phrases: number }>(
        'SELECT count(*)::int AS phrases FROM call_phrases WHERE call_id = $1',
        [callId],
      );
      expect(answers.map(({ attempt }) => attempt)).toEqual(answers.map((_, index) => index + 1));
      let covered = -1;
      for (const { first_phrase: first, last_phrase: last } of answers) {
        expect(first).toBeLessThanOrEqual(covered + 1);
        expect(first).toBeGreaterThanOrEqual(covered - 4);
        covered = last;
      }
      expect(covered).toBe(phrases - 1);
    }
  });

  it('scores per criterion the highest score with words that stand in the part, or nothing', async () => {
    const calls = await answersByCall();
    const seen = { scored: 0, notScored: 0, notSales: 0 };
    for (const [callId, answers] of calls) {
      const best = bestSupported(answers);
      const stored = await rowsOf<{ criterion_id: string; state: string; score: string | null }>(
        'SELECT criterion_id, state, score FROM call_evaluations WHERE call_id = $1',
        [callId],
      );
      if (best === null) seen.notSales += 1;
      expect(stored.length > 0).toBe(best !== null);
      for (const { criterion_id: id, state, score } of stored) {
        const expected = best?.get(id);
        if (expected === undefined) seen.notScored += 1;
        else seen.scored += 1;
        expect([state, score === null ? null : Number(score)]).toEqual(
          expected === undefined ? ['not_scored', null] : ['scored', expected],
        );
      }
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });

  it('tells nothing twice', async () => {
    expect(
      await rowsOf(`SELECT FROM call_recommendations
        GROUP BY call_id, category, issue, recommendation, priority HAVING count(*) > 1`),
    ).toEqual([]);
  });

  it('keeps them in the next run, whatever the limit is by then', async () => {
    const { requests } = night.sandbox.statistics().llm;
    for (const changes of [split, exclude, {}]) {
      const again = await night.runJson([], changes);
      expect(again.day.actions).toMatchObject({ analysed: 0, failed: 0 });
      expect(again.day.actions.kept).toBe(inParts.day.actions.analysed + inParts.day.actions.kept);
    }
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
  });

  it('lays deleted rows out again from the stored answers, the same and without paying', async () => {
    const before = await laidOut();
    const { requests } = night.sandbox.statistics().llm;
    await night.database.pool.query(`DELETE FROM calls WHERE start_time::date = '${someDay}'`);
    const again = await night.runJson([], exclude);
    expect(again.exitCode).toBe(0);
    expect(again.day.actions).toMatchObject({ analysed: 0, failed: 0 });
    expect(await laidOut()).toEqual(before);
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
  });
});

it('a run that ended in the middle of a call has its answers used: the next one asks only about the missing parts', async () => {
  const slow = await startNight({ calls: 60, latency: ['llm=constant:300'] });
  try {
    const running = slow.start(['run', '--date', someDay], { ...split, LLM_CONCURRENCY: '4' });
    while ((slow.sandbox.statistics().llm.answersByStatus['200'] ?? 0) < 6)
      await new Promise((resolve) => setTimeout(resolve, 10));
    running.child.kill('SIGINT');
    expect((await running.finished).exitCode).toBe(130);
    const rest = await slow.runJson([], { ...split, LLM_CONCURRENCY: '32' });
    expect(rest.day.actions).toMatchObject({ left: 0, failed: 0 });
    const { rows } = await slow.database.pool.query(`
      SELECT (SELECT count(*) FROM model_answers)::int AS answers, sum(requests)::int AS used,
        count(*) FILTER (WHERE 1 < (
          SELECT count(DISTINCT run_id) FROM model_answers WHERE id = ANY (answer_ids)
        ))::int AS of_two_runs
      FROM analyses`);
    const [{ answers, used, of_two_runs: ofTwoRuns }] = rows as [Record<string, number>];
    expect(used).toBe(answers);
    expect(slow.sandbox.statistics().llm.requests).toBe(answers);
    expect(ofTwoRuns).toBeGreaterThan(0);
  } finally {
    await slow.end();
  }
});

/** Computed again from the answers as received; NULL when no part found a sale. Quotes of the sandbox are literal. */
function bestSupported(answers: readonly Answered[]): Map<string, number> | null {
  const best = new Map<string, number>();
  let sales = false;
  for (const { content, phrases } of answers) {
    const answer = JSON.parse(content) as {
      is_sales_call: boolean;
      evaluations: {
        criterion_id: string;
        score_given: number;
        quotes: { speaker: string; text: string }[];
      }[];
    };
    if (!answer.is_sales_call) continue;
    sales = true;
    for (const { criterion_id: id, score_given: score, quotes } of answer.evaluations) {
      const said = quotes.some((quote) =>
        phrases.some(({ speaker, text }) => speaker === quote.speaker && text.includes(quote.text)),
      );
      if (said) best.set(id, Math.max(score, best.get(id) ?? score));
    }
  }
  return sales ? best : null;
}
