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
/** The same calls, judged by a model that behaves. */
let twin: SandboxNight;
let result: NightResult;
let counted: Counts;

beforeAll(async () => {
  const settings = {
    LLM_CONCURRENCY: '16',
    // With weights, critical criteria and such that may be not applicable.
    REQUIREMENTS_SHEET_NAME_CHECK_LIST: 'Чек-лист с метками',
  };
  [night, twin] = await Promise.all([
    startNight({ calls: 500, misbehave: kinds.map((kind) => `${kind}@2%`) }),
    startNight({ calls: 500 }),
  ]);
  [result] = await Promise.all([night.runJson([], settings), twin.runJson([], settings)]);
  counted = (JSON.parse(result.stdout) as { days: [Counts] }).days[0];
});
afterAll(() => Promise.all([night.end(), twin.end()]));

/** How often the sandbox says it misbehaved so, in first answers and follow-ups. */
function planted(kind: string): number {
  const { first, followUps } = night.sandbox.statistics().llm.misbehaviour.planted[kind]!;
  return first + followUps;
}

async function rowsOf<Row>(of: SandboxNight, sql: string): Promise<Row[]> {
  return (await of.database.pool.query(sql)).rows as Row[];
}

async function numberOf(sql: string): Promise<number> {
  const [row] = await rowsOf<{ n: string }>(night, `SELECT (${sql}) AS n`);
  return Number(row!.n);
}

interface Entry {
  readonly criterion_id?: string;
  readonly criterion: string;
  readonly score_given: unknown;
  readonly not_applicable?: boolean;
}

interface Judged {
  readonly name: string;
  readonly maximum: number;
  readonly allowed: boolean;
  /** `not_scored`, `not_applicable` or the score. */
  readonly stored: string | number;
  /** Entries of the first answer of the model, as received. */
  readonly entries: readonly Entry[];
}

/** What is stored of each criterion of each sales call beside what the model said of it, by «call criterion». */
async function judgedOf(of: SandboxNight): Promise<Map<string, Judged>> {
  const answers = await rowsOf<{ call_id: string; content: string }>(
    of,
    `SELECT call_id::text, convert_from(body, 'UTF8')::json #>> '{choices,0,message,content}' AS content
      FROM model_answers WHERE attempt = 1`,
  );
  const entriesOf = new Map(
    answers.map(({ call_id: id, content }) => [
      id,
      (JSON.parse(content) as { evaluations: readonly Entry[] }).evaluations,
    ]),
  );
  const rows = await rowsOf<Omit<Judged, 'entries'> & { readonly call_id: string; readonly id: string }>(
    of,
    `SELECT e.call_id::text, e.criterion_id AS id, c.name, c.maximum::float8 AS maximum,
        c.allows_not_applicable AS allowed, coalesce(to_jsonb(e.score::float8), to_jsonb(e.state)) AS stored
      FROM call_evaluations e JOIN calls ON calls.id = e.call_id JOIN analyses a ON a.id = calls.analysis_id
      JOIN checklist_criteria c ON c.checklist_fingerprint = a.checklist_fingerprint AND c.criterion_id = e.criterion_id`,
  );
  return new Map(
    rows.map(({ call_id: call, id, ...row }) => {
      const entries = entriesOf
        .get(call)!
        .filter((entry) =>
          entry.criterion_id === undefined
            ? bare(entry.criterion) === bare(row.name)
            : entry.criterion_id === id,
        );
      return [`${call} ${id}`, { ...row, entries }];
    }),
  );
}

/** A name however its words are spelt and turned round. */
function bare(name: string): string {
  const words =
    name
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/\p{L}+/gu) ?? [];
  return words.sort().join(' ');
}

