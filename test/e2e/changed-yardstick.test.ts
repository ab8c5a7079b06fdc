import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { NightResult, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

/** Each changes one thing that calls are judged by; the check-list's spreadsheet brings its instructions along. */
const changes = ['prompt', 'model', 'instructions', 'check-list'] as const;
type Change = (typeof changes)[number];

let night: SandboxNight;
let settings: Readonly<Record<Change, Readonly<Record<string, string>>>>;
let first: NightResult;
/** The id of a sales call, of one that is none, and of one that was excluded. */
let callIds: { sales: string; notSales: string; excluded: string };

beforeAll(async () => {
  night = await startNight({ calls: 30, misbehave: ['invent-quote@10%', 'leave-out:once@5%'] });
  const prompt = await readFile(night.environment['PROMPT_FILE']!, 'utf8');
  await writeFile(join(night.folder, 'prompt.txt'), prompt.replace('Ты — эксперт', 'Ты — строгий эксперт'));
  const other = night.sandbox.environment(2);
  settings = {
    prompt: { PROMPT_FILE: 'prompt.txt' },
    model: { MODEL: 'callq-sandbox-rule-scorer' },
    instructions: {
      REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI: night.environment['REQUIREMENTS_SHEET_NAME_CHECK_LIST']!,
    },
    'check-list': {
      REQUIREMENTS_SHEET_ID: other['REQUIREMENTS_SHEET_ID']!,
      REQUIREMENTS_SHEET_NAME_CHECK_LIST: other['REQUIREMENTS_SHEET_NAME_CHECK_LIST']!,
      REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI: other['REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI']!,
    },
  };
  first = await night.runJson();
  await countSupport();
  const idOf = async (state: string): Promise<string> =>
    (await rowsOf<{ id: string }>(`SELECT min(call_id) AS id FROM call_ledger WHERE state = '${state}'`))[0]!
      .id;
  callIds = {
    sales: await idOf('saved'),
    notSales: await idOf('not_sales'),
    excluded: await idOf('too_short'),
  };
});
afterAll(() => night.end());

async function rowsOf<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await night.database.pool.query<Row>(sql, values)).rows;
}

function requests(): number {
  return night.sandbox.statistics().llm.requests;
}

/** What was laid out after each run, counted from the quotes: by run, prompt version and criterion. */
const supportByRun = new Map<string, { scored: number; unsupported: number }>();

/** The row of `calls` that each analysis was laid out in. */
const scoresByAnalysis = new Map<string, object>();

/** Versions are never changed, but for a test. */
async function changeCriterion(
  criterion: { checklist_fingerprint: string; criterion_id: string },
  { weight, yes }: { weight: number; yes: boolean },
): Promise<void> {
  const { pool } = night.database;
  await pool.query('ALTER TABLE checklist_criteria DISABLE TRIGGER USER');
  await pool.query(
    `UPDATE checklist_criteria SET weight = $1, allows_not_applicable = $2, critical = $2
     WHERE checklist_fingerprint = $3 AND criterion_id = $4`,
    [weight, yes, criterion.checklist_fingerprint, criterion.criterion_id],
  );
  await pool.query('ALTER TABLE checklist_criteria ENABLE TRIGGER USER');
}

async function countSupport(): Promise<void> {
  const laidOut = await rowsOf<{ id: string; scores: object }>(
    `SELECT analysis_id AS id, jsonb_build_object('total', total_score, 'maximum', max_score,
       'percentage', performance_percentage, 'finalPercentage', final_percentage, 'criticalFailed', critical_failed,
       'scoredShare', scored_share) AS scores FROM calls`,
  );
  for (const { id, scores } of laidOut) scoresByAnalysis.set(id, scores);
  const rows = await rowsOf<{ key: string; supported: boolean }>(`
    SELECT concat_ws(' ', a.run_id, a.prompt_fingerprint, e.criterion_id) AS key, EXISTS (
      SELECT FROM call_quotes q
      WHERE q.call_id = e.call_id AND q.criterion_id = e.criterion_id AND q.finding IN ('exact', 'close')
    ) AS supported
    FROM call_evaluations e JOIN calls ON calls.id = e.call_id JOIN analyses a ON a.id = calls.analysis_id
    WHERE e.score > 0`);
  for (const { key, supported } of rows) {
    const counts = supportByRun.get(key) ?? { scored: 0, unsupported: 0 };
    supportByRun.set(key, {
      scored: counts.scored + 1,
      unsupported: counts.unsupported + (supported ? 0 : 1),
    });
  }
}

