import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Page } from '../support/report-pages.ts';
import { listPages, numbersOf, readPage, readText, rowsOf } from '../support/report-pages.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';
import { studentQuantile } from '../support/student.ts';

/** Three nights: another prompt from the second on, the third with calls of the old program. */
const [first, second, third] = ['2026-11-03', '2026-11-04', '2026-11-05'] as const;
const oldCall = 9_000_000_001;

let night: SandboxNight;
let folder: string;
let index: Page;
let pages: Map<string, Page>;

beforeAll(async () => {
  night = await startNight({
    calls: 60,
    misbehave: [
      'invent-quote@10%',
      'wrong-speaker@5%',
      'leave-out@8%',
      'not-applicable@5%',
      'half-point@10%',
      'no-quote@5%',
    ],
    faults: ['llm:400@#9'],
  });
  const prompt = await readFile(
    fileURLToPath(new URL('../../prompts/department1_prompt.txt', import.meta.url)),
    'utf8',
  );
  await writeFile(join(night.folder, 'changed.txt'), `Будь внимателен.\n${prompt}`);
  const department2 = {
    ...night.sandbox.environment(2),
    PROMPT_FILE: fileURLToPath(new URL('../../prompts/department2_prompt.txt', import.meta.url)),
  };
  await night.run(['run', '--date', first]);
  await night.run(['run', '--from', second, '--to', third], { PROMPT_FILE: 'changed.txt' });
  await night.run(['run', '--from', first, '--to', third], department2);
  await addRare();
  const { stdout, stderr } = await night.run(['report', '--from', first, '--to', third, '--out', 'report']);
  expect(stdout, stderr).toBe(`${join(night.folder, 'report', 'index.html')}\n`);
  folder = join(night.folder, 'report');
  index = await readPage(folder, 'index.html');
  pages = new Map(
    await Promise.all(
      (await listPages(folder)).map(async (name) => [name, await readPage(folder, name)] as const),
    ),
  );
}, 120_000);
afterAll(() => night.end());

/** What the sandbox never makes: a call of the old program by nobody, unknown percentages, maxima of 0, decline reasons. */
async function addRare(): Promise<void> {
  const { pool } = night.database;
  await pool.query(`
    INSERT INTO operators (id, full_name, department_id) VALUES (900, 'Новиков Новый', 1);
    INSERT INTO calls (id, start_time, finish_time, operator_id, department_id, performance_percentage, total_score, max_score)
      VALUES (${oldCall}, '${third} 10:00', '${third} 10:05', 900, 1, 75, 7.5, 10), (${oldCall + 1}, '${third} 11:00', NULL, 900, 1, NULL, NULL, NULL);
    INSERT INTO call_transcripts VALUES (${oldCall}, E'operator: Добрый день\nclient: Да');
    INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, reason)
      SELECT ${oldCall}, category, criterion, 1, 4, 'так' FROM call_evaluations WHERE criterion_id IS NOT NULL ORDER BY id LIMIT 1;
    INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, state)
      VALUES (${oldCall}, 'К', 'Без максимума', 0, 0, 'scored'), (${oldCall + 1}, 'К', 'Не было', NULL, NULL, 'not_applicable');
    INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category)
      SELECT id, (ARRAY['проблемы_с_товаром', 'прекратил_закупки', 'далеко везти'])[1 + id % 3], 'потому что',
        (ARRAY['грунт', NULL])[1 + id % 2] FROM calls WHERE department_id = 1;
    INSERT INTO agreements (call_id, amount, agreement) VALUES (${oldCall}, NULL, 'созвониться'), (${oldCall}, 1234567.5, 'заказ');
    UPDATE calls SET critical_failed = true, final_percentage = 0 WHERE id = (SELECT min(id) FROM calls WHERE department_id = 1);`);
}

/** One row of the database, by name: the expected numbers of the page. Written without a look at the program's statements. */
async function expected(sql: string): Promise<Map<string, number | null>> {
  const { rows } = await night.database.pool.query<{ name: string; value: string | null }>(sql);
  return new Map(rows.map(({ name, value }) => [name, value === null ? null : Number(value)]));
}

const ofDepartment = `department_id = 1 AND start_time >= '${first}' AND start_time < '${third}'::date + 1`;

