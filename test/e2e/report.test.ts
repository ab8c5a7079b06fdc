import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { emptyFolder, startCallq } from '../support/callq-process.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import { readNumber } from '../support/outcome.ts';
import { listPages, numbersOf, readPage, rowsOf } from '../support/report-pages.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

const nextDay = '2026-11-04';
let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 30 });
  await night.run(['run', '--from', someDay, '--to', nextDay]);
  await night.run(['run', '--date', someDay], night.sandbox.environment(2));
});
afterAll(() => night.end());

const folderOf = (...names: string[]): string => join(night.folder, ...names);

describe('callq report', () => {
  it('writes pages that only their owner can read, under department and days, and prints the path', async () => {
    const before = await dumpDatabase(night.database.pool);
    const { exitCode, stdout, stderr } = await night.run(['report', '--from', someDay, '--to', nextDay]);
    const folder = folderOf('.callq', 'reports', `department1-${someDay}_${nextDay}`);
    expect([exitCode, stdout, stderr]).toEqual([0, `${join(folder, 'index.html')}\n`, '']);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder))
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
    expect(await readdir(folderOf('.callq', 'reports'))).toEqual([`department1-${someDay}_${nextDay}`]);
    expect(await dumpDatabase(night.database.pool)).toEqual(before);
  });

  it('takes another department, one operator by words of the name or id, and another folder', async () => {
    const { pool } = night.database;
    await night.run(['report', '--date', someDay, '--department', '2', '--out', 'two']);
    const [two] = [await readPage(folderOf('two'), 'index.html')];
    expect(numbersOf(two).get('coverage.calls')?.value).toBe(
      await readNumber(pool, `SELECT count(*) FROM calls WHERE department_id = 2`),
    );
    const { rows } = await pool.query<{ id: number; name: string; calls: number }>(
      `SELECT operators.id, full_name AS name, count(*)::integer AS calls FROM calls JOIN operators ON operators.id = operator_id
       WHERE calls.department_id = 1 AND date(start_time) = '${someDay}' GROUP BY 1 ORDER BY 3 DESC LIMIT 1`,
    );
    const [{ id, name, calls }] = rows as [(typeof rows)[number]];
    const [family = '', given = ''] = name.split(' ');
    for (const who of [String(id), `${given.toUpperCase()} ${family}`]) {
      const { exitCode } = await night.run(['report', '--date', someDay, '--operator', who, '--out', 'one']);
      expect(exitCode).toBe(0);
      expect(await listPages(folderOf('one'))).toEqual(['index.html', `operator-${id}.html`]);
      const numbers = numbersOf(await readPage(folderOf('one'), 'index.html'));
      expect(numbers.get('coverage.calls')?.value).toBe(calls);
      expect([...numbers.keys()].filter((key) => /^operator\.\d+\.count$/u.test(key))).toEqual([
        `operator.${id}.count`,
      ]);
    }
  });

  it.each([
    [['--operator', 'Никто Такой'], /fits nobody/],
    [['--operator', '9999'], /fits nobody/],
    [['--department', '77'], /^callq: --department is 77, .* no such row/],
    [['--out', ''], /'--out <dir>' argument '' is invalid\. It must not be empty/],
    [['--out', '-'], /does not go to stdout/],
    [['--date', '2026-13-01'], /--date must be a day/],
    [['--from', '2026-11-03'], /belong together/],
  ])('refuses %j with exit 2 and writes nothing', async (args, message) => {
    const { exitCode, stdout, stderr } = await night.run(['report', '--out', 'refused', ...args]);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    await expect(stat(folderOf('refused'))).rejects.toThrow('ENOENT');
  });

  it('never guesses between two operators of one name', async () => {
    await night.database.pool.query(
      `INSERT INTO operators (id, full_name, department_id) VALUES (801, 'Двойников Иван', 1), (802, 'Двойников Пётр', 1)`,
    );
    const { exitCode, stderr } = await night.run(['report', '--date', someDay, '--operator', 'двойников']);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/fits 2 operators .* 801, 802/u)]);
    expect(stderr).not.toContain('Иван');
  });

  it('replaces its own report and touches no folder that is none', async () => {
    await mkdir(folderOf('mine'));
    await writeFile(folderOf('mine', 'letter.txt'), 'dear');
    const refused = await night.run(['report', '--date', someDay, '--out', 'mine']);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('no report of CallQ')]);
    expect(await readdir(folderOf('mine'))).toEqual(['letter.txt']);
    await night.run(['report', '--date', someDay, '--out', 'again']);
    await writeFile(folderOf('again', 'operator-999999-2.html'), 'stale');
    expect((await night.run(['report', '--date', nextDay, '--out', 'again'])).exitCode).toBe(0);
    expect(await readdir(folderOf('again'))).not.toContain('operator-999999-2.html');
    expect((await readdir(night.folder)).filter((name) => name.startsWith('.again'))).toEqual([]);
    await writeFile(folderOf('again', 'my-notes.txt'), 'dear');
    const names = await readdir(folderOf('again'));
    const spared = await night.run(['report', '--date', someDay, '--out', 'again']);
    expect([spared.exitCode, spared.stderr]).toEqual([2, expect.stringContaining('holds something besides')]);
    expect(await readdir(folderOf('again'))).toEqual(names);
  });

  it.each(['1', '2'])('has decline reasons by type and product of department %s', async (department) => {
    const { pool } = night.database;
    await night.run(['report', '--date', someDay, '--department', department, '--out', 'declines']);
    const page = await readPage(folderOf('declines'), 'index.html');
    const ofDay = `FROM call_decline_reasons JOIN calls ON calls.id = call_id
      WHERE department_id = ${department} AND date(start_time) = '${someDay}'`;
    const all = await readNumber(pool, `SELECT count(*) ${ofDay}`);
    expect(all).toBeGreaterThan(5);
    expect(numbersOf(page).get('declines.count')?.value).toBe(all);
    const { rows } = await pool.query<{ type: string; product: string | null; count: number }>(
      `SELECT reason_type AS type, product_category AS product, count(*)::integer ${ofDay} GROUP BY 1, 2`,
    );
    const names: Record<string, string> = {
      ...{ прекратил_закупки: 'Прекратил закупки', снижение_объемов: 'Снижение объёмов' },
      ...{ проблемы_с_товаром: 'Проблемы с товаром', проблемы_с_сервисом: 'Проблемы с сервисом' },
      ...{ высокая_цена: 'Высокая цена', другой_поставщик: 'Другой поставщик', нет_денег: 'Нет денег' },
      'цены выше, чем у конкурентов': 'Цены выше, чем у конкурентов',
    };
    const wanted = rows.map(({ type, product, count }) => [
      names[type],
      product ?? 'не назван',
      String(count),
    ]);
    const told = rowsOf(page, '#declines').map((cells) => cells.slice(0, 3));
    expect(told.sort()).toEqual(wanted.sort());
  });

  it('says how many recommendations it does not tell, when a model has a category of its own for each', async () => {
    const { pool } = night.database;
    await pool.query(`
      INSERT INTO calls (id, start_time, operator_id, department_id) VALUES (9001, '2024-06-01 10:00', 1, 1);
      INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority)
        SELECT 9001, 'Категория ' || to_char(n, 'FM000'), 'issue', 'text ' || m, 'high'
          FROM generate_series(1, 70) AS n, generate_series(1, CASE WHEN n = 1 THEN 7 ELSE 2 END) AS m
        UNION ALL SELECT 9001, 'Категория 001', 'issue', 'another', 'low'`);
    await night.run(['report', '--date', '2024-06-01', '--out', 'many-categories']);
    const page = await readPage(folderOf('many-categories'), 'index.html');
    const section = page.querySelector('#recommendations')!;
    // 7 + 1 of the first category, 2 of each other; 60 groups are told, and the one of low priority is not among them.
    expect(section.textContent).toContain('Показано категорий: 60 из 70');
    expect([...section.querySelectorAll('details')]).toHaveLength(60);
    const numbers = numbersOf(page);
    expect([
      numbers.get('recommendations.count')?.value,
      numbers.get('recommendations.notTold')?.value,
    ]).toEqual([146, 20]);
    const [first] = section.querySelectorAll('details');
    expect(first!.querySelector('summary')!.textContent.replace(/\s+/gu, ' ').trim()).toBe('Категория 001 8');
    expect(first!.textContent).toContain('и ещё 2 — в звонках операторов');
    expect(first!.textContent).toContain('и ещё 1 с другим приоритетом');
    const shown = [...section.querySelectorAll('details summary')].map(({ textContent }) =>
      Number(/(\d+)\s*$/u.exec(textContent.trim())![1]),
    );
    expect(shown.reduce((sum, count) => sum + count, 0) + 20).toBe(146);
  });

  it('tells of final percentages where the check-list that judged has tags', async () => {
    const tagged = await startNight({ calls: 12 });
    const folder = join(tagged.folder, 'report');
    const columns = async (changes: Record<string, string>): Promise<string | null> => {
      await tagged.run(['run', '--date', someDay, '--force'], changes);
      await tagged.database.pool.query('UPDATE calls SET critical_failed = false');
      await tagged.run(['report', '--date', someDay, '--out', 'report']);
      return (await readPage(folder, 'index.html')).querySelector('#operators-table thead')!.textContent;
    };
    try {
      expect(await columns({})).not.toContain('Итоговая');
      expect(await columns({ REQUIREMENTS_SHEET_NAME_CHECK_LIST: 'Чек-лист с метками' })).toContain(
        'Итоговая',
      );
    } finally {
      await tagged.end();
    }
  });

  it('is empty but whole for a day without calls', async () => {
    const { exitCode } = await night.run(['report', '--date', '2020-01-01', '--out', 'none']);
    expect(exitCode).toBe(0);
    const page = await readPage(folderOf('none'), 'index.html');
    expect(page.querySelector('#coverage')?.textContent).toContain('запуска не было');
    expect(page.querySelector('#declines')?.textContent).toContain('Ни в одном звонке отчёта');
    for (const name of ['score.mean', 'coverage.listed', 'agreements.sum']) {
      expect(numbersOf(page).get(name)).toEqual({ value: null, text: 'нет данных' });
    }
  });

  it('tells a day without a run from one on which nobody called', async () => {
    const { pool } = night.database;
    await pool.query(`
      INSERT INTO runs (invocation_id, department_id, day, version, host, process_id)
        VALUES (gen_random_uuid(), 1, '2020-02-02', '1', 'h', 1);
      INSERT INTO day_listings (department_id, day, run_id, call_ids, vanished_ids)
        SELECT 1, '2020-02-02', max(id), '{}', '{}' FROM runs`);
    const coverageOf = async (...days: string[]): Promise<string> => {
      await night.run(['report', ...days, '--out', 'quiet']);
      const page = await readPage(folderOf('quiet'), 'index.html');
      return page.querySelector('#coverage')?.textContent.replace(/\s+/gu, ' ') ?? '';
    };
    const quiet = await coverageOf('--date', '2020-02-02');
    expect(quiet).toContain('в T-Банке за эти дни нет ни одного звонка');
    expect(quiet).not.toMatch(/запуска не было|Запуск был за/u);
    expect(await coverageOf('--from', '2020-02-01', '--to', '2020-02-03')).toContain(
      'Запуск был за 1 из 3 дней отчёта',
    );
  });

  it('keeps the numbers when the words are purged', async () => {
    const purged = await startNight({ calls: 20 });
    try {
      await purged.run(['run', '--date', someDay]);
      await purged.run(['report', '--date', someDay, '--out', 'before']);
      await purged.run(['purge', '--older-than', '1d', '--transcripts-only']);
      await purged.run(['report', '--date', someDay, '--out', 'after']);
      const numbers = await Promise.all(
        ['before', 'after'].map(async (name) => [
          ...numbersOf(await readPage(join(purged.folder, name), 'index.html')),
        ]),
      );
      expect(numbers[1]).toEqual(numbers[0]);
      const [operator = ''] = (await listPages(join(purged.folder, 'after'))).filter(
        (name) => name !== 'index.html',
      );
      const page = await readPage(join(purged.folder, 'after'), operator);
      expect(page.querySelector('.call')?.textContent).toContain('Расшифровка удалена');
    } finally {
      await purged.end();
    }
  });
});