/** Analyses as stored, to see that none of them is ever changed. */
function analyses(): Promise<{ id: string; line: string }[]> {
  return rowsOf('SELECT id, md5(analyses::text) AS line FROM analyses ORDER BY id');
}

describe('a run with something changed that calls are judged by', () => {
  it.each(changes)(
    'analyses every call again with another %s, and keeps the analyses of before',
    async (change) => {
      const before = await analyses();
      const again = await night.runJson([], settings[change]);
      expect(again.exitCode).toBe(0);
      await countSupport();
      expect(again.day.actions).toMatchObject({ analysed: first.day.actions.analysed, kept: 0, failed: 0 });
      const after = await analyses();
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.length - before.length).toBe(first.day.actions.analysed);
      const paid = requests();
      const kept = await night.runJson([], settings[change]);
      expect(kept.day.actions).toMatchObject({ analysed: 0, kept: first.day.actions.analysed });
      expect(requests()).toBe(paid);
    },
  );

  it('points each analysis at versions that are stored, each used first by the run that brought it', async () => {
    expect(
      await rowsOf(`SELECT FROM analyses a
        LEFT JOIN checklist_versions c ON c.fingerprint = a.checklist_fingerprint
        LEFT JOIN prompt_versions p ON p.fingerprint = a.prompt_fingerprint
        LEFT JOIN instructions_versions i ON i.fingerprint = a.instructions_fingerprint
        WHERE num_nulls(c.fingerprint, p.fingerprint, i.fingerprint) > 0 OR c.first_used_at > a.created_at`),
    ).toEqual([]);
    expect(
      await rowsOf(`SELECT count(DISTINCT checklist_fingerprint)::int AS checklists,
        count(DISTINCT prompt_fingerprint)::int AS prompts,
        count(DISTINCT instructions_fingerprint)::int AS instructions, count(DISTINCT asked_model)::int AS models
        FROM analyses`),
    ).toEqual([{ checklists: 2, prompts: 2, instructions: 3, models: 2 }]);
  });

  it('keeps the shares of unsupported scores by run, criterion and prompt version', async () => {
    const shares = await rowsOf<Record<string, string>>('SELECT * FROM evidence_shares');
    const told = shares.map((share) => [
      [share['run_id'], share['prompt_fingerprint'], share['criterion_id']].join(' '),
      { scored: Number(share['scored_above_zero']), unsupported: Number(share['unsupported']) },
    ]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(supportByRun));
    expect(new Set(shares.map((share) => share['run_id'])).size).toBe(5);
    for (const { scored_above_zero: scored, unsupported, unsupported_share: share } of shares) {
      expect(Number(share)).toBeCloseTo(Number(unsupported) / Number(scored), 4);
    }
    expect(shares.some(({ unsupported }) => Number(unsupported) > 0)).toBe(true);
  });

  it('goes back without paying: what was judged so once is kept', async () => {
    const paid = requests();
    const back = await night.runJson();
    expect(back.day.actions).toMatchObject({ analysed: 0, kept: first.day.actions.analysed });
    expect(requests()).toBe(paid);
  });
});