/** Names and values of one average: `values` has columns name and v. */
const averages = (values: string): string => `
  SELECT name || part AS name, value FROM (
    SELECT name, avg(v) AS mean, count(v) AS n, stddev_samp(v) / sqrt(nullif(count(v), 0)) AS error FROM (${values}) AS of_values GROUP BY name
  ) AS of_names CROSS JOIN LATERAL (
    VALUES ('.mean', mean), ('.count', n), ('.error', error)
  ) AS parts (part, value)`;

/** Numbers whose names begin so, on the page and in the database: none more and none less. */
function compare(page: Page, isMeant: (name: string) => boolean, wanted: Map<string, number | null>): void {
  const told = numbersOf(page);
  const ends = new Map(wanted);
  for (const [name, error] of wanted) {
    if (!name.endsWith('.error')) continue;
    const base = name.slice(0, -'.error'.length);
    ends.delete(name);
    const [count, mean] = [wanted.get(`${base}.count`) ?? 0, wanted.get(`${base}.mean`) ?? 0];
    if (count < 2 || error === null) continue;
    const half = studentQuantile(count - 1) * error;
    ends.set(`${base}.low`, Math.max(0, mean - half)).set(`${base}.high`, Math.min(100, mean + half));
  }
  const meant = [...told.keys()].filter(isMeant);
  expect(meant.sort()).toEqual([...ends.keys()].filter(isMeant).sort());
  for (const [name, value] of ends) {
    const number = told.get(name);
    // Quantiles of the program's table have three decimals.
    if (value === null) expect(number, name).toEqual({ value: null, text: 'нет данных' });
    else
      expect(number?.value, name).toBeCloseTo(value, name.endsWith('.low') || name.endsWith('.high') ? 1 : 6);
  }
}

it('shows every number as the text that belongs to its value', () => {
  for (const page of pages.values()) {
    for (const [name, { value, text }] of numbersOf(page)) {
      const shown = readText(text);
      if (value === null || name.startsWith('heat.'))
        expect(shown, name).toBe(value === null ? null : Math.round(value));
      else expect(Math.abs((shown ?? Number.NaN) - value), name).toBeLessThan(0.051);
    }
  }
});