/** What docs/scoring.md says of these entries; a model that misbehaves so does it again when it is asked for the rest. */
function expectedOf({ entries, allowed, maximum }: Judged): string | number {
  const [entry, second] = entries;
  if (entry === undefined || second !== undefined) return 'not_scored';
  if (entry.not_applicable === true) return allowed ? 'not_applicable' : 'not_scored';
  const { score_given: given } = entry;
  if (typeof given === 'string' && !/^\d+(?:\.\d+)?$/u.test(given)) return 'not_scored';
  return Math.min(Math.max(Number(given), 0), maximum);
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

  it('counts every planted fault under its own name', async () => {
    const allowed = await numberOf("SELECT count(*) FROM call_evaluations WHERE state = 'not_applicable'");
    expect(allowed).toBeGreaterThan(5);
    expect(counted.answerFaults).toEqual({
      leftOut: planted('leave-out') + planted('rename'),
      repeated: planted('repeat'),
      unmatched: planted('rename'),
      invalidScores: planted('text-score'),
      clamped: planted('exceed') + planted('negative'),
      refusedNotApplicable: planted('not-applicable') - allowed,
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
    expect(
      await numberOf('SELECT count(*) FROM call_evaluations WHERE score <> floor(score)'),
    ).toBeGreaterThan(5);
  });

  it('stores what the twin night stores, but where a fault was planted, and everywhere what the answer says', async () => {
    const [judged, twins] = await Promise.all([judgedOf(night), judgedOf(twin)]);
    expect([...judged.keys()].sort()).toEqual([...twins.keys()].sort());
    let touched = 0;
    let different = 0;
    for (const [key, own] of judged) {
      const good = twins.get(key)!;
      expect([key, own.stored]).toEqual([key, expectedOf(own)]);
      if (JSON.stringify(own.entries) === JSON.stringify(good.entries)) {
        expect([key, own.stored]).toEqual([key, good.stored]);
        continue;
      }
      touched += 1;
      if (own.stored !== good.stored) different += 1;
    }
    const { planted: all } = night.sandbox.statistics().llm.misbehaviour;
    expect(touched).toBe(Object.values(all).reduce((sum, { first }) => sum + first, 0));
    expect(different).toBeGreaterThan(100);
  });

  it('computes what an independent computation in SQL does', async () => {
    expect(
      await numberOf(`WITH judged AS (
          SELECT e.call_id, sum(e.score) AS total, sum(e.max_score) AS maximum,
            sum(e.score * c.weight) AS weighted, sum(e.max_score * c.weight) AS weighted_maximum,
            sum(c.maximum * c.weight) FILTER (WHERE e.state <> 'not_applicable') AS applicable,
            coalesce(bool_or(c.critical AND c.maximum > 0 AND e.score = 0), false) AS failed,
            bool_or(c.critical AND c.maximum > 0 AND e.state = 'not_scored') AS unknown
          FROM call_evaluations e JOIN calls ON calls.id = e.call_id JOIN analyses a ON a.id = calls.analysis_id
          JOIN checklist_criteria c ON c.checklist_fingerprint = a.checklist_fingerprint AND c.criterion_id = e.criterion_id
          GROUP BY e.call_id
        )
        SELECT count(*) FROM calls JOIN judged ON judged.call_id = calls.id
        WHERE total_score IS DISTINCT FROM total OR max_score IS DISTINCT FROM maximum
          OR performance_percentage IS DISTINCT FROM floor(100 * total / maximum)
          OR scored_share IS DISTINCT FROM round(weighted_maximum / applicable, 4)
          OR critical_failed IS DISTINCT FROM CASE WHEN failed THEN true WHEN unknown THEN NULL ELSE false END
          OR final_percentage IS DISTINCT FROM CASE WHEN failed THEN 0
            WHEN weighted_maximum / applicable < 0.6 THEN NULL ELSE floor(10000 * weighted / weighted_maximum) / 100 END`),
    ).toBe(0);
    expect(await numberOf('SELECT count(*) FROM calls')).toBe(result.day.states['saved']);
    // Each tag has had its say.
    for (const said of [
      'critical_failed AND final_percentage = 0 AND performance_percentage > 0',
      'critical_failed IS NULL',
      'NOT critical_failed AND floor(final_percentage) <> performance_percentage',
    ]) {
      expect([said, await numberOf(`SELECT count(*) FROM calls WHERE ${said}`)]).not.toEqual([said, 0]);
    }
  });

  it('costs what the sandbox says it charged', async () => {
    const { costUsd } = night.sandbox.statistics().llm;
    expect(Number(counted.costUsd)).toBeCloseTo(costUsd, 9);
    expect(await numberOf('SELECT sum(cost_usd) FROM analyses')).toBeCloseTo(costUsd, 9);
  });
});

it('a model that calls everything not applicable fails each sales call, and has nothing stored as scored', async () => {
  const refusing = await startNight({ calls: 30, misbehave: ['not-applicable@100%'] });
  try {
    const { exitCode, day } = await refusing.runJson();
    expect(exitCode).toBe(1);
    expect([day.actions.failed > 5, day.states['failed'], day.states['saved']]).toEqual([
      true,
      day.actions.failed,
      0,
    ]);
    expect(await rowsOf(refusing, 'SELECT id FROM calls')).toEqual([]);
    const failures = await rowsOf<{ reason: string }>(
      refusing,
      `SELECT DISTINCT failure_stage || ' ' || failure_class AS reason FROM call_ledger WHERE state = 'failed'`,
    );
    expect(failures).toEqual([{ reason: 'analysis too_little_scored' }]);
    // The answers are stored and complete: nothing is asked, or paid for, again.
    const { requests } = refusing.sandbox.statistics().llm;
    expect((await refusing.runJson()).day.actions.failed).toBe(day.actions.failed);
    expect(refusing.sandbox.statistics().llm.requests).toBe(requests);
  } finally {
    await refusing.end();
  }
});
