import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { NightResult, SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

const kinds = [
  'invent-quote',
  'distort-quote',
  'wrong-speaker',
  'no-quote',
  'leave-out',
  'repeat',
  'rename',
  'near-rename',
  'exceed',
  'negative',
  'text-score',
  'string-score',
  'half-point',
  'not-applicable',
];

interface Counts {
  readonly answerFaults: Record<string, number>;
  readonly quotes: Record<string, number>;
  readonly evidence: Record<string, number>;
  readonly costUsd: string;
}

let night: SandboxNight;
let result: NightResult;
let counted: Counts;

beforeAll(async () => {
  night = await startNight({ calls: 500, misbehave: kinds.map((kind) => `${kind}@2%`) });
  result = await night.runJson([], { LLM_CONCURRENCY: '16' });
  counted = (JSON.parse(result.stdout) as { days: [Counts] }).days[0];
});
afterAll(() => night.end());

/** How often the sandbox says it misbehaved so, in first answers and follow-ups. */
function planted(kind: string): number {
  const { first, followUps } = night.sandbox.statistics().llm.misbehaviour.planted[kind]!;
  return first + followUps;
}

async function numberOf(sql: string): Promise<number> {
  const { rows } = await night.database.pool.query<{ n: string }>(`SELECT (${sql}) AS n`);
  return Number(rows[0]!.n);
}

describe('a night of 500 calls with a model that misbehaves', () => {
  it('plants something of every kind and fails no call', () => {
    for (const kind of kinds) expect([kind, planted(kind) > 5]).toEqual([kind, true]);
    expect([result.exitCode, result.day.actions.failed, result.day.states['saved']! > 180]).toEqual([
      0,
      0,
      true,
    ]);
  });

  it('counts every planted fault under its own name', () => {
    expect(counted.answerFaults).toEqual({
      leftOut: planted('leave-out') + planted('rename'),
      repeated: planted('repeat'),
      unmatched: planted('rename'),
      invalidScores: planted('text-score'),
      clamped: planted('exceed') + planted('negative'),
      refusedNotApplicable: planted('not-applicable'),
    });
    expect(counted.quotes).toMatchObject({
      close: planted('distort-quote'),
      wrong_speaker: planted('wrong-speaker'),
      not_found: planted('invent-quote'),
    });
    expect(counted.evidence['unsupported']).toBe(
      planted('invent-quote') + planted('wrong-speaker') + planted('no-quote'),
    );
  });

  it('keeps the same counts in the database', async () => {
    const { rows } = await night.database.pool.query<Record<string, number>>(
      `SELECT sum(left_out)::int AS "leftOut", sum(repeated)::int AS repeated, sum(unmatched)::int AS unmatched,
         sum(invalid_scores)::int AS "invalidScores", sum(clamped)::int AS clamped,
         sum(refused_not_applicable)::int AS "refusedNotApplicable" FROM analyses`,
    );
    expect(rows[0]).toEqual(counted.answerFaults);
    expect(await numberOf("SELECT count(*) FROM call_quotes WHERE finding = 'not_found'")).toBe(
      planted('invent-quote'),
    );
    expect(await numberOf('SELECT sum(unsupported) FROM evidence_shares')).toBe(
      counted.evidence['unsupported'],
    );
  });

  it('stores no number outside of the check-list and none for what was not scored', async () => {
    expect(
      await numberOf(`SELECT count(*) FROM call_evaluations e
        JOIN calls ON calls.id = e.call_id JOIN analyses a ON a.id = calls.analysis_id
        JOIN checklist_criteria c ON c.checklist_fingerprint = a.checklist_fingerprint AND c.criterion_id = e.criterion_id
        WHERE e.state = 'scored' AND (e.max_score <> c.maximum OR e.score NOT BETWEEN 0 AND c.maximum)`),
    ).toBe(0);
    expect(await numberOf("SELECT count(*) FROM call_evaluations WHERE state = 'not_applicable'")).toBe(0);
    expect(
      await numberOf('SELECT count(*) FROM call_evaluations WHERE score <> floor(score)'),
    ).toBeGreaterThan(5);
  });

  it('computes what an independent computation in SQL does', async () => {
    expect(
      await numberOf(`WITH judged AS (
          SELECT e.call_id, sum(e.score) AS total, sum(e.max_score) AS maximum,
            sum(e.score * c.weight) AS weighted, sum(e.max_score * c.weight) AS weighted_maximum,
            sum(c.maximum * c.weight) FILTER (WHERE e.state <> 'not_applicable') AS applicable,
            coalesce(bool_or(c.critical AND c.maximum > 0 AND e.score = 0), false) AS failed
          FROM call_evaluations e JOIN calls ON calls.id = e.call_id JOIN analyses a ON a.id = calls.analysis_id
          JOIN checklist_criteria c ON c.checklist_fingerprint = a.checklist_fingerprint AND c.criterion_id = e.criterion_id
          GROUP BY e.call_id
        )
        SELECT count(*) FROM calls JOIN judged ON judged.call_id = calls.id
        WHERE total_score IS DISTINCT FROM total OR max_score IS DISTINCT FROM maximum
          OR performance_percentage IS DISTINCT FROM floor(100 * total / maximum)
          OR scored_share IS DISTINCT FROM round(weighted_maximum / applicable, 4)
          OR final_percentage IS DISTINCT FROM CASE WHEN failed THEN 0
            WHEN weighted_maximum / applicable < 0.6 THEN NULL ELSE floor(10000 * weighted / weighted_maximum) / 100 END`),
    ).toBe(0);
    expect(await numberOf('SELECT count(*) FROM calls')).toBe(result.day.states['saved']);
  });

  it('costs what the sandbox says it charged', async () => {
    const { costUsd } = night.sandbox.statistics().llm;
    expect(Number(counted.costUsd)).toBeCloseTo(costUsd, 9);
    expect(await numberOf('SELECT sum(cost_usd) FROM analyses')).toBeCloseTo(costUsd, 9);
  });
});
