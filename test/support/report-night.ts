import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';

import type { SandboxNight } from './sandbox-night.ts';
import { startNight } from './sandbox-night.ts';

/** Three nights: another prompt from the second on, the third with calls of the old program. */
export const firstDay = '2026-11-03';
const secondDay = '2026-11-04';
export const lastDay = '2026-11-05';
const oldCall = 9_000_000_001;

/** Calls of the report, by columns of `calls`. */
export const inReport = `department_id = 1 AND start_time >= '${firstDay}' AND start_time < '${lastDay}'::date + 1`;

export interface ReportNight extends SandboxNight {
  /** Where its report is. */
  readonly report: string;
  rows<Row extends object>(sql: string): Promise<Row[]>;
}

/** Nights of whatever an answer can hold, and a report on them. */
export async function startReportNight(): Promise<ReportNight> {
  const night = await startNight({
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
  const promptOf = (department: number): string =>
    fileURLToPath(new URL(`../../prompts/department${department}_prompt.txt`, import.meta.url));
  await writeFile(
    join(night.folder, 'changed.txt'),
    `Будь внимателен.\n${await readFile(promptOf(1), 'utf8')}`,
  );
  await night.run(['run', '--date', firstDay]);
  await night.run(['run', '--from', secondDay, '--to', lastDay], { PROMPT_FILE: 'changed.txt' });
  await night.run(['run', '--from', firstDay, '--to', lastDay], {
    ...night.sandbox.environment(2),
    PROMPT_FILE: promptOf(2),
  });
  await night.database.pool.query(rare);
  const { stdout, stderr } = await night.run([
    ...['report', '--from', firstDay, '--to', lastDay],
    ...['--out', 'report'],
  ]);
  const report = join(night.folder, 'report');
  expect(stdout, stderr).toBe(`${join(report, 'index.html')}\n`);
  return {
    ...night,
    report,
    rows: async <Row extends object>(sql: string): Promise<Row[]> =>
      (await night.database.pool.query<Row>(sql)).rows,
  };
}

/** What the sandbox never makes: a call of the old program by nobody, unknown percentages, maxima of 0, decline reasons. */
const rare = `
  INSERT INTO operators (id, full_name, department_id) VALUES (900, 'Новиков Новый', 1);
  INSERT INTO calls (id, start_time, finish_time, operator_id, department_id, performance_percentage, total_score, max_score)
    VALUES (${oldCall}, '${lastDay} 10:00', '${lastDay} 10:05', 900, 1, 75, 7.5, 10), (${oldCall + 1}, '${lastDay} 11:00', NULL, 900, 1, NULL, NULL, NULL);
  INSERT INTO call_transcripts VALUES (${oldCall}, E'operator: Добрый день\nclient: Да');
  INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, reason)
    SELECT ${oldCall}, category, criterion, 1, 4, 'так' FROM call_evaluations WHERE criterion_id IS NOT NULL ORDER BY id LIMIT 1;
  INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, state)
    VALUES (${oldCall}, 'К', 'Без максимума', 0, 0, 'scored'), (${oldCall + 1}, 'К', 'Не было', NULL, NULL, 'not_applicable');
  DELETE FROM call_decline_reasons;
  INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category)
    SELECT id, (ARRAY['проблемы_с_товаром', 'прекратил_закупки', 'далеко везти'])[1 + id % 3], 'потому что ' || id,
      (ARRAY['грунт', NULL])[1 + id % 2] FROM calls WHERE department_id = 1;
  INSERT INTO agreements (call_id, amount, agreement) VALUES (${oldCall}, NULL, 'созвониться'), (${oldCall}, 1234567.5, 'заказ');
  UPDATE calls SET critical_failed = true, final_percentage = 0 WHERE id = (SELECT min(id) FROM calls WHERE department_id = 1);`;

/**
 * Scores that count in averages and examples: key, category, criterion, call_id, operator_id, start_time, share (percent),
 * score, max_score, reason, quoted. Rows of the old program have no id: that of the same category and name is theirs.
 */
export const scores = `(
  SELECT e.*, c.operator_id, c.start_time, 100.0 * e.score / e.max_score AS share, ${keyOf('e')} AS key,
    (SELECT count(*) FROM call_quotes q WHERE q.call_id = e.call_id AND q.position = e.position AND q.finding IN ('exact', 'close')) > 0
      AS quoted
  FROM call_evaluations e JOIN calls c ON c.id = e.call_id
  WHERE c.${inReport} AND e.state = 'scored' AND e.max_score > 0
)`;

/** The key of a criterion: written without a look at the program's rule. Criteria that only old rows have go by their name. */
export function keyOf(evaluation: string): string {
  return `coalesce(${evaluation}.criterion_id, (
    SELECT min(known.criterion_id) FROM call_evaluations known
    WHERE (known.category, known.criterion) = (${evaluation}.category, ${evaluation}.criterion)
  ), ${evaluation}.criterion)`;
}

/** Lower scores first; of equal ones those that a quote shows, then the newest. */
const weakFirst = 'share, quoted DESC, start_time DESC, call_id DESC';

/** Weak calls of each operator and criterion, with their place. */
export const weakOfEach = `(
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY key, operator_id ORDER BY ${weakFirst}) AS place FROM ${scores} AS s
  ) AS placed WHERE place <= 5 AND share < 100
)`;

/** Of equally low calls first those of who is weakest in the criterion; fewer than five scores say little of that. */
const weakestOperatorFirst = `share, (
    SELECT CASE WHEN count(*) >= 5 THEN 0 ELSE 1 END FROM ${scores} AS o WHERE (o.key, o.operator_id) = (lowest.key, lowest.operator_id)
  ), (
    SELECT round(avg(o.share), 6) FROM ${scores} AS o WHERE (o.key, o.operator_id) = (lowest.key, lowest.operator_id)
  ), quoted DESC, start_time DESC, call_id DESC`;

/** Weak calls of each criterion, none of an operator twice. */
export const weakOfAll = `(
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY key ORDER BY ${weakestOperatorFirst}) AS place
    FROM (SELECT DISTINCT ON (key, operator_id) * FROM ${scores} AS s ORDER BY key, operator_id, ${weakFirst}) AS lowest
  ) AS placed WHERE place <= 3 AND share < 100
)`;

/** The best score with a found quote, of each of these groups: its columns and `quote`, `second`, `phrase_index`. */
function goodOf(groups: string): string {
  return `(
    SELECT DISTINCT ON (${groups}) s.*, q.quote, q.start_second AS second, q.phrase_index
    FROM ${scores} AS s
    JOIN call_quotes q ON q.call_id = s.call_id AND q.position = s.position AND q.finding IN ('exact', 'close')
    WHERE score > 0
    ORDER BY ${groups}, share DESC, start_time DESC, s.call_id DESC, (q.finding = 'exact') DESC, quote_number
  )`;
}
export const goodOfAll = goodOf('key');
export const goodOfEach = goodOf('key, operator_id');
