import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxNight } from './sandbox-night.ts';
import { startNight } from './sandbox-night.ts';

/** Six runs, one after the other, on a machine that may be busy. */
export const fillingMilliseconds = 300_000;
/** Days that are filled: two months. */
export const biDays = ['2026-10-30', '2026-11-02', '2026-11-03', '2026-11-04'] as const;

/**
 * A database with everything that views of BI have to tell apart: several days of two departments, a model that misbehaves,
 * another prompt from one day on, criteria without a score, failed and interrupted calls, judgements that were rescored, a
 * killed run, purged words, and calls of the old program.
 */
export async function startBiNight(): Promise<SandboxNight> {
  const night = await startNight({
    calls: 40,
    misbehave: ['invent-quote@8%', 'leave-out@8%', 'wrong-speaker@3%'],
  });
  try {
    await fill(night);
    return night;
  } catch (error) {
    await night.end();
    throw error;
  }
}

async function fill(night: SandboxNight): Promise<void> {
  const expectExit = async (expected: readonly number[], args: string[], changes = {}): Promise<void> => {
    const { exitCode, stdout, stderr } = await night.run(args, changes);
    if (!expected.includes(exitCode ?? -1)) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
  };
  const { pool } = night.database;
  const prompt = await readFile(night.environment['PROMPT_FILE']!, 'utf8');
  await writeFile(join(night.folder, 'prompt.txt'), prompt.replace('Ты — эксперт', 'Ты — строгий эксперт'));
  const second = {
    ...night.sandbox.environment(2),
    PROMPT_FILE: fileURLToPath(new URL('../../prompts/department2_prompt.txt', import.meta.url)),
  };
  const [october, first, secondDay, last] = biDays;
  await expectExit([0, 1], ['run', '--date', october], { LLM_JSON_TRIES: '1' });
  await expectExit([0, 1], ['run', '--date', first]);
  await expectExit([0, 1], ['run', '--from', secondDay, '--to', last], { PROMPT_FILE: 'prompt.txt' });
  await expectExit([0, 1], ['run', '--date', last, '--limit', '3', '--force'], {
    MODEL: 'callq-sandbox-rule-scorer',
  });
  await expectExit([0, 1], ['run', '--from', first, '--to', last], second);
  await pool.query(`UPDATE calls SET total_score = total_score + 1 WHERE date(start_time) = '${first}'`);
  await expectExit([0], ['rescore', '--date', first]);
  await pool.query(PLANTED);
}

/** What a sandbox without faults does not bring about by itself. */
const PLANTED = `
  UPDATE call_ledger SET state = 'failed', action = 'failed', failure_stage = 'analysis', failure_class = 'timeout'
  WHERE call_id IN (SELECT call_id FROM call_ledger WHERE state = 'not_sales' ORDER BY call_id LIMIT 2);
  UPDATE call_ledger SET purged_at = now()
  WHERE call_id IN (SELECT call_id FROM call_ledger WHERE state = 'saved' ORDER BY call_id LIMIT 2);
  UPDATE runs SET finished_at = NULL, cost_usd = NULL, input_tokens = NULL, output_tokens = NULL, analysed = NULL
  WHERE id = 2;
  UPDATE call_evaluations SET state = 'not_applicable', score = NULL, max_score = NULL, unsupported = NULL
  WHERE id % 17 = 0;
  UPDATE call_evaluations SET score = 0, max_score = 0, unsupported = NULL WHERE state = 'scored' AND id % 41 = 0;
  UPDATE calls SET performance_percentage = NULL, final_percentage = NULL, total_score = NULL, max_score = NULL
  WHERE id IN (SELECT id FROM calls ORDER BY id LIMIT 3);
  UPDATE calls SET critical_failed = true, final_percentage = 0 WHERE id IN (SELECT id FROM calls WHERE department_id = 1 ORDER BY id DESC LIMIT 4);
  INSERT INTO offices (id, name) VALUES (71, 'Калуга');
  UPDATE operators SET office_id = 71 WHERE id % 2 = 0;
  INSERT INTO calls (id, start_time, operator_id, department_id, phone_number, total_score, max_score, performance_percentage)
  SELECT 9000000000000 + n, '2026-10-30 10:00', (SELECT min(id) FROM operators WHERE department_id = 1), 1,
    '+79000000000', 5, 10, 50
  FROM generate_series(1, 3) AS n;
  INSERT INTO calls (id, start_time, operator_id, department_id, total_score, max_score, performance_percentage)
  VALUES (9000000000004, '2026-11-05 10:17', (SELECT min(id) FROM operators WHERE department_id = 1), 1, 6, 10, 60);
  INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, reason)
  SELECT 9000000000000 + n, category, criterion, n, 5, 'нет' FROM generate_series(1, 3) AS n
  CROSS JOIN LATERAL (VALUES ('Раздел', 'Приветствие'), ('Другой раздел', 'Приветствие'), ('Раздел', 'клиент Иван просил скидку')) AS named (category, criterion);
  INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, reason)
  SELECT DISTINCT ON (n) 9000000000000 + n, upper(category) || '!', ' ' || replace(criterion, 'е', 'ё'), n, 5, 'нет'
  FROM call_evaluations JOIN calls ON calls.id = call_id AND department_id = 1, generate_series(1, 2) AS n
  WHERE position = 1 ORDER BY n, call_evaluations.id;
  UPDATE calls SET phone_number = NULL
  WHERE id IN (SELECT id FROM calls WHERE analysis_id IS NOT NULL ORDER BY id OFFSET 10 LIMIT 6);
  UPDATE calls SET phone_number = CASE id % 3 WHEN 0 THEN '+7 912 000-00-01' WHEN 1 THEN '89120000001' ELSE '79120000001' END
  WHERE id IN (SELECT id FROM calls WHERE analysis_id IS NOT NULL ORDER BY id OFFSET 16 LIMIT 6);
  INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category)
  SELECT id, CASE WHEN id % 2 = 0 THEN 'дорого, сказал Иван' ELSE 'снижение_объемов' END, 'дорого',
    CASE WHEN place <= 6 THEN ' Грунт' WHEN place <= 10 THEN 'Ёлки' WHEN place <= 16 THEN 'Семена' WHEN place <= 22 THEN 'Опоры' END
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM calls) AS placed WHERE place <= 24;
  UPDATE day_listings SET call_ids = call_ids[2:] || ARRAY[77, 78]::bigint[] WHERE department_id = 1 AND day = '2026-11-02';
  INSERT INTO runs (invocation_id, department_id, day, version, host, process_id, finished_at, exit_code)
  VALUES (gen_random_uuid(), 1, '2026-10-28', '0', 'by hand', 1, now(), 0);
  INSERT INTO call_ledger (department_id, day, call_id, state, action, run_id)
  SELECT 1, '2026-10-28', 79, 'too_short', 'excluded', max(id) FROM runs;
  SET session_replication_role = replica;
  UPDATE analyses SET answering_model = 'another-answers'
  WHERE id IN (
    SELECT analysis_id FROM calls WHERE department_id = 1 AND date(start_time) = '2026-11-02' ORDER BY id LIMIT 5
  );
  RESET session_replication_role;
  INSERT INTO agreements (call_id, amount, agreement) SELECT id, NULL, 'перезвонить Ивану' FROM calls ORDER BY id LIMIT 2;
`;
