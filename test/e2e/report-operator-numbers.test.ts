import { afterAll, beforeAll, expect, it } from 'vitest';

import { averages, compareNumbers, namedAs, readNumbers } from '../support/compare-numbers.ts';
import { clockText, percentText, pointsText, roublesText } from '../support/figures.ts';
import type { ReportNight } from '../support/report-night.ts';
import {
  goodOfAll,
  goodOfEach,
  inReport,
  keyOf,
  startReportNight,
  weakOfAll,
  weakOfEach,
} from '../support/report-night.ts';
import type { Page } from '../support/report-pages.ts';
import { listPages, numbersLeft, plainText, readPage, takeOff } from '../support/report-pages.ts';
import type { Told, ToldQuote } from '../support/told-calls.ts';
import { callNames, goodParts, partsOf, weakParts } from '../support/told-calls.ts';

let night: ReportNight;
let index: Page;
/** By operator. What a test has compared it takes off its page: in the end no number is left. */
let left: Map<number, Page>;
/** The good example of each criterion, over all operators. */
let good: Map<string, ToldQuote>;

beforeAll(async () => {
  night = await startReportNight();
  index = await readPage(night.report, 'index.html');
  const operators = await night.rows<{ id: number }>(
    `SELECT DISTINCT operator_id AS id FROM calls WHERE ${inReport}`,
  );
  const names = operators.map(({ id }) => `operator-${id}.html`);
  expect(await listPages(night.report)).toEqual(['index.html', ...names].sort());
  left = new Map(
    await Promise.all(
      operators.map(async ({ id }) => [id, await readPage(night.report, `operator-${id}.html`)] as const),
    ),
  );
  const examples = await night.rows<ToldQuote>(`
    SELECT g.*, ${callNames} FROM ${goodOfAll} AS g JOIN operators ON operators.id = g.operator_id
    WHERE NOT EXISTS (SELECT FROM ${weakOfAll} AS w WHERE (w.key, w.call_id) = (g.key, g.call_id))`);
  good = new Map(examples.map((example) => [example.key, example]));
  expect(good.size).toBeGreaterThan(8);
}, 120_000);
afterAll(() => night.end());

it('averages of calls and of criteria equal a query', async () => {
  const wanted = namedAs(
    index,
    await readNumbers(
      night,
      `${averages(`SELECT 'operator.' || operator_id AS name, performance_percentage AS v FROM calls WHERE ${inReport}
        UNION ALL SELECT 'operator.' || operator_id || '.' || ${keyOf('e')},
          CASE WHEN state = 'scored' AND e.max_score > 0 THEN 100 * score / e.max_score END
        FROM call_evaluations e JOIN calls ON calls.id = call_id WHERE calls.${inReport}`)}
      UNION ALL SELECT 'operator.' || operator_id || part, value FROM (
        SELECT operator_id, count(*) AS calls, avg(final_percentage) AS final, count(*) FILTER (WHERE critical_failed) AS critical
        FROM calls WHERE ${inReport} GROUP BY 1
      ) AS sums CROSS JOIN LATERAL (VALUES ('.calls', calls), ('.final', final), ('.critical', critical)) AS parts (part, value)
      UNION ALL SELECT 'operator.' || operator_id || '.place', rank() OVER (ORDER BY avg(performance_percentage) DESC) FROM calls
        WHERE ${inReport} GROUP BY operator_id HAVING count(performance_percentage) >= 5`,
    ),
  );
  for (const [id, page] of left) {
    const isOwn = (name: string): boolean =>
      name.startsWith(`operator.${id}.`) && name !== `operator.${id}.count`;
    compareNumbers(page, isOwn, new Map([...wanted].filter(([name]) => name.startsWith(`operator.${id}.`))));
  }
});

it('weak calls and a good example of each criterion are those of a query', async () => {
  const weak = await night.rows<Told>(
    `SELECT w.*, ${callNames} FROM ${weakOfEach} AS w JOIN operators ON operators.id = w.operator_id ORDER BY place`,
  );
  const own = await night.rows<ToldQuote>(
    `SELECT g.*, ${callNames} FROM ${goodOfEach} AS g JOIN operators ON operators.id = g.operator_id`,
  );
  let borrowed = 0;
  for (const [id, page] of left)
    for (const row of page.querySelectorAll('#criteria-table tbody tr')) {
      const key = row.id.replace('k-', '');
      const isOwn = (call: Told): boolean => call.operator_id === id && call.key === key;
      const lines = weak.filter(isOwn);
      const example = own.find(
        (call) => isOwn(call) && !lines.some(({ call_id: told }) => told === call.call_id),
      );
      const other = lines.length === 0 || example !== undefined ? undefined : good.get(key);
      if (other !== undefined) borrowed += 1;
      expect([...row.querySelectorAll('li')].map(partsOf)).toEqual([
        ...lines.map((call) => weakParts(call, null)),
        ...(example === undefined ? [] : [goodParts(example, null)]),
        ...(other === undefined ? [] : [goodParts(other, other.operator_id === id ? null : other.name)]),
      ]);
      takeOff(row.querySelectorAll('li'));
    }
  expect(borrowed).toBeGreaterThan(0);
});