describe('every number on the index page equals a query:', () => {
  const startsWith =
    (...prefixes: string[]) =>
    (name: string) =>
      prefixes.some((prefix) => name.startsWith(prefix));

  it('coverage', async () => {
    const wanted = await expected(`
      WITH ledger AS (SELECT * FROM call_ledger WHERE department_id = 1 AND day BETWEEN '${first}' AND '${third}'),
      scores AS (SELECT * FROM call_evaluations WHERE call_id IN (SELECT id FROM calls WHERE ${ofDepartment}))
      SELECT 'coverage.listed' AS name, count(DISTINCT (day, call_id))::numeric AS value FROM (
        SELECT day, unnest(call_ids || vanished_ids) AS call_id FROM day_listings
        WHERE department_id = 1 AND day BETWEEN '${first}' AND '${third}') AS listed
      UNION ALL SELECT 'coverage.analysed', count(*) FROM ledger WHERE action IN ('analysed', 'kept')
      UNION ALL SELECT 'coverage.saved', count(*) FROM ledger WHERE state = 'saved'
      UNION ALL SELECT 'coverage.share', 100.0 * count(*) FILTER (WHERE state IN ('saved', 'not_sales')) / (
        SELECT sum(cardinality(call_ids || vanished_ids)) FROM day_listings
        WHERE department_id = 1 AND day BETWEEN '${first}' AND '${third}') FROM ledger
      UNION ALL SELECT 'coverage.calls', count(*) FROM calls WHERE ${ofDepartment}
      UNION ALL SELECT 'coverage.cost', sum(cost_usd) FROM runs WHERE department_id = 1
      UNION ALL SELECT 'coverage.answers', count(*) FROM model_answers WHERE department_id = 1
      UNION ALL SELECT 'coverage.aboveZero', count(*) FROM scores WHERE state = 'scored' AND score > 0 AND criterion_id IS NOT NULL
      UNION ALL SELECT 'coverage.unsupported', count(*) FROM scores WHERE unsupported
      UNION ALL SELECT 'coverage.unsupportedShare', 100.0 * count(*) FILTER (WHERE unsupported) / count(unsupported) FROM scores
      UNION ALL SELECT 'state.' || state, count(*) FROM ledger GROUP BY state
      UNION ALL SELECT 'state.' || state || '.' || failure_stage || '/' || failure_class, count(*) FROM ledger
        WHERE state = 'failed' GROUP BY state, failure_stage, failure_class`);
    expect(wanted.get('state.failed')).toBeGreaterThan(0);
    expect(wanted.get('coverage.unsupported')).toBeGreaterThan(0);
    compare(index, startsWith('coverage.', 'state.'), wanted);
  });

  it('versions', async () => {
    const kinds = {
      checklist: "coalesce(left(checklist_fingerprint, 12), 'нет данных')",
      prompt: "coalesce(left(prompt_fingerprint, 12), 'нет данных')",
      instructions: "coalesce(left(instructions_fingerprint, 12), 'нет данных')",
      model: "coalesce(asked_model || ' → ' || answering_model, 'нет данных')",
      masker: "coalesce(masker_version, 'нет данных')",
    };
    const parts = Object.entries(kinds).map(
      ([kind, text]) => `SELECT 'version.${kind}.' || ${text} AS name, count(*) AS value
        FROM calls LEFT JOIN analyses ON analyses.id = analysis_id WHERE calls.${ofDepartment} GROUP BY 1`,
    );
    const wanted = await expected(parts.join(' UNION ALL '));
    expect([...wanted.keys()].filter((name) => name.startsWith('version.prompt.'))).toHaveLength(3);
    compare(index, startsWith('version.'), wanted);
    expect(index.querySelector('#trend ul')?.textContent).toMatch(/с 04\.11\.2026: промпт/u);
  });

  it('trend and overall average', async () => {
    const wanted = await expected(
      averages(`SELECT 'trend.' || start_time::date AS name, performance_percentage AS v FROM calls WHERE ${ofDepartment}
        UNION ALL SELECT 'score', performance_percentage FROM calls WHERE ${ofDepartment}`),
    );
    compare(index, startsWith('trend.', 'score.'), withoutEnds(wanted, 'score'));
  });

  it('criteria: only what was scored with a maximum is in an average', async () => {
    // Rows without id are those of the old program: the id of the same category and name is theirs.
    const evaluations = `SELECT e.*, coalesce(e.criterion_id, (
        SELECT min(other.criterion_id) FROM call_evaluations other WHERE (other.category, other.criterion) = (e.category, e.criterion)
      ), e.criterion) AS key, c.operator_id
      FROM call_evaluations e JOIN calls c ON c.id = e.call_id WHERE c.${ofDepartment}`;
    const wanted = await expected(`
      ${averages(`SELECT 'criterion.' || key AS name, CASE WHEN state = 'scored' AND max_score > 0 THEN 100 * score / max_score END AS v FROM (${evaluations}) AS e`)}
      UNION ALL SELECT 'criterion.' || key || '.notApplicable', count(*) FILTER (WHERE state = 'not_applicable') FROM (${evaluations}) AS e GROUP BY key
      UNION ALL SELECT 'criterion.' || key || '.notScored', count(*) FILTER (WHERE state = 'not_scored') FROM (${evaluations}) AS e GROUP BY key
      UNION ALL SELECT 'criterion.' || key || '.unsupported', 100.0 * count(*) FILTER (WHERE unsupported) / nullif(count(unsupported), 0) FROM (${evaluations}) AS e GROUP BY key
      UNION ALL SELECT 'heat.' || operator_id || '.' || key, avg(100 * score / max_score) FROM (${evaluations}) AS e
        WHERE state = 'scored' AND max_score > 0 GROUP BY operator_id, key`);
    const sums = [...wanted]
      .filter(([name]) => name.endsWith('.notScored'))
      .reduce((sum, [, value]) => sum + (value ?? 0), 0);
    expect(sums).toBeGreaterThan(0);
    compare(index, startsWith('criterion.', 'heat.'), renamed(wanted));
    const means = [...index.querySelectorAll('#criteria-table tbody tr')].map((row) =>
      readText(row.querySelectorAll('td')[0]?.textContent ?? ''),
    );
    const known = means.filter((mean) => mean !== null);
    expect(known).toEqual([...known].sort((one, other) => one - other));
    expect(means.slice(known.length).every((mean) => mean === null)).toBe(true);
  });

  it('operators: places only from five calls on', async () => {
    const wanted = await expected(`
      ${averages(`SELECT 'operator.' || operator_id AS name, performance_percentage AS v FROM calls WHERE ${ofDepartment}`)}
      UNION ALL SELECT 'operator.' || operator_id || '.final', avg(final_percentage) FROM calls WHERE ${ofDepartment} GROUP BY operator_id
      UNION ALL SELECT 'operator.' || operator_id || '.critical', count(*) FILTER (WHERE critical_failed) FROM calls WHERE ${ofDepartment} GROUP BY operator_id
      UNION ALL SELECT 'operator.' || operator_id || '.place', rank() OVER (ORDER BY avg(performance_percentage) DESC) FROM calls
        WHERE ${ofDepartment} GROUP BY operator_id HAVING count(performance_percentage) >= 5`);
    compare(index, startsWith('operator.'), wanted);
    const few = [...wanted].filter(([name, value]) => name.endsWith('.count') && (value ?? 0) < 5).length;
    expect(few).toBeGreaterThan(0);
    expect(index.querySelectorAll('#operators-table tr.quiet')).toHaveLength(few);
  });

  it('recommendations, agreements, decline reasons', async () => {
    const call = `call_id IN (SELECT id FROM calls WHERE ${ofDepartment})`;
    const wanted = await expected(`
      SELECT 'recommendations.count' AS name, count(*)::numeric AS value FROM call_recommendations WHERE ${call}
      UNION ALL SELECT 'recommendations.' || category || '.' || priority, count(*) FROM call_recommendations WHERE ${call} GROUP BY category, priority
      UNION ALL SELECT 'agreements.count', count(*) FROM agreements WHERE ${call}
      UNION ALL SELECT 'agreements.withAmount', count(amount) FROM agreements WHERE ${call}
      UNION ALL SELECT 'agreements.sum', sum(amount) FROM agreements WHERE ${call}
      UNION ALL SELECT 'agreements.' || operator_id || part, value FROM (
        SELECT operator_id, count(*) AS n, count(amount) AS amounts, sum(amount) AS total FROM agreements JOIN calls ON calls.id = call_id
        WHERE ${call} GROUP BY operator_id
      ) AS by_operator CROSS JOIN LATERAL (VALUES ('.count', n), ('.withAmount', amounts), ('.sum', total)) AS parts (part, value)
      UNION ALL SELECT 'declines.count', count(*) FROM call_decline_reasons WHERE ${call}
      UNION ALL SELECT 'declines.' || reason_type || '.' || coalesce(product_category, ''), count(*) FROM call_decline_reasons
        WHERE ${call} GROUP BY reason_type, product_category`);
    compare(index, startsWith('recommendations.', 'agreements.', 'declines.'), wanted);
  });

  it('every call of the department, newest first, and no other', async () => {
    const { rows } = await night.database.pool.query<{ id: string; line: string[] }>(`
      SELECT id, ARRAY[to_char(start_time, 'DD.MM.YYYY HH24:MI'), coalesce(performance_percentage::text, 'нет данных'),
        (SELECT full_name FROM operators WHERE operators.id = operator_id),
        coalesce(replace(trim_scale(final_percentage)::text, '.', ','), 'нет данных'),
        CASE critical_failed WHEN true THEN 'да' WHEN false THEN '' ELSE '?' END,
        coalesce(nullif((SELECT count(*) FROM call_evaluations WHERE call_id = calls.id AND unsupported), 0)::text, ''),
        (SELECT CASE WHEN count(*) = 0 THEN '' WHEN count(amount) = 0 THEN count(*) || ' без суммы' ELSE trim_scale(sum(amount)) || ' ₽' END
          FROM agreements WHERE call_id = calls.id),
        coalesce(nullif((SELECT count(*) FROM call_decline_reasons WHERE call_id = calls.id), 0)::text, '')] AS line
      FROM calls WHERE ${ofDepartment} ORDER BY start_time DESC, id DESC`);
    // Sums are written as `1 234 567,5 ₽`.
    const cells = rowsOf(index, '#calls-table').map((line) =>
      line.map((text) => (text.endsWith('₽') ? `${String(readText(text))} ₽` : text)),
    );
    expect(cells).toEqual(rows.map(({ line }) => line));
    const links = [...index.querySelectorAll('#calls-table td:first-child a')].map(
      (link) => link.getAttribute('href') ?? '',
    );
    expect(links.map((link) => link.split('#c')[1])).toEqual(rows.map(({ id }) => id));
    for (const link of links) {
      const [page = '', anchor = ''] = link.split('#');
      expect(pages.get(page)?.getElementById(anchor)?.tagName, link).toBe('ARTICLE');
    }
  });
});

