import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { countText, percentText, roublesText } from '../support/figures.ts';
import { averages, compareNumbers, namedAs, readNumbers, startsWith } from '../support/compare-numbers.ts';
import type { Told, ToldQuote } from '../support/told-calls.ts';
import { callNames, goodParts, partsOf, weakParts } from '../support/told-calls.ts';
import type { ReportNight } from '../support/report-night.ts';
import {
  firstDay,
  goodOfAll,
  inReport,
  keyOf,
  lastDay,
  scores,
  startReportNight,
  weakOfAll,
} from '../support/report-night.ts';
import type { Page } from '../support/report-pages.ts';
import {
  listPages,
  numbersLeft,
  numbersOf,
  plainText,
  readPage,
  readText,
  rowsOf,
  takeOff,
} from '../support/report-pages.ts';

let night: ReportNight;
let pages: Map<string, Page>;
let index: Page;
/** The index page without what the tests before have compared: in the end no number is left. */
let left: Page;

beforeAll(async () => {
  night = await startReportNight();
  index = await readPage(night.report, 'index.html');
  left = await readPage(night.report, 'index.html');
  const names = await listPages(night.report);
  pages = new Map(
    await Promise.all(names.map(async (name) => [name, await readPage(night.report, name)] as const)),
  );
}, 120_000);
afterAll(() => night.end());

const expected = (sql: string): Promise<Map<string, number | null>> => readNumbers(night, sql);