interface EvaluationRow {
  readonly call_id: string;
  readonly operator_id: number;
  readonly key: string;
  readonly state: 'scored' | 'not_applicable' | 'not_scored';
  readonly score: string | null;
  readonly max_score: string | null;
  readonly unsupported: boolean | null;
  readonly reason: string | null;
  readonly quotes: readonly {
    readonly quote: string;
    readonly finding: string;
    readonly phrase_index: number | null;
    /** Of the phrase, not of the quote's own row. */
    readonly start_ms: number | null;
  }[];
}

it('every evaluation of every call has its points, reason and quotes, and quotes their place and second', async () => {
  const rows = await night.rows<EvaluationRow>(`
    SELECT e.call_id, c.operator_id, ${keyOf('e')} AS key, state, score, e.max_score, unsupported, reason, coalesce((
      SELECT json_agg(json_build_object('quote', quote, 'finding', finding, 'phrase_index', q.phrase_index, 'start_ms', start_ms)
        ORDER BY quote_number)
      FROM call_quotes q LEFT JOIN call_phrases p ON p.call_id = q.call_id AND p.phrase_index = q.phrase_index
      WHERE q.call_id = e.call_id AND q.position = e.position), '[]') AS quotes
    FROM call_evaluations e JOIN calls c ON c.id = e.call_id WHERE c.${inReport} ORDER BY c.id, position, e.id`);
  const seen = new Map<string, number>();
  const findings = new Set<string>();
  for (const row of rows) {
    const page = left.get(row.operator_id)!;
    const place = seen.get(row.call_id) ?? 0;
    seen.set(row.call_id, place + 1);
    const line = page.querySelectorAll(`#c${row.call_id} .evaluations tbody tr`)[place]!;
    const points: Record<EvaluationRow['state'], string> = {
      scored: `${pointsText(row.score)} из ${pointsText(row.max_score)}`,
      not_applicable: 'не применимо',
      not_scored: 'не оценено',
    };
    expect(plainText(line.querySelector('.n'))).toBe(points[row.state]);
    expect(line.querySelector('.said')?.textContent).toBe(row.reason ?? '');
    expect(line.querySelectorAll('.bad.badge')).toHaveLength(row.unsupported === true ? 1 : 0);
    const quotes = [...line.querySelectorAll('blockquote')];
    expect(quotes.map((quote) => plainText(quote.querySelector('a, .said')))).toEqual(
      row.quotes.map(
        ({ quote, start_ms: ms }) =>
          `${ms === null ? '' : `${clockText(Math.floor(ms / 1000))} `}«${quote.replaceAll(/\s+/gu, ' ')}»`,
      ),
    );
    if (row.quotes.length === 0) expect(plainText(line.querySelector('td small'))).toBe(insteadOfQuote(row));
    for (const [which, { phrase_index: phrase, quote, finding }] of row.quotes.entries()) {
      findings.add(finding);
      const link = quotes[which]?.querySelector('a')?.getAttribute('href');
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
  for (const page of left.values()) takeOff(page.querySelectorAll('.evaluations tbody tr'));
});

/** Where a score without a quote leads: into the whole conversation, and a low one to the good example as well. */
function insteadOfQuote({ state, score, max_score: maximum, key }: EvaluationRow): string {
  if (state !== 'scored') return '';
  const example = Number(score) < Number(maximum) ? good.get(key) : undefined;
  return (
    (Number(score) === 0 ? 'Цитаты нет: в разговоре этого не нашлось. ' : '') +
    'Весь разговор' +
    (example === undefined ? '' : ` · Хороший пример, на ${clockText(example.second)}`)
  );
}

interface FullCall {
  readonly id: string;
  readonly operator_id: number;
  readonly start: string;
  readonly seconds: number | null;
  readonly total_score: string | null;
  readonly max_score: string | null;
  readonly performance_percentage: number | null;
  readonly final_percentage: string | null;
  readonly critical_failed: boolean | null;
  readonly unsupported: number;
  readonly outcome: readonly string[];
  readonly agreements: readonly { readonly amount: number | null; readonly agreement: string }[];
  /** Start in milliseconds and words of each phrase; of calls of the old program the lines of the transcript. */
  readonly phrases: readonly { readonly ms: number | null; readonly words: string }[];
}

it('every call has its points, length, outcome and conversation, newest first', async () => {
  const calls = await night.rows<FullCall>(`
    SELECT calls.id, operator_id, to_char(start_time, 'DD.MM.YYYY HH24:MI') AS start, total_score, max_score, performance_percentage,
      final_percentage, critical_failed,
      (SELECT duration_seconds FROM call_ledger WHERE call_id = calls.id AND day = start_time::date AND department_id = 1) AS seconds,
      (SELECT count(*)::integer FROM call_evaluations WHERE call_id = calls.id AND unsupported) AS unsupported,
      ARRAY(
        SELECT (ARRAY['Высокий', 'Средний', 'Низкий'])[array_position(ARRAY['high', 'medium', 'low'], priority)] || ' '
          || category || ': ' || issue || ' → ' || recommendation FROM call_recommendations WHERE call_id = calls.id
        UNION ALL SELECT CASE reason_type WHEN 'проблемы_с_товаром' THEN 'Проблемы с товаром'
            WHEN 'прекратил_закупки' THEN 'Прекратил закупки' WHEN 'далеко везти' THEN 'Далеко везти' END
          || coalesce(' (' || product_category || ')', '') || ': ' || reason_description
        FROM call_decline_reasons WHERE call_id = calls.id
      ) AS outcome,
      (SELECT coalesce(json_agg(json_build_object('amount', amount, 'agreement', agreement)), '[]') FROM agreements
        WHERE call_id = calls.id) AS agreements,
      coalesce(
        (SELECT json_agg(json_build_object('ms', start_ms,
          'words', CASE speaker WHEN 'client' THEN 'Клиент: ' ELSE 'Оператор: ' END || text) ORDER BY phrase_index)
        FROM call_phrases WHERE call_id = calls.id),
        (SELECT json_agg(json_build_object('ms', NULL, 'words', replace(replace(line, 'operator:', 'Оператор:'), 'client:', 'Клиент:')))
        FROM call_transcripts, string_to_table(transcript, E'\\n') AS line WHERE call_id = calls.id),
        '[]'
      ) AS phrases
    FROM calls WHERE ${inReport} ORDER BY start_time DESC, calls.id DESC`);
  for (const [id, page] of left) {
    const parts = [...page.querySelectorAll('details.call')];
    const own = calls.filter((call) => call.operator_id === id);
    expect(parts.map((part) => part.querySelector('article')?.id)).toEqual(own.map((call) => `c${call.id}`));
    for (const [place, call] of own.entries()) {
      const part = parts[place]!;
      const length = call.seconds === null ? '' : `, ${clockText(call.seconds)}`;
      const percentage = percentText(call.performance_percentage);
      expect(plainText(part.querySelector('summary'))).toBe(
        [
          `${call.start}${length} — ${percentage}`,
          ...(call.critical_failed === true ? ['критичная ошибка'] : []),
          ...(call.unsupported > 0 ? [`без подтверждения: ${call.unsupported}`] : []),
        ].join(' '),
      );
      expect(plainText(part.querySelector('article > p'))).toBe(
        `Звонок № ${call.id}. Баллы: ${pointsText(call.total_score)} из ${pointsText(call.max_score)}, оценка ${percentage}, ` +
          `итоговая с весами ${percentText(call.final_percentage)}.`,
      );
      expect(plainText(part.querySelector('caption'))).toBe(`Оценки звонка ${call.id}`);
      const agreements = call.agreements.map(
        ({ amount, agreement }) => `${agreement}${amount === null ? '' : `, ${roublesText(amount)}`}`,
      );
      expect([...part.querySelectorAll('article > ul li')].map(plainText).sort()).toEqual(
        [...call.outcome, ...agreements].sort(),
      );
      const lines = [...part.querySelectorAll('.transcript li')];
      expect(
        lines.map((line) => ['time', 'span:last-child'].map((one) => plainText(line.querySelector(one)))),
      ).toEqual(
        call.phrases.map(({ ms, words }) => [
          ms === null ? '' : clockText(Math.floor(ms / 1000)),
          words.replaceAll(/\s+/gu, ' ').trim(),
        ]),
      );
    }
    takeOff(page.querySelectorAll('.call summary, .call article > p, .call caption, .call ul, .transcript'));
  }
});

// What the tests above have compared they have taken off the pages.
it('and there is no number besides', () => {
  for (const [id, page] of left) {
    expect([id, [...page.querySelectorAll('data')].map((one) => one.getAttribute('data-n'))]).toEqual([
      id,
      [],
    ]);
    expect([id, numbersLeft(page, ['95 % интервал', '0 … 100'])]).toEqual([id, []]);
  }
});