describe('old reports', () => {
  it('are removed after CALLQ_REPORT_KEEP_DAYS, but only CallQ’s own of this department and database', async () => {
    const base = folderOf('kept');
    await night.run(['report', '--date', nextDay], { CALLQ_REPORT_DIR: base });
    const newest = join(base, `department1-${nextDay}`, 'callq-report.json');
    const { database } = JSON.parse(await readFile(newest, 'utf8')) as { database: string };
    expect(database).toMatch(/^[0-9a-f]{16}$/u);
    const marker = (department: number, days: number, ofDatabase: string | undefined = database): string =>
      JSON.stringify({
        departmentId: department,
        database: ofDatabase,
        builtAt: new Date(Date.now() - days * 86_400_000).toISOString(),
      });
    const add = async (name: string, text: string | null): Promise<void> => {
      await mkdir(join(base, name), { recursive: true });
      if (text !== null) await writeFile(join(base, name, 'callq-report.json'), text);
    };
    await add('old', marker(1, 8));
    await add('old-with-notes', marker(1, 8));
    await writeFile(join(base, 'old-with-notes', 'my-notes.txt'), 'dear');
    await add('young', marker(1, 6));
    await add('other-department', marker(2, 800));
    await add('other-database', marker(1, 800, 'fedcba9876543210'));
    await add('unknown-database', marker(1, 800).replace(/"database":"[^"]*",/u, ''));
    await add('broken-marker', '{');
    await add('not-ours', null);
    await mkdir(folderOf('elsewhere'));
    await writeFile(folderOf('elsewhere', 'callq-report.json'), marker(1, 800));
    await symlink(folderOf('elsewhere'), join(base, 'link'));
    await add('.x.partial-00000000-0000-4000-8000-000000000000', null);
    await utimes(join(base, '.x.partial-00000000-0000-4000-8000-000000000000'), 0, 0);
    const settings = { CALLQ_REPORT_DIR: base, CALLQ_REPORT_KEEP_DAYS: '7' };
    const { exitCode, stderr } = await night.run(['report', '--date', someDay], settings);
    expect([exitCode, stderr.split('\n')]).toEqual([
      0,
      [expect.stringMatching(/old-with-notes is older than CALLQ_REPORT_KEEP_DAYS/u), ''],
    ]);
    expect((await readdir(base)).sort()).toEqual(
      [
        ...['broken-marker', `department1-${nextDay}`, `department1-${someDay}`, 'link', 'not-ours'],
        ...['old-with-notes', 'other-database', 'other-department', 'unknown-database', 'young'],
      ].sort(),
    );
    expect(await readdir(folderOf('elsewhere'))).toEqual(['callq-report.json']);
  });
});

describe('a run with CALLQ_REPORT_DIR', () => {
  it('ends with a report on its days and names it, in JSON too', async () => {
    const settings = { CALLQ_REPORT_DIR: 'reports' };
    const index = folderOf('reports', `department1-${someDay}`, 'index.html');
    const table = await night.run(['run', '--date', someDay], settings);
    expect([table.exitCode, table.stdout]).toEqual([0, expect.stringContaining(`Report: ${index}\n`)]);
    const json = JSON.parse((await night.run(['run', '--date', someDay, '--json'], settings)).stdout) as {
      report: string;
    };
    expect(json.report).toBe(index);
    const page = await readPage(folderOf('reports', `department1-${someDay}`), 'index.html');
    expect(numbersOf(page).get('coverage.listed')?.value).toBe(30);
    const without = JSON.parse((await night.run(['run', '--date', someDay, '--json'])).stdout) as {
      report: null;
    };
    expect(without.report).toBeNull();
  });

  it('ends where no folder can be made, instead of trying for ever', async () => {
    const base = '/proc/callq/reports';
    const { exitCode, stderr } = await night.run(['report', '--date', someDay], { CALLQ_REPORT_DIR: base });
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/could not be written to \/proc.* \(E[A-Z]+\)/u),
    ]);
  });

  it('writes none when it is a rehearsal', async () => {
    await night.run(['run', '--date', someDay, '--dry-run'], { CALLQ_REPORT_DIR: 'rehearsed' });
    await expect(stat(folderOf('rehearsed'))).rejects.toThrow('ENOENT');
  });

  it('warns and ends with 1 when the report fails: the results are in the database', async () => {
    await writeFile(folderOf('file'), 'no folder');
    const { exitCode, stdout, stderr } = await night.run(['run', '--date', nextDay, '--json'], {
      CALLQ_REPORT_DIR: join('file', 'reports'),
    });
    const summary = JSON.parse(stdout) as { exitCode: number; report: null; days: { exitCode: number }[] };
    expect([exitCode, summary.exitCode, summary.report, summary.days[0]?.exitCode]).toEqual([1, 1, null, 0]);
    expect(stderr).toContain(`callq report --from ${nextDay} --to ${nextDay}`);
    expect(stderr).toMatch(/could not be written to .* \((EEXIST|ENOTDIR)\)/u);
  });
});