it('says what the views of BI and the rows of runs say', async () => {
  const days = `department_id = 1 AND day BETWEEN '${first}' AND '${third}'`;
  const counts = await expected(`
    SELECT 'score.count' AS name, count(performance_percentage)::numeric AS value FROM bi_calls WHERE ${days}
    UNION ALL SELECT 'coverage.calls', count(*) FROM bi_calls WHERE ${days}
    UNION ALL SELECT part, value FROM (
      SELECT sum(listed) AS listed, sum(analysed) AS analysed, sum(saved) AS saved FROM bi_coverage WHERE ${days}
    ) AS covered CROSS JOIN LATERAL (
      VALUES ('coverage.listed', listed), ('coverage.analysed', analysed), ('coverage.saved', saved)
    ) AS parts (part, value)
    UNION ALL SELECT 'coverage.cost', sum(cost_usd) FROM bi_costs WHERE ${days}
    UNION ALL SELECT 'coverage.answers', sum(answers) FROM bi_costs WHERE ${days}
    UNION ALL SELECT 'coverage.unsupported', count(*) FILTER (WHERE unsupported) FROM bi_criteria WHERE ${days}
    UNION ALL SELECT 'agreements.sum', sum(amount) FROM bi_agreements WHERE ${days}
    UNION ALL SELECT 'declines.count', count(*) FROM bi_decline_reasons WHERE ${days}
    UNION ALL SELECT 'operator.' || operator_id || part, value FROM bi_operator_month CROSS JOIN LATERAL (
      VALUES ('.count', percentage_n), ('.critical', critical_failed)
    ) AS parts (part, value) WHERE department_id = 1
    UNION ALL SELECT 'trend.' || day || '.count', sum(percentage_n) FROM bi_versions WHERE ${days} GROUP BY day`);
  const averages = await expected(`
    SELECT 'score.mean' AS name, avg(performance_percentage) AS value FROM bi_calls WHERE ${days}
    UNION ALL SELECT 'coverage.share', 100.0 * sum(analysed) / sum(listed) FROM bi_coverage WHERE ${days}
    UNION ALL SELECT 'operator.' || operator_id || part, value FROM bi_operator_month CROSS JOIN LATERAL (
      VALUES ('.mean', percentage_average), ('.low', percentage_low), ('.high', percentage_high), ('.final', final_average)
    ) AS parts (part, value) WHERE department_id = 1
    UNION ALL SELECT 'heat.' || operator_id || '.' || criterion_id, avg(percentage) FROM bi_criteria
      WHERE ${days} AND percentage IS NOT NULL GROUP BY operator_id, criterion_id
    UNION ALL SELECT 'criterion.' || criterion_id || part, value FROM bi_criterion_month CROSS JOIN LATERAL (
      VALUES ('.mean', percentage_average), ('.low', percentage_low), ('.high', percentage_high), ('.count', percentage_n)
    ) AS parts (part, value) WHERE department_id = 1
    UNION ALL SELECT 'trend.' || day || '.mean', average_percentage FROM runs WHERE ${days} AND day < '${third}'`);
  const told = numbersOf(index);
  for (const [name, value] of counts) expect([name, told.get(name)?.value]).toEqual([name, value]);
  expect(averages.size).toBeGreaterThan(40);
  for (const [name, value] of averages) {
    const shown = told.get(name)?.value ?? null;
    if (value === null) expect(shown, name).toBeNull();
    // Views round to two decimals, and have the quantile by a series.
    else expect(Math.abs(shown! - value), name).toBeLessThan(/\.(?:low|high)$/u.test(name) ? 0.15 : 0.011);
  }
});