/** What is the same on every page. */
const fixedWords = [
  ...['95-процентным интервалом', '95 % интервал', '0 … 100', 'Динамика за 30 дней'],
  ...['Меньше 5 оценённых звонков', 'меньше 5 оценок', 'до 40 от 40 от 60 от 75 от 90'],
  ...['до 40', 'от 40', 'от 60', 'от 75', 'от 90'],
];

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
  it('coverage', async () => {
    const wanted = await expected(`
      WITH ledger AS (SELECT * FROM call_ledger WHERE department_id = 1 AND day BETWEEN '${firstDay}' AND '${lastDay}'),
      scores AS (SELECT * FROM call_evaluations WHERE call_id IN (SELECT id FROM calls WHERE ${inReport}))
      SELECT 'coverage.listed' AS name, count(DISTINCT (day, call_id))::numeric AS value FROM (
        SELECT day, unnest(call_ids || vanished_ids) AS call_id FROM day_listings
        WHERE department_id = 1 AND day BETWEEN '${firstDay}' AND '${lastDay}') AS listed
      UNION ALL SELECT 'coverage.analysed', count(*) FROM ledger WHERE action IN ('analysed', 'kept')
      UNION ALL SELECT 'coverage.saved', count(*) FROM ledger WHERE state = 'saved'
      UNION ALL SELECT 'coverage.share', 100.0 * count(*) FILTER (WHERE state IN ('saved', 'not_sales')) / (
        SELECT sum(cardinality(call_ids || vanished_ids)) FROM day_listings
        WHERE department_id = 1 AND day BETWEEN '${firstDay}' AND '${lastDay}') FROM ledger
      UNION ALL SELECT 'coverage.calls', count(*) FROM calls WHERE ${inReport}
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
    compareNumbers(left, startsWith('coverage.', 'state.'), wanted);
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
        FROM calls LEFT JOIN analyses ON analyses.id = analysis_id WHERE calls.${inReport} GROUP BY 1`,
    );
    const wanted = await expected(parts.join(' UNION ALL '));
    expect([...wanted.keys()].filter((name) => name.startsWith('version.prompt.'))).toHaveLength(3);
    const versions = [...left.querySelectorAll('#coverage tr:has(code)')];
    expect(versions.length).toBeGreaterThan(5);
    for (const row of versions)
      expect(row.querySelector('data')?.getAttribute('data-n')).toMatch(
        new RegExp(`^version\\.\\w+\\.${row.querySelector('code')!.textContent}$`, 'u'),
      );
    compareNumbers(left, startsWith('version.'), wanted);
    takeOff(left.querySelectorAll('#coverage code'));
    expect(index.querySelector('#trend ul')?.textContent).toMatch(/с 04\.11\.2026: промпт/u);
  });

  it('trend and overall average', async () => {
    const wanted = await expected(
      averages(`SELECT 'trend.' || start_time::date AS name, performance_percentage AS v FROM calls WHERE ${inReport}
        UNION ALL SELECT 'score', performance_percentage FROM calls WHERE ${inReport}`),
    );
    compareNumbers(left, startsWith('trend.', 'score.'), withoutEnds(wanted, 'score'));
    const days = await night.rows<{ day: string; mean: string; n: string }>(`
      SELECT to_char(start_time, 'DD.MM.YYYY') AS day, avg(performance_percentage) AS mean, count(performance_percentage) AS n
      FROM calls WHERE ${inReport} GROUP BY 1 ORDER BY min(start_time)`);
    const [oldest, newest] = [days[0]!, days.at(-1)!];
    const drawings = [...left.querySelectorAll('#trend .chart')];
    expect(drawings).toHaveLength(2);
    for (const drawing of drawings) {
      expect([...drawing.querySelectorAll('circle title')].map(plainText)).toEqual(
        days.map(({ day, mean, n }) => `${day}: ${percentText(mean)}, звонков: ${countText(n)}`),
      );
      expect(plainText(drawing.querySelector('desc'))).toContain(
        `Дней со звонками: ${days.length}. ${oldest.day}: ${percentText(oldest.mean)}, ${newest.day}: ${percentText(newest.mean)}.`,
      );
    }
    takeOff(drawings);
  });

  it('criteria: only what was scored with a maximum is in an average', async () => {
    const evaluations = `SELECT e.*, ${keyOf('e')} AS key, c.operator_id
      FROM call_evaluations e JOIN calls c ON c.id = e.call_id WHERE c.${inReport}`;
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
    compareNumbers(left, startsWith('criterion.', 'heat.'), namedAs(index, wanted));
    const means = [...index.querySelectorAll('#criteria-table tbody tr')].map((row) =>
      readText(row.querySelectorAll('td')[0]?.textContent ?? ''),
    );
    const known = means.filter((mean) => mean !== null);
    expect(known).toEqual([...known].sort((one, other) => one - other));
    expect(means.slice(known.length).every((mean) => mean === null)).toBe(true);
  });

  it('what is weakest and who is best, at the top', async () => {
    const [weakest] = await night.rows<{ name: string; mean: string }>(`
      SELECT max(criterion) AS name, avg(share) AS mean FROM ${scores} AS s
      GROUP BY key HAVING count(*) >= 5 ORDER BY avg(share) LIMIT 1`);
    const [best] = await night.rows<{ name: string; mean: string }>(`
      SELECT full_name AS name, avg(performance_percentage) AS mean FROM calls JOIN operators ON operators.id = operator_id
      WHERE calls.${inReport} GROUP BY operators.id HAVING count(performance_percentage) >= 5 ORDER BY 2 DESC LIMIT 1`);
    const lines = [...left.querySelectorAll('header > ul li')];
    expect(lines.map(plainText)).toEqual([
      `Слабее всего: ${weakest!.name}, ${percentText(weakest!.mean)}`,
      `Лучшая средняя: ${best!.name}, ${percentText(best!.mean)}`,
    ]);
    takeOff(lines);
  });

  it('weak calls, the good example and the operators of each criterion', async () => {
    const weak = await night.rows<Told>(`
      SELECT w.*, ${callNames} FROM ${weakOfAll} AS w JOIN operators ON operators.id = operator_id ORDER BY key, place`);
    const good = await night.rows<ToldQuote>(
      `SELECT g.*, ${callNames} FROM ${goodOfAll} AS g JOIN operators ON operators.id = operator_id`,
    );
    const operators = await night.rows<{ key: string; name: string; mean: string; n: string }>(`
      SELECT key, full_name AS name, avg(share) AS mean, count(*) AS n
      FROM ${scores} AS s JOIN operators ON operators.id = operator_id GROUP BY key, full_name ORDER BY count(*) < 5, avg(share)`);
    expect(weak.length).toBeGreaterThan(20);
    expect(good.length).toBeGreaterThan(8);
    for (const row of left.querySelectorAll('#criteria-table tbody tr')) {
      const key = row.id.replace('k-', '');
      const own = weak.filter((call) => call.key === key);
      const example = good.find(
        (call) => call.key === key && !own.some((one) => one.call_id === call.call_id),
      );
      const lists = [...row.querySelectorAll('.coaching ul')];
      expect(lists.flatMap((list) => [...list.querySelectorAll('li')].map(partsOf))).toEqual([
        ...own.map((call) => weakParts(call, call.name)),
        ...(example === undefined ? [] : [goodParts(example, example.name)]),
      ]);
      const lines = [...row.querySelectorAll('.coaching ol li')].map(plainText);
      const wanted = operators.filter((operator) => operator.key === key);
      const figures = wanted.map(({ mean, n }) => `${percentText(mean)}, n = ${countText(n)}`);
      // Of equal averages it is not told which comes first.
      const averagesOf = (of: readonly string[]): (string | undefined)[] =>
        of.map((line) => /\d\S* %/u.exec(line)?.[0]);
      expect(averagesOf(lines)).toEqual(averagesOf(figures));
      expect([...lines].sort()).toEqual(wanted.map(({ name }, place) => `${name} ${figures[place]!}`).sort());
    }
    takeOff(left.querySelectorAll('.coaching'));
  });

  it('operators: places only from five calls on', async () => {
    const wanted = await expected(`
      ${averages(`SELECT 'operator.' || operator_id AS name, performance_percentage AS v FROM calls WHERE ${inReport}`)}
      UNION ALL SELECT 'operator.' || operator_id || '.final', avg(final_percentage) FROM calls WHERE ${inReport} GROUP BY operator_id
      UNION ALL SELECT 'operator.' || operator_id || '.critical', count(*) FILTER (WHERE critical_failed) FROM calls WHERE ${inReport} GROUP BY operator_id
      UNION ALL SELECT 'operator.' || operator_id || '.place', rank() OVER (ORDER BY avg(performance_percentage) DESC) FROM calls
        WHERE ${inReport} GROUP BY operator_id HAVING count(performance_percentage) >= 5`);
    compareNumbers(left, startsWith('operator.'), wanted);
    const few = [...wanted].filter(([name, value]) => name.endsWith('.count') && (value ?? 0) < 5).length;
    expect(few).toBeGreaterThan(0);
    expect(index.querySelectorAll('#operators-table tr.quiet')).toHaveLength(few);
    const weakest = await night.rows<{ id: number; name: string; mean: string }>(`
      WITH own AS (
        SELECT operator_id AS id, key, max(criterion) AS name, avg(share) AS mean FROM ${scores} AS s GROUP BY 1, 2 HAVING count(*) >= 5
      ), overall AS (SELECT key, avg(share) AS mean FROM ${scores} AS s GROUP BY key)
      SELECT DISTINCT ON (id) id, name, own.mean FROM own JOIN overall USING (key) ORDER BY id, own.mean, overall.mean, name`);
    expect(weakest.length).toBeGreaterThan(3);
    for (const row of left.querySelectorAll('#operators-table tbody tr')) {
      const [cell] = [...row.querySelectorAll('td')].slice(-1);
      const id = Number(/\d+/u.exec(row.querySelector('a')?.getAttribute('href') ?? '')?.[0]);
      const own = weakest.find((operator) => operator.id === id);
      expect(plainText(cell!)).toBe(
        own === undefined ? 'мало оценок' : `${own.name} — ${percentText(own.mean)}`,
      );
      takeOff([cell!]);
    }
  });

  it('recommendations, agreements, decline reasons', async () => {
    const call = `call_id IN (SELECT id FROM calls WHERE ${inReport})`;
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
    compareNumbers(left, startsWith('recommendations.', 'agreements.', 'declines.'), wanted);
  });

  it('texts of recommendations with how often they were given', async () => {
    const texts = await night.rows<{
      category: string;
      priority: string;
      line: string;
      times: string;
      all: string;
    }>(`
      WITH texts AS (
        SELECT category, priority, issue, recommendation, count(*) AS times,
          max(to_char(start_time, 'YYYYMMDDHH24MISS') || lpad(call_id::text, 20, '0')) AS newest
        FROM call_recommendations JOIN calls ON calls.id = call_id WHERE ${inReport} GROUP BY 1, 2, 3, 4
      ), placed AS (
        SELECT *, right(newest, 20)::bigint AS call_id, sum(times) OVER (PARTITION BY category, priority) AS all,
          row_number() OVER (PARTITION BY category, priority ORDER BY times DESC, right(newest, 20) DESC, issue, recommendation) AS place
        FROM texts
      )
      SELECT category, priority, times, placed.all,
        issue || ' → ' || recommendation || ' ' || CASE WHEN times > 1 THEN times || ' раз, ' ELSE '' END || full_name AS line
      FROM placed JOIN calls ON calls.id = call_id JOIN operators ON operators.id = operator_id
      WHERE place <= 5 ORDER BY category, array_position(ARRAY['high', 'medium', 'low'], priority), place`);
    expect(texts.some(({ times }) => Number(times) > 1)).toBe(true);
    const sums = await night.rows<{ category: string; n: string }>(
      `SELECT category, count(*) AS n FROM call_recommendations WHERE call_id IN (SELECT id FROM calls WHERE ${inReport}) GROUP BY 1`,
    );
    const parts = [...left.querySelectorAll('#recommendations details')];
    expect(parts.map((part) => plainText(part.querySelector('summary'))).sort()).toEqual(
      sums.map(({ category, n }) => `${category} ${countText(n)}`).sort(),
    );
    for (const part of parts) {
      const own = texts.filter(({ category }) => category === plainText(part.querySelector('h3')));
      const priorities = [...new Set(own.map(({ priority }) => priority))];
      const lines = priorities.flatMap((priority) => {
        const group = own.filter((text) => text.priority === priority);
        const rest = Number(group[0]!.all) - group.reduce((sum, { times }) => sum + Number(times), 0);
        return [
          ...group.map(({ line }) => line),
          ...(rest > 0 ? [`и ещё ${countText(rest)} — в звонках операторов`] : []),
        ];
      });
      expect([...part.querySelectorAll('li')].map(plainText)).toEqual(lines);
    }
    takeOff(parts);
  });

  it('the largest agreements, and the newest decline reasons of each type and product', async () => {
    const largest = await night.rows<{ amount: string | null; words: string }>(`
      SELECT amount, agreement || ' ' || full_name || ', ' || to_char(start_time, 'DD.MM.YYYY HH24:MI') AS words
      FROM agreements JOIN calls ON calls.id = call_id JOIN operators ON operators.id = operator_id
      WHERE calls.${inReport} ORDER BY amount DESC NULLS LAST, start_time DESC, call_id LIMIT 50`);
    expect(largest).toHaveLength(50);
    expect(plainText(left.querySelector('#agreements summary'))).toBe('Крупнейшие 50');
    const lines = [...left.querySelectorAll('#agreements li')].map(plainText);
    const wanted = largest.map(
      ({ amount, words }) => `${amount === null ? 'без суммы' : roublesText(amount)} ${words}`,
    );
    expect([...lines].sort()).toEqual([...wanted].sort());
    const amounts = (of: readonly string[]): string[] => of.map((line) => /^.*?(?:₽|суммы)/u.exec(line)![0]);
    expect(amounts(lines)).toEqual(amounts(wanted));
    const reasons = await night.rows<{ line: string }>(`
      SELECT reason_description || ' ' || full_name AS line FROM (
        SELECT call_decline_reasons.*, operator_id,
          row_number() OVER (PARTITION BY reason_type, product_category ORDER BY start_time DESC, call_decline_reasons.id) AS place
        FROM call_decline_reasons JOIN calls ON calls.id = call_id WHERE ${inReport}
      ) AS placed JOIN operators ON operators.id = operator_id WHERE place <= 2`);
    expect([...left.querySelectorAll('#declines li')].map(plainText).sort()).toEqual(
      reasons.map(({ line }) => line).sort(),
    );
    takeOff(left.querySelectorAll('#agreements details, #declines li'));
  });

  it('every call of the department, newest first, and no other', async () => {
    const rows = await night.rows<{ id: string; line: string[] }>(`
      SELECT id, ARRAY[to_char(start_time, 'DD.MM.YYYY HH24:MI'), coalesce(performance_percentage::text, 'нет данных'),
        (SELECT full_name FROM operators WHERE operators.id = operator_id),
        coalesce(replace(trim_scale(final_percentage)::text, '.', ','), 'нет данных'),
        CASE critical_failed WHEN true THEN 'да' WHEN false THEN '' ELSE '?' END,
        coalesce(nullif((SELECT count(*) FROM call_evaluations WHERE call_id = calls.id AND unsupported), 0)::text, ''),
        (SELECT CASE WHEN count(*) = 0 THEN '' WHEN count(amount) = 0 THEN count(*) || ' без суммы' ELSE trim_scale(sum(amount)) || ' ₽' END
          FROM agreements WHERE call_id = calls.id),
        coalesce(nullif((SELECT count(*) FROM call_decline_reasons WHERE call_id = calls.id), 0)::text, '')] AS line
      FROM calls WHERE ${inReport} ORDER BY start_time DESC, id DESC`);
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
    takeOff(left.querySelectorAll('#calls-table tbody tr'));
  });

  // What the tests above have compared they have taken off the page.
  it('and there is no number besides', () => {
    expect([...left.querySelectorAll('data')].map((one) => one.getAttribute('data-n'))).toEqual([]);
    expect(numbersLeft(left, fixedWords)).toEqual([]);
  });
});

it('says what the views of BI and the rows of runs say', async () => {
  const days = `department_id = 1 AND day BETWEEN '${firstDay}' AND '${lastDay}'`;
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
    UNION ALL SELECT 'trend.' || day || '.mean', average_percentage FROM runs WHERE ${days} AND day < '${lastDay}'`);
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

/** Averages that are shown without their interval. */
function withoutEnds(wanted: Map<string, number | null>, ...bases: string[]): Map<string, number | null> {
  return new Map([...wanted].filter(([name]) => !bases.some((base) => name === `${base}.error`)));
}