it('a report that cannot be finished leaves nothing behind', async () => {
  await mkdir(folderOf('half'));
  const base = folderOf('half');
  // The index page is written before the first transcript is read.
  await night.database.pool.query('ALTER TABLE call_phrases RENAME COLUMN text TO hidden');
  try {
    const { exitCode } = await night.run(['report', '--date', someDay], { CALLQ_REPORT_DIR: base });
    expect(exitCode).toBe(2);
    expect(await readdir(base)).toEqual([]);
  } finally {
    await night.database.pool.query('ALTER TABLE call_phrases RENAME COLUMN hidden TO text');
  }
});

it('the demo ends with a report', async () => {
  const workingDirectory = await emptyFolder();
  const { exitCode, stdout } = await startCallq(['demo'], { workingDirectory }).finished;
  const path = stdout.split('\n').find((line) => line.endsWith('index.html')) ?? '';
  expect(exitCode).toBe(0);
  expect(await readFile(path, 'utf8')).toContain('вымышлены песочницей');
});

it('shows a database of the old program, whatever its rows hold', async () => {
  const { pool } = night.database;
  await pool.query(`
    ALTER TABLE calls ALTER COLUMN operator_id DROP NOT NULL;
    ALTER TABLE calls DROP CONSTRAINT calls_operator_id_fkey;
    ALTER TABLE call_recommendations DROP CONSTRAINT call_recommendations_priority_check;
    ALTER TABLE call_recommendations ALTER COLUMN issue DROP NOT NULL;
    INSERT INTO calls (id, start_time, operator_id, department_id, performance_percentage) VALUES
      (71, '2024-05-01 10:00', NULL, 1, 75), (72, '2024-05-01 11:00', 99, 1, 25);
    INSERT INTO call_transcripts VALUES (71, E'operator: Добрый день\\nclient: Да\\nкак есть');
    INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, reason) VALUES (71, 'К', 'Приветствие', 1, 3, 'да');
    INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority) VALUES (71, 'К', NULL, 'р', 'Срочно')`);
  const { exitCode, stderr } = await night.run(['report', '--date', '2024-05-01', '--out', 'old']);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(await listPages(folderOf('old'))).toEqual(['index.html', 'operator-0.html', 'operator-99.html']);
  const index = await readPage(folderOf('old'), 'index.html');
  const names = [...index.querySelectorAll('#operators-table th a')].map(({ textContent }) => textContent);
  expect(names.sort()).toEqual(['Оператор 99', 'Оператор не указан']);
  const call = (await readPage(folderOf('old'), 'operator-0.html')).getElementById('c71');
  expect([...call!.querySelectorAll('.transcript li')].map(({ textContent }) => textContent.trim())).toEqual([
    'Оператор: Добрый день',
    'Клиент: Да',
    'как есть',
  ]);
  expect(call!.textContent).toContain('1 из 3');
});