describe('every page of an operator', () => {
  it('has its numbers, which equal a query', async () => {
    const { rows } = await night.database.pool.query<{ id: number }>(
      `SELECT DISTINCT operator_id AS id FROM calls WHERE ${ofDepartment}`,
    );
    expect([...pages.keys()].sort()).toEqual(
      ['index.html', ...rows.map(({ id }) => `operator-${id}.html`)].sort(),
    );
    const wanted = renamed(
      await expected(
        averages(`SELECT 'operator.' || operator_id || '.' || coalesce(e.criterion_id, (
            SELECT min(other.criterion_id) FROM call_evaluations other WHERE (other.category, other.criterion) = (e.category, e.criterion)
          ), e.criterion) AS name, CASE WHEN state = 'scored' AND e.max_score > 0 THEN 100 * score / e.max_score END AS v
          FROM call_evaluations e JOIN calls ON calls.id = call_id WHERE calls.${ofDepartment}`),
      ),
    );
    for (const { id } of rows) {
      const own = new Map([...wanted].filter(([name]) => name.startsWith(`operator.${id}.`)));
      compare(pages.get(`operator-${id}.html`)!, (name) => /^operator\.\d+\.[^.]{8,}\./u.test(name), own);
    }
  });

  it('shows each evaluation of each call with its state, reason and quotes, and quotes at their place', async () => {
    const { rows } = await night.database.pool.query<{
      call_id: string;
      operator_id: number;
      state: string;
      unsupported: boolean | null;
      reason: string | null;
      quotes: { quote: string; finding: string; phrase_index: number | null }[];
    }>(`
      SELECT e.call_id, c.operator_id, state, unsupported, reason, coalesce((
        SELECT json_agg(q ORDER BY quote_number) FROM call_quotes q WHERE q.call_id = e.call_id AND q.position = e.position), '[]') AS quotes
      FROM call_evaluations e JOIN calls c ON c.id = e.call_id WHERE c.${ofDepartment} ORDER BY c.id, position, e.id`);
    const seen = new Map<string, number>();
    const findings = new Set<string>();
    for (const row of rows) {
      const page = pages.get(`operator-${row.operator_id}.html`)!;
      const place = seen.get(row.call_id) ?? 0;
      seen.set(row.call_id, place + 1);
      const line = page.querySelectorAll(`#c${row.call_id} .evaluations tbody tr`)[place]!;
      const names: Record<string, RegExp> = {
        scored: / из /u,
        not_applicable: /^не применимо$/u,
        not_scored: /^не оценено$/u,
      };
      expect(line.querySelector('.n')?.textContent).toMatch(names[row.state]!);
      expect(line.querySelector('.said')?.textContent).toBe(row.reason ?? '');
      expect(line.querySelectorAll('.bad.badge')).toHaveLength(row.unsupported === true ? 1 : 0);
      const quotes = [...line.querySelectorAll('blockquote')];
      expect(quotes.map((quote) => quote.querySelector('.said')?.textContent)).toEqual(
        row.quotes.map(({ quote }) => `«${quote}»`),
      );
      for (const [index_, { phrase_index: phrase, quote, finding }] of row.quotes.entries()) {
        findings.add(finding);
        const link = quotes[index_]?.querySelector('a')?.getAttribute('href');
        expect(link ?? null).toBe(phrase === null ? null : `#c${row.call_id}-${phrase}`);
        if (phrase === null) continue;
        const marks = [...page.getElementById(`c${row.call_id}-${phrase}`)!.querySelectorAll('mark')].map(
          (mark) => mark.textContent,
        );
        if (finding === 'exact') expect(marks.join('\n')).toContain(quote);
        expect(marks.length).toBeGreaterThan(0);
      }
    }
    expect([...findings].sort()).toEqual(['exact', 'not_found', 'wrong_speaker']);
  });
});

/** Averages that are shown without their interval. */
function withoutEnds(wanted: Map<string, number | null>, ...bases: string[]): Map<string, number | null> {
  return new Map([...wanted].filter(([name]) => !bases.some((base) => name === `${base}.error`)));
}

/** Criteria that only old rows have carry an id made of their names, which SQL does not know: both are called by the name. */
function renamed(wanted: Map<string, number | null>): Map<string, number | null> {
  const ids = new Map(
    [...index.querySelectorAll('#criteria-table tbody tr')].map((row) => [
      row.querySelector('summary')?.textContent ?? '',
      row.id.replace('k-', ''),
    ]),
  );
  return new Map(
    [...wanted].map(([name, value]) => [
      name.replace(/Без максимума|Не было/u, (criterion) => ids.get(criterion) ?? ''),
      value,
    ]),
  );
}
