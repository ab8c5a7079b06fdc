import type { QueryResultRow } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { criterionId } from '../../src/domain/checklist.ts';
import { fillingMilliseconds, startBiNight } from '../support/bi-night.ts';
import type { RoleUser } from '../support/role-users.ts';
import { createRoleUser, listReadable } from '../support/role-users.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { studentQuantile, summarise } from '../support/student.ts';

/** Values of all kinds as text; null stays null. */
type Row = Readonly<Record<string, string | null>>;

let night: SandboxNight;
let calls: Row[];

beforeAll(async () => {
  night = await startBiNight();
  calls = await rowsOf(`SELECT *, start_time::date AS day FROM calls`);
}, fillingMilliseconds);
afterAll(() => night.end());

/** All columns as text, so that nothing is rounded or shifted by a driver. */
async function rowsOf(sql: string): Promise<Row[]> {
  const { rows } = await night.database.pool.query<QueryResultRow>({
    text: sql,
    types: { getTypeParser: () => String },
  });
  return rows;
}

function groupBy(rows: readonly Row[], keyOf: (row: Row) => unknown[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

const numberOf = (text: string | null | undefined): number | null =>
  text === null || text === undefined ? null : Number(text);
const monthOf = (row: Row): string => `${row['day']!.slice(0, 7)}-01`;
const numbersOf = (rows: readonly Row[], column: string): (number | null)[] =>
  rows.map((row) => numberOf(row[column]));
const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

/** The four columns of an average in a view against what the textbook makes of the values; the quantile is off by 0.2 % at most. */
function expectAverage(row: Row, prefix: string, values: readonly (number | null)[]): void {
  const expected = summarise(values);
  const where = JSON.stringify(row);
  expect(numberOf(row[`${prefix}_n`]), where).toBe(expected.n);
  for (const end of ['average', 'low', 'high'] as const) {
    const found = numberOf(row[`${prefix}_${end}`]);
    if (expected[end] === null) expect(found, where).toBeNull();
    else
      expect(Math.abs(found! - expected[end]), `${end} ${where}`).toBeLessThan(
        0.006 + 0.002 * expected.average!,
      );
  }
}

/** Each group of rows once in the view, and nothing else there. */
async function expectGroups(
  view: string,
  groups: ReadonlyMap<string, Row[]>,
  { keys, compare }: { keys: readonly string[]; compare: (row: Row, members: Row[]) => void },
): Promise<void> {
  const found = groupBy(await rowsOf(`SELECT * FROM ${view}`), (row) => keys.map((key) => row[key] ?? null));
  expect([...found.keys()].sort()).toEqual([...groups.keys()].sort());
  for (const [key, members] of groups) {
    expect(found.get(key)).toHaveLength(1);
    compare(found.get(key)![0]!, members);
  }
}

describe('the filled database', () => {
  it('has what the views have to tell apart', async () => {
    const count = async (sql: string): Promise<number> =>
      Number((await rowsOf(`SELECT count(*) FROM ${sql}`))[0]!['count']);
    expect(await count('calls')).toBeGreaterThan(100);
    expect(
      await count(`analyses JOIN calls ON calls.analysis_id = analyses.id WHERE rescore_of IS NOT NULL`),
    ).toBeGreaterThan(3);
    expect(
      await count('(SELECT DISTINCT prompt_fingerprint FROM analyses WHERE department_id = 1) AS p'),
    ).toBe(2);
    expect(await count('(SELECT DISTINCT department_id FROM calls) AS d')).toBe(2);
    for (const state of ['not_scored', 'not_applicable', 'scored']) {
      expect(await count(`call_evaluations WHERE state = '${state}'`)).toBeGreaterThan(5);
    }
    expect(await count(`call_ledger WHERE state = 'failed'`)).toBeGreaterThan(1);
    expect(await count(`call_ledger WHERE state = 'pending'`)).toBeGreaterThan(1);
  });
});

describe('bi_calls', () => {
  it('has the rows of calls, with what they say and what judged them', async () => {
    const expected = await rowsOf(`
      SELECT id AS call_id, department_id, (SELECT name FROM departments WHERE id = department_id) AS department,
        to_char(start_time, 'YYYY-MM-DD') AS day, to_char(start_time, 'YYYY-MM-01') AS month,
        to_char(start_time, 'YYYY-MM-DD HH24:00:00') AS start_time,
        round(date_part('epoch', finish_time) - date_part('epoch', start_time)) AS duration_seconds, operator_id,
        (SELECT office_id FROM operators WHERE id = operator_id) AS office_id,
        (SELECT name FROM offices WHERE id = (SELECT office_id FROM operators WHERE id = operator_id)) AS office,
        total_score, max_score, performance_percentage, final_percentage, critical_failed, scored_share,
        (SELECT asked_model FROM analyses WHERE id = analysis_id),
        (SELECT prompt_fingerprint FROM analyses WHERE id = analysis_id),
        (SELECT cost_usd FROM analyses WHERE id = analysis_id),
        analysis_id IN (SELECT id FROM analyses WHERE rescored_by IS NOT NULL) IS TRUE AS rescored
      FROM calls ORDER BY id`);
    const columns = Object.keys(expected[0]!).join(', ');
    expect(await rowsOf(`SELECT ${columns} FROM bi_calls ORDER BY call_id`)).toEqual(expected);
  });
});

describe('bi_criteria', () => {
  /** Rows of the old program have no id: the rule of check-lists makes theirs. */
  const idOf = (row: Row): string => row['criterion_id'] ?? criterionId(row['category']!, row['criterion']!);
  const percentageOf = ({ state, score, max_score: maximum }: Row): number | null =>
    state === 'scored' && Number(maximum) > 0 ? (100 * Number(score)) / Number(maximum) : null;

  it('has the rows of call_evaluations; a percentage only where something was scored', async () => {
    const evaluations = await rowsOf('SELECT * FROM call_evaluations');
    const listed = new Map(
      (await rowsOf('SELECT criterion_id, category, name FROM checklist_criteria')).map((row) => [
        row['criterion_id'],
        row,
      ]),
    );
    const found = groupBy(await rowsOf('SELECT * FROM bi_criteria'), (row) => [
      row['call_id'],
      row['criterion_id'],
    ]);
    expect([...found.values()].flat()).toHaveLength(evaluations.length);
    let hidden = 0;
    for (const evaluation of evaluations) {
      const { state, score, max_score: maximum, call_id: callId, unsupported, position } = evaluation;
      const rows = found.get(JSON.stringify([callId, idOf(evaluation)]));
      expect(rows).toHaveLength(1);
      const old = evaluation['criterion_id'] === null;
      const inChecklist = listed.get(idOf(evaluation));
      hidden += Number(inChecklist === undefined);
      expect(rows![0]).toMatchObject({
        ...{ state, score, max_score: maximum, unsupported, position, old_program: old ? 't' : 'f' },
        category: inChecklist?.['category'] ?? null,
        criterion: inChecklist?.['name'] ?? null,
      });
      const percentage = percentageOf(evaluation);
      if (percentage === null) expect(rows![0]!['percentage']).toBeNull();
      else expect(Number(rows![0]!['percentage'])).toBeCloseTo(percentage, 2);
    }
    // Words of the model of the old program.
    expect(hidden).toBe(9);
    const { rows } = await night.database.pool.query(`
      SELECT FROM bi_criteria JOIN calls ON calls.id = call_id JOIN analyses ON analyses.id = analysis_id
      WHERE weight IS DISTINCT FROM (SELECT weight FROM checklist_criteria AS c
        WHERE c.checklist_fingerprint = analyses.checklist_fingerprint AND c.position = bi_criteria.position)`);
    expect(rows).toEqual([]);
  });

  it('is averaged by bi_criterion_month: not applicable and not scored stay out', async () => {
    const evaluations = await rowsOf(`
      SELECT e.*, c.department_id, c.start_time::date AS day FROM call_evaluations e JOIN calls c ON c.id = e.call_id`);
    await expectGroups(
      'bi_criterion_month',
      groupBy(evaluations, (row) => [row['department_id'], monthOf(row), idOf(row)]),
      {
        keys: ['department_id', 'month', 'criterion_id'],
        compare(row, members) {
          const inState = (state: string): number =>
            members.filter((member) => member['state'] === state).length;
          expectAverage(row, 'percentage', members.map(percentageOf));
          expect(row).toMatchObject({
            evaluations: String(members.length),
            not_applicable: String(inState('not_applicable')),
            not_scored: String(inState('not_scored')),
            unsupported: String(members.filter((member) => member['unsupported'] === 't').length),
            old_program: String(members.filter((member) => member['criterion_id'] === null).length),
          });
        },
      },
    );
  });

  it('keeps the same name of two categories apart, and a criterion with its rows of the old program together', async () => {
    const october = await rowsOf(`
      SELECT * FROM bi_criterion_month WHERE department_id = 1 AND month = '2026-10-01' AND old_program > 0`);
    const mixed = october.filter((row) => Number(row['old_program']) < Number(row['evaluations']));
    expect(mixed.map((row) => row['old_program'])).toEqual(['2']);
    const greeting = (category: string): string => criterionId(category, 'Приветствие');
    const ids = october.map((row) => row['criterion_id']);
    expect(ids).toHaveLength(4);
    expect(ids).toEqual(expect.arrayContaining([greeting('Раздел'), greeting('Другой раздел')]));
  });

  it.each([
    ['Установление контакта', 'Ёлки, «АБВ» & Co. №5 — x²!'],
    ['  ДВА  слова ', 'ВЫЯВЛЕНИЕ: (ЛПР)\n\tдальше'],
    ['', 'Đặc biệt, қазақша'],
  ])('makes the id of (%j, %j) by the rule of check-lists', async (category, criterion) => {
    const { rows } = await night.database.pool.query('SELECT bi_criterion_id($1, $2) AS id', [
      category,
      criterion,
    ]);
    expect(rows).toEqual([{ id: criterionId(category, criterion) }]);
  });
});

describe.each([
  ['bi_operator_day', 'day', (row: Row) => row['day']],
  ['bi_operator_month', 'month', monthOf],
] as const)('%s', (view, period, periodOf) => {
  it('averages the calls of each operator; what was not scored stays out', async () => {
    await expectGroups(
      view,
      groupBy(calls, (row) => [row['department_id'], periodOf(row), row['operator_id']]),
      {
        keys: ['department_id', period, 'operator_id'],
        compare(row, members) {
          expect(row['calls']).toBe(String(members.length));
          expect(row['critical_failed']).toBe(
            String(members.filter((member) => member['critical_failed'] === 't').length),
          );
          if (period === 'month')
            expect(row['days']).toBe(String(new Set(members.map((member) => member['day'])).size));
          expectAverage(row, 'percentage', numbersOf(members, 'performance_percentage'));
          expectAverage(row, 'final', numbersOf(members, 'final_percentage'));
        },
      },
    );
  });
});

describe('bi_versions', () => {
  it('counts and averages the calls by what judged them', async () => {
    const judged = await rowsOf(`
      SELECT c.department_id, c.start_time::date AS day, c.performance_percentage, a.checklist_fingerprint,
        a.prompt_fingerprint, a.instructions_fingerprint, a.asked_model, a.answering_model, a.rescored_by
      FROM analyses a RIGHT JOIN calls c ON c.analysis_id = a.id`);
    const keys = [
      'department_id',
      'day',
      'checklist_fingerprint',
      'prompt_fingerprint',
      'instructions_fingerprint',
      'asked_model',
      'answering_model',
    ];
    await expectGroups(
      'bi_versions',
      groupBy(judged, (row) => keys.map((key) => row[key] ?? null)),
      {
        keys,
        compare(row, members) {
          expect(row['calls']).toBe(String(members.length));
          expect(row['rescored']).toBe(
            String(members.filter((member) => member['rescored_by'] !== null).length),
          );
          expectAverage(row, 'percentage', numbersOf(members, 'performance_percentage'));
        },
      },
    );
  });
});

describe('bi_coverage', () => {
  it('says of every listed call what became of it', async () => {
    const ledger = await rowsOf('SELECT *, day::text AS day FROM call_ledger');
    const states = [...new Set(ledger.map((row) => row['state']!))];
    expect(states.length).toBeGreaterThan(7);
    await expectGroups(
      'bi_coverage',
      groupBy(ledger, (row) => [row['department_id'], row['day']]),
      {
        keys: ['department_id', 'day'],
        compare(row, members) {
          const inState = (...wanted: string[]): number =>
            members.filter(({ state }) => wanted.includes(state!)).length;
          for (const state of states) expect([state, row[state]]).toEqual([state, String(inState(state))]);
          const analysed = inState('saved', 'not_sales');
          const unfinished = inState('failed', 'pending', 'pending_transcript');
          expect(row).toMatchObject({
            accounted: String(members.length),
            analysed: String(analysed),
            unfinished: String(unfinished),
            excluded: String(members.length - analysed - unfinished),
            purged: String(members.filter((member) => member['purged_at'] !== null).length),
          });
          if (analysed + unfinished === 0) expect(row['completion_percentage']).toBeNull();
          else
            expect(Number(row['completion_percentage'])).toBeCloseTo(
              (100 * analysed) / (analysed + unfinished),
              1,
            );
        },
      },
    );
  });

  it('says what T-Bank listed, and holds the ledger against it', async () => {
    const listings = await rowsOf(`
      SELECT department_id, day::text AS day, unnest(call_ids || vanished_ids) AS call_id FROM day_listings`);
    const ledger = await rowsOf('SELECT department_id, day::text AS day, call_id FROM call_ledger');
    const idsOf = (rows: readonly Row[], { department_id: department, day }: Row): Set<string> =>
      new Set(
        rows
          .filter((row) => row['department_id'] === department && row['day'] === day)
          .map((row) => row['call_id']!),
      );
    const differences = new Set<string | null>();
    for (const row of await rowsOf('SELECT * FROM bi_coverage')) {
      const [listed, accounted] = [idsOf(listings, row), idsOf(ledger, row)];
      const known = listed.size > 0;
      expect(row).toMatchObject({
        listed: known ? String(listed.size) : null,
        listed_difference: known ? String(listed.size - accounted.size) : null,
        missing: known ? String([...listed].filter((id) => !accounted.has(id)).length) : null,
        unlisted: known ? String([...accounted].filter((id) => !listed.has(id)).length) : null,
      });
      differences.add(row['listed_difference']!);
      if (known)
        expect(Number(row['coverage_percentage'])).toBeCloseTo(
          (100 * Number(row['analysed'])) / listed.size,
          1,
        );
      else expect(row['coverage_percentage']).toBeNull();
    }
    expect(differences).toEqual(new Set(['0', '1', null]));
  });

  it('has a night that was written by hand, without what nobody noted', async () => {
    const [row] = await rowsOf(`SELECT * FROM bi_coverage WHERE day = '2026-10-28'`);
    expect(row).toMatchObject({ listed: null, accounted: '1', excluded: '1', too_short: '1' });
  });

  it('agrees with night_reconciliation', async () => {
    const columns = 'department_id, day, listed, missing, unlisted, not_sales, excluded, failed, purged';
    expect(await rowsOf(`SELECT ${columns} FROM bi_coverage ORDER BY 1, 2`)).toEqual(
      await rowsOf(`SELECT ${columns} FROM night_reconciliation ORDER BY 1, 2`),
    );
  });

  it('has a column for each state, so that none is forgotten', async () => {
    const { rows } = await night.database.pool.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'call_ledger_state_check'`,
    );
    const states = [...rows[0]!.text.matchAll(/'(\w+)'/gu)].map(([, state]) => state!);
    expect(states).toHaveLength(14);
    await rowsOf(`SELECT ${states.join(', ')} FROM bi_coverage`);
  });
});

describe('bi_decline_reasons and bi_agreements', () => {
  it('have each row without its words; a product only when five clients name it', async () => {
    const reasons = await rowsOf('SELECT * FROM call_decline_reasons ORDER BY id');
    const found = await rowsOf('SELECT * FROM bi_decline_reasons ORDER BY decline_reason_id');
    expect(found).toHaveLength(reasons.length);
    // The same client in any way of writing the number; without a number nobody knows.
    const clientOf = new Map(
      calls.map((call) => [call['id']!, call['phone_number']?.replaceAll(/\D/gu, '').slice(-10)]),
    );
    const known = ['прекратил_закупки', 'снижение_объемов', 'проблемы_с_товаром', 'проблемы_с_сервисом'];
    const productOf = (row: Row): string | null => row['product_category']?.trim().toLowerCase() ?? null;
    for (const [index, row] of found.entries()) {
      const reason = reasons[index]!;
      const product = productOf(reason);
      const naming = new Set(
        reasons
          .filter((other) => productOf(other) === product)
          .flatMap((other) => clientOf.get(other['call_id']!) ?? []),
      );
      expect(row).toMatchObject({
        call_id: reason['call_id'],
        reason_type: known.includes(reason['reason_type']!) ? reason['reason_type'] : 'другое',
        product_category: naming.size >= 5 ? product : null,
      });
    }
    const products = new Set(found.map((row) => row['product_category']));
    expect(products).toContain('грунт');
    expect([...products]).toEqual(expect.not.arrayContaining(['ёлки', 'семена', 'опоры']));
    for (const product of ['Семена', 'Опоры'])
      expect(reasons.filter((reason) => reason['product_category'] === product).length).toBeGreaterThan(4);
    const amounts = 'SELECT id AS agreement_id, call_id, amount FROM agreements ORDER BY id';
    expect(await rowsOf('SELECT agreement_id, call_id, amount FROM bi_agreements ORDER BY 1')).toEqual(
      await rowsOf(amounts),
    );
  });
});

describe('bi_costs', () => {
  it('has what each run cost, of a killed one what its answers cost', async () => {
    const runs = await rowsOf('SELECT * FROM runs ORDER BY id');
    const answers = groupBy(await rowsOf('SELECT * FROM model_answers'), (row) => [row['run_id']]);
    const found = await rowsOf('SELECT * FROM bi_costs ORDER BY run_id');
    expect(found.map((row) => row['run_id'])).toEqual(runs.map((run) => run['id']));
    for (const [index, row] of found.entries()) {
      const run = runs[index]!;
      const own = answers.get(JSON.stringify([run['id']])) ?? [];
      for (const column of ['cost_usd', 'input_tokens', 'output_tokens']) {
        const expected = run['finished_at'] === null ? sumOf(numbersOf(own, column)) : numberOf(run[column]);
        if (expected === null) expect(row[column]).toBeNull();
        else expect(numberOf(row[column])).toBeCloseTo(expected, 9);
      }
      expect(row['answers']).toBe(String(own.length));
      expect(row['answers_without_cost']).toBe(
        String(own.filter((answer) => answer['cost_usd'] === null).length),
      );
    }
    expect(found.filter((row) => row['exit_code'] === null || row['duration_seconds'] === null)).toHaveLength(
      1,
    );
    // What all runs cost together is what all answers cost, rescored or not.
    const sum = (rows: readonly Row[]): number => sumOf(numbersOf(rows, 'cost_usd'))!;
    expect(sum(found)).toBeCloseTo(sum([...answers.values()].flat()), 9);
  });
});

describe('the interval', () => {
  it.each([2, 3, 4, 5, 6, 11, 31, 101, 1000])(
    'of %i values has the quantile of Student’s distribution',
    async (n) => {
      const [row] = await rowsOf(`SELECT bi_interval_high(${n}, 0, sqrt(${n}::numeric)) AS half`);
      expect(Math.abs(Number(row!['half']) / studentQuantile(n - 1) - 1)).toBeLessThan(0.003);
    },
  );

  // Hundreds of ten equal values: 1 − 0.05^(1/10) = 25.89 % of all may be others.
  it('of equal values is what the rule of three leaves possible', async () => {
    const [row] = await rowsOf(
      `SELECT
         bi_interval_low(10, 100, 0) AS low_of_100, bi_interval_high(10, 100, 0) AS high_of_100,
         bi_interval_low(10, 50, 0) AS low_of_50, bi_interval_high(10, 50, 0) AS high_of_50`,
    );
    expect(row).toEqual({
      low_of_100: '74.11',
      high_of_100: '100.00',
      low_of_50: '37.06',
      high_of_50: '62.94',
    });
  });

  it('is unknown below two values, and stays within 0 to 100', async () => {
    const [row] = await rowsOf(
      'SELECT bi_interval_low(1, 50, NULL) AS one, bi_interval_low(2, 10, 50) AS low, bi_interval_high(2, 90, 50) AS high',
    );
    expect(row).toEqual({ one: null, low: '0.00', high: '100.00' });
  });
});

describe('roles', () => {
  let bi: RoleUser;
  beforeAll(async () => {
    expect(await night.run(['db', 'roles'])).toMatchObject({ exitCode: 0 });
    bi = await createRoleUser(night.database, 'callq_bi');
  });
  afterAll(() => bi.drop());

  it('callq_bi reads all views but those with personal data, callq_bi_personal these as well', async () => {
    const { rows } = await night.database.pool.query<{ name: string }>(
      `SELECT viewname AS name FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'bi\\_%' ORDER BY 1`,
    );
    const all = rows.map(({ name }) => name);
    const personal = all.filter((name) => name.startsWith('bi_personal_'));
    expect(personal.length).toBeGreaterThan(2);
    expect(await listReadable(night.database.pool, 'callq_bi')).toEqual(
      all.filter((name) => !personal.includes(name)),
    );
    expect(await listReadable(night.database.pool, 'callq_bi_personal')).toEqual(all);
  });

  it('no text of a call, number, name or transcript is in what callq_bi reads', async () => {
    const readable = await listReadable(night.database.pool, 'callq_bi');
    const everything = await Promise.all(readable.map((view) => rowsOf(`SELECT * FROM ${view}`)));
    const text = JSON.stringify(everything).toLowerCase();
    const secrets = await rowsOf(`
      SELECT phone_number AS s FROM calls UNION SELECT full_name FROM operators UNION SELECT text FROM call_phrases
      UNION SELECT reason FROM call_evaluations UNION SELECT quote FROM call_quotes UNION SELECT agreement FROM agreements
      UNION SELECT reason_description FROM call_decline_reasons UNION SELECT issue FROM call_recommendations
      UNION SELECT recommendation FROM call_recommendations UNION SELECT operator_name FROM call_ledger
      UNION SELECT criterion FROM call_evaluations WHERE criterion_id IS NULL AND criterion LIKE '%Иван%'
      UNION SELECT to_char(start_time, 'YYYY-MM-DD HH24:MI:SS') FROM calls WHERE date_trunc('hour', start_time) < start_time
      UNION SELECT 'Иван'`);
    // Short sayings («Да.») are part of other words.
    const long = secrets
      .map(({ s }) => s?.toLowerCase() ?? '')
      .filter((secret) => secret.length >= 12 || secret === 'иван');
    expect(long.length).toBeGreaterThan(500);
    expect(long.filter((secret) => text.includes(secret))).toEqual([]);
    expect(long.filter((secret) => /^\d{4}-\d\d-\d\d \d\d:/u.test(secret)).length).toBeGreaterThan(50);
  });

  it('callq_bi_personal has the exact times', async () => {
    expect(await rowsOf('SELECT call_id, start_time, finish_time FROM bi_personal_calls ORDER BY 1')).toEqual(
      await rowsOf('SELECT id AS call_id, start_time, finish_time FROM calls ORDER BY 1'),
    );
  });
});