describe('callq show', () => {
  const show = async (id: string, ...args: string[]) => night.run(['show', id, ...args]);

  it('prints every analysis of a call with its versions, models, tokens, cost and requests, newest first', async () => {
    const { exitCode, stdout } = await show(callIds.sales, '--json');
    expect(exitCode).toBe(0);
    const shown = JSON.parse(stdout) as Shown;
    expect(shown.analyses).toHaveLength(5);
    expect(shown.analyses.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    const stored = await rowsOf<Record<string, unknown>>(
      `SELECT a.id, a.asked_model, a.answering_model, a.checklist_fingerprint, a.prompt_fingerprint,
         a.instructions_fingerprint, a.masker_version, a.input_tokens, a.cached_tokens, a.output_tokens,
         a.reasoning_tokens, a.latency_ms::int, a.cost_usd::text, a.cost_source, a.requests
       FROM analyses a WHERE a.call_id = $1 ORDER BY a.id DESC`,
      [callIds.sales],
    );
    expect(
      shown.analyses.map((a) => [
        ...[a.id, a.askedModel, a.answeringModel, a.checklistFingerprint, a.promptFingerprint],
        ...[a.instructionsFingerprint, a.maskerVersion, a.inputTokens, a.cachedTokens, a.outputTokens],
        ...[a.reasoningTokens, a.latencyMs, a.costUsd, a.costSource, a.requests],
      ]),
    ).toEqual(stored.map((row) => Object.values(row)));
    for (const {
      answers,
      requests: count,
      inputTokens,
      costUsd,
      createdAt,
      checklistFirstUsedAt,
    } of shown.analyses) {
      expect(answers).toHaveLength(count);
      expect(answers.reduce((sum, answer) => sum + answer.inputTokens, 0)).toBe(inputTokens);
      expect(answers.reduce((sum, answer) => sum + Number(answer.costUsd), 0)).toBeCloseTo(
        Number(costUsd),
        9,
      );
      expect(new Date(checklistFirstUsedAt) <= new Date(createdAt)).toBe(true);
    }
  });

  it('prints scores, reasons and quotes with their time, as stored', async () => {
    const { stdout } = await show(callIds.sales);
    const evaluations = await rowsOf<Record<string, string | null>>(
      'SELECT category, criterion, reason, score::float8 AS score, max_score::float8 AS max FROM call_evaluations WHERE call_id = $1',
      [callIds.sales],
    );
    expect(evaluations.length).toBeGreaterThan(5);
    for (const { category, criterion, reason, score, max } of evaluations) {
      const points = score === null ? 'not_' : `${String(score)} of ${String(max)}`;
      expect(stdout).toContain(`${points}  ${String(category)}: ${String(criterion)}`);
      if (reason !== null && reason !== '') expect(stdout).toContain(`    ${reason}\n`);
    }
    const quotes = await rowsOf<{ quote: string; speaker: string; finding: string; place: string }>(
      `SELECT quote, speaker, finding, coalesce(', ' || start_second / 60 || ':' || lpad((start_second % 60)::text, 2, '0')
         || ', phrase ' || phrase_index, '') AS place FROM call_quotes WHERE call_id = $1`,
      [callIds.sales],
    );
    expect(quotes.length).toBeGreaterThan(1);
    for (const { quote, speaker, finding, place } of quotes) {
      expect(stdout).toContain(`    «${quote}» ${speaker} (${finding}${place})\n`);
    }
    expect(stdout).toMatch(/^ {2}\d+ \(current\) {2}/mu);
    expect(stdout.match(/^ {4}check-list [0-9a-f]{12} \(first used \d{4}-/gmu)).toHaveLength(5);
    expect(stdout.match(/^ {4}request \d+ of run \d+, /gmu)?.length).toBeGreaterThanOrEqual(5);
    expect(stdout).toMatch(/USD \(header\)/u);
  });

  it('prints the scores of every analysis, those of earlier ones computed again, and the faults of the answers', async () => {
    const { stdout } = await show(callIds.sales, '--json');
    const { analyses: shown, scores } = JSON.parse(stdout) as {
      analyses: { id: string; isCurrent: boolean; scores: object; faults: object }[];
      scores: object;
    };
    expect(shown.find(({ isCurrent }) => isCurrent)?.scores).toEqual(scores);
    for (const { id, scores: own, faults } of shown) {
      const [stored] = await rowsOf<{ faults: object }>(
        `SELECT jsonb_build_object('leftOut', left_out, 'repeated', repeated, 'unmatched', unmatched, 'clamped', clamped,
           'invalidScores', invalid_scores, 'refusedNotApplicable', refused_not_applicable) AS faults
         FROM analyses WHERE id = $1`,
        [id],
      );
      expect(faults).toEqual(stored!.faults);
      // What the run of that analysis wrote, kept when it ended.
      expect(own).toEqual(scoresByAnalysis.get(id));
    }
    const { stdout: text } = await show(callIds.sales);
    expect(text.match(/^ {4}score \d[\d.]* of \d+ = \d+ %, final /gmu)).toHaveLength(5);
    expect(text.match(/^ {4}faults of the answers: /gmu)).toHaveLength(5);
  });

  it('prints the tags that the check-list of the judgement has', async () => {
    const { rows } = await night.database.pool.query<{ checklist_fingerprint: string; criterion_id: string }>(
      `SELECT a.checklist_fingerprint, e.criterion_id FROM call_evaluations e JOIN calls ON calls.id = e.call_id
       JOIN analyses a ON a.id = calls.analysis_id WHERE calls.id = $1 ORDER BY e.position LIMIT 1`,
      [callIds.sales],
    );
    const change = (weight: number, yes: boolean): Promise<unknown> =>
      changeCriterion(rows[0]!, { weight, yes });
    await change(2.5, true);
    const { stdout } = await show(callIds.sales);
    await change(1, false);
    expect(stdout.match(/ {2}\[вес 2\.5\] {2}\[н\/п допустимо\] {2}\[критично\]/gu)).toHaveLength(1);
    expect((await show(callIds.sales)).stdout).not.toContain('[вес');
  });

  it('prints a call that is no sales call with its analyses and without scores', async () => {
    const { exitCode, stdout } = await show(callIds.notSales);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/listed on 2026-11-03: not_sales, /u);
    expect(stdout).toContain('no scores are stored');
    expect(stdout.match(/ {2}not_sales, run \d+, requests: 1$/gmu)).toHaveLength(5);
  });

  it('prints a call that was never analysed with its state', async () => {
    const { exitCode, stdout } = await show(callIds.excluded);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/too_short, excluded[^]*Never analysed\n$/u),
    ]);
  });

  it('says that the database knows no such call, exit 2, and prints nothing else', async () => {
    const { exitCode, stdout, stderr } = await show('999');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/The database knows no call 999: no run has listed it/u);
    expect((await show('seven')).exitCode).toBe(2);
  });

  it('prints the analyses of a call whose rows were deleted by hand', async () => {
    await rowsOf('DELETE FROM calls WHERE id = $1', [callIds.sales]);
    await rowsOf('DELETE FROM call_ledger WHERE call_id = $1', [callIds.sales]);
    const { exitCode, stdout } = await show(callIds.sales, '--json');
    const shown = JSON.parse(stdout) as Shown;
    expect([exitCode, shown.departmentId, shown.scores, shown.analyses.length]).toEqual([0, 1, null, 5]);
  });
});

