import type { ClientBase } from 'pg';

/** What is invented, of everything the same whatever the scale: two years, two departments, ten criteria. */
const DAYS = 730;
const FIRST_DAY = '2024-12-01';
const CRITERIA = 10;
const OPERATORS_PER_DEPARTMENT = 40;

/** A month in the middle of what is invented, and the department that the queries ask for. */
export const asked = { department: 1, from: '2025-11-01', to: '2025-11-30' } as const;

/** Statements that invent so many calls and all that BI reads of them; by SQL alone, in the order of the days. */
function statements(calls: number): Record<string, string> {
  const series = `generate_series(1, ${calls}) AS n`;
  const day = `(DATE '${FIRST_DAY}' + (n::bigint * ${DAYS} / ${calls + 1})::integer)`;
  const department = '(1 + n % 2)';
  // One for each department and day, numbered like the day.
  const run = `(2 * (n::bigint * ${DAYS} / ${calls + 1}) + ${department})`;
  const fingerprint = (kind: string): string => `md5('${kind} ' || ${department})`;
  const versions = `${fingerprint('checklist')}, ${fingerprint('prompt')}, ${fingerprint('instructions')}`;
  return {
    operators: `
      INSERT INTO operators (id, full_name, department_id)
      SELECT n, 'Оператор ' || n, ${department} FROM generate_series(1, ${2 * OPERATORS_PER_DEPARTMENT}) AS n`,
    checklist_criteria: `
      INSERT INTO checklist_criteria
      SELECT md5('checklist ' || d), c, 'criterion ' || c, 'Раздел', 'Критерий ' || c, '', 10, '', 1, true, c = 1
      FROM generate_series(1, 2) AS d, generate_series(1, ${CRITERIA}) AS c`,
    runs: `
      INSERT INTO runs (id, invocation_id, department_id, day, started_at, finished_at, version, host, process_id,
        asked_model, analysed, input_tokens, output_tokens, cost_usd, exit_code)
      OVERRIDING SYSTEM VALUE
      SELECT 2 * d + p, gen_random_uuid(), p, DATE '${FIRST_DAY}' + d, DATE '${FIRST_DAY}' + d + 2,
        DATE '${FIRST_DAY}' + d + 2 + TIME '01:00', '1', 'bench', 1, 'model', ${Math.round(calls / DAYS / 2)}, 1000, 100,
        1, 0
      FROM generate_series(0, ${DAYS - 1}) AS d, generate_series(1, 2) AS p`,
    analyses: `
      INSERT INTO analyses (id, call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
        instructions_fingerprint, transcript_fingerprint, asked_model, answering_model, verdict, requests, answer_ids,
        input_tokens, output_tokens, cost_usd)
      OVERRIDING SYSTEM VALUE
      SELECT n, n, ${department}, ${day}, ${run}, ${versions}, md5(n::text), 'model', 'model', 'sales', 1,
        ARRAY[n]::bigint[], 4000, 900, 0.002
      FROM ${series}`,
    model_answers: `
      INSERT INTO model_answers (id, call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
        instructions_fingerprint, transcript_fingerprint, asked_model, attempt, status, body, body_truncated,
        input_tokens, output_tokens, cost_usd, latency_ms)
      OVERRIDING SYSTEM VALUE
      SELECT n, n, ${department}, ${day}, ${run}, ${versions}, md5(n::text), 'model', 1, 200,
        convert_to(repeat(md5(n::text), 12), 'UTF8'), false, 4000, 900, CASE WHEN n % 100 > 0 THEN 0.002 END, 1200
      FROM ${series}`,
    calls: `
      INSERT INTO calls (id, start_time, finish_time, started_at, operator_id, department_id, phone_number, total_score,
        max_score, performance_percentage, analysis_id, final_percentage, critical_failed, scored_share)
      SELECT n, start, start + INTERVAL '1 second' * (30 + n % 600), start, 1 + n % ${2 * OPERATORS_PER_DEPARTMENT},
        ${department}, '+7900' || lpad((n % 10000000)::text, 7, '0'), percentage, 100, percentage, n, percentage,
        percentage < 5, 1
      FROM (
        SELECT n, ${day} + TIME '09:00' + INTERVAL '1 second' * (n % 32000) AS start, (hashint4(n) & 127) % 101 AS percentage
        FROM ${series}
      ) AS invented`,
    call_evaluations: `
      INSERT INTO call_evaluations (call_id, position, criterion_id, category, criterion, score, max_score, reason, state, unsupported)
      SELECT n, c, 'criterion ' || c, 'Раздел', 'Критерий ' || c,
        CASE WHEN state = 'scored' THEN grade END, CASE WHEN state = 'scored' THEN 10 END,
        'Оператор назвал себя и компанию, спросил, удобно ли говорить.', state,
        CASE WHEN state = 'scored' AND grade > 0 THEN grade = 7 END
      FROM (
        SELECT n, c, (hashint4(n * 31 + c) & 15) % 11 AS grade,
          CASE (hashint4(n * 17 + c) & 31) WHEN 0 THEN 'not_scored' WHEN 1 THEN 'not_applicable' ELSE 'scored' END AS state
        FROM ${series}, generate_series(1, ${CRITERIA}) AS c
      ) AS invented`,
    agreements: `
      INSERT INTO agreements (call_id, amount, agreement)
      SELECT n, CASE WHEN n % 10 > 0 THEN 100 * (n % 500) END, 'Отправить счёт' FROM ${series} WHERE n % 3 = 0`,
    call_decline_reasons: `
      INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category)
      SELECT n, (ARRAY['прекратил_закупки', 'снижение_объемов', 'проблемы_с_товаром', 'дорого'])[1 + n % 4], 'Дорого',
        CASE WHEN n % 50 = 0 THEN 'редкое ' || n WHEN n % 7 > 0 THEN 'Категория ' || n % 60 END
      FROM ${series} WHERE n % 5 = 0`,
    call_ledger: `
      INSERT INTO call_ledger (department_id, day, call_id, state, action, run_id, failure_stage, failure_class)
      SELECT ${department}, ${day}, n, 'saved', 'analysed', ${run}, NULL, NULL FROM ${series}
      UNION ALL
      SELECT ${department}, ${day}, ${calls} + n,
        (ARRAY['too_short', 'not_sales', 'unknown_operator', 'failed'])[1 + n / 2 % 4],
        (ARRAY['excluded', 'analysed', 'excluded', 'failed'])[1 + n / 2 % 4], ${run},
        CASE WHEN n / 2 % 4 = 3 THEN 'analysis' END, CASE WHEN n / 2 % 4 = 3 THEN 'timeout' END
      FROM ${series} WHERE n % 10 < 6`,
    day_listings: `
      INSERT INTO day_listings (department_id, day, run_id, call_ids, vanished_ids)
      SELECT department_id, day, max(run_id), array_agg(call_id), '{}' FROM call_ledger GROUP BY department_id, day`,
  };
}

/** Fills a migrated, empty database of a superuser: foreign keys are not looked at, which is most of the time. */
export async function fillDatabase(client: ClientBase, calls: number): Promise<void> {
  await client.query(`SET session_replication_role = replica; SET statement_timeout = 0`);
  for (const statement of Object.values(statements(calls))) await client.query(statement);
  await client.query('VACUUM (ANALYZE)');
}