interface Shown {
  readonly departmentId: number;
  readonly scores: unknown;
  readonly analyses: readonly (Record<string, unknown> & {
    readonly isCurrent: boolean;
    readonly requests: number;
    readonly inputTokens: number;
    readonly costUsd: string;
    readonly createdAt: string;
    readonly checklistFirstUsedAt: string;
    readonly answers: readonly { readonly inputTokens: number; readonly costUsd: string }[];
  })[];
}

it('show tells of a long call which part a quote stands in, and of a failed one what was paid', async () => {
  const long = await startNight({ calls: 40, faults: ['llm:not-json@40%'] });
  try {
    const split = {
      LLM_MAX_INPUT_TOKENS: '4210',
      CALLQ_LONG_CALLS: 'split',
      CALLQ_MASK: 'off',
      LLM_JSON_TRIES: '1',
    };
    await long.runJson([], split);
    const { rows } = await long.database.pool.query<{ id: string; state: string }>(`
      SELECT DISTINCT ON (state) call_id AS id, state FROM call_ledger l
      WHERE state = 'failed' OR EXISTS (
        SELECT FROM analyses a JOIN call_quotes q ON q.call_id = a.call_id
        WHERE a.call_id = l.call_id AND a.parts > 1 AND q.phrase_index IS NOT NULL
      ) ORDER BY state`);
    const shown = new Map<string, string>();
    for (const { id, state } of rows) shown.set(state, (await long.run(['show', id])).stdout);
    expect(shown.get('saved')).toMatch(/asked in \d parts: 1 phrases 0 to \d+, 2 phrases \d+ to \d+/u);
    expect(shown.get('saved')).toMatch(
      /» (?:operator|client) \((?:exact|close), \d+:\d\d, phrase \d+, part \d/u,
    );
    expect(shown.get('saved')).toMatch(/request \d+ of run \d+, [^:]+:[^ ]+: part 2, /u);
    expect(shown.get('failed')).toMatch(
      new RegExp(
        `listed on ${someDay}: failed[^]*Never analysed[^]*no analysis came of\\n {4}request 1 `,
        'u',
      ),
    );
  } finally {
    await long.end();
  }
});
