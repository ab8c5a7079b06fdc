import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fillCalls } from '../support/fill-calls.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

const day = '2026-10-01';
const range = ['--from', day, '--to', '2026-10-02'];
const dangerous = [
  '=1+1',
  '+7 (000)',
  '\u202E-5',
  '\u2066\u200B@SUM(A1)',
  '\t=2',
  '\r=3',
  '＝4',
  '＋5',
  '－6',
  '＠7',
  '\n=8',
];
/** As it is shown: one kind of line break, nothing before the first letter, seen or not. */
const shown = dangerous.map((text) => text.replace(/[\u200B\u202E\u2066]/gu, '').trim());
let night: SandboxNight;

beforeAll(async () => {
  night = await startNight();
  const { pool } = night.database;
  await fillCalls(pool, { day, count: dangerous.length, firstId: 1000 });
  await fillCalls(pool, { day: '2026-10-02', count: 1, firstId: 2000 });
  for (const [index, text] of dangerous.entries()) {
    const { rows } = await pool.query<{ id: number }>(
      'INSERT INTO operators (full_name, department_id, active) VALUES ($1, 1, false) RETURNING id',
      [text],
    );
    await pool.query('UPDATE calls SET operator_id = $1 WHERE id = $2', [rows[0]!.id, 1000 + index]);
  }
  // What is unknown of a call must not become 0, and another department is not ours.
  await pool.query(
    'UPDATE calls SET total_score = NULL, max_score = NULL, performance_percentage = NULL, phone_number = NULL WHERE id = 1001',
  );
  await pool.query(
    `INSERT INTO calls (id, start_time, operator_id, department_id) SELECT 3000, '${day} 12:00', min(id), 2 FROM operators`,
  );
});
afterAll(() => night.end());

const unzip = (file: string, member: string): string =>
  execFileSync('unzip', ['-p', file, member], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

const decode = (xml: string): string =>
  xml
    .replace(/&#x([0-9a-f]+);/giu, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&quot;/gu, '"')
    .replace(/&apos;|&#39;/gu, "'")
    .replace(/&amp;/gu, '&');

interface XlsxCell {
  readonly type: string | undefined;
  readonly style: string | undefined;
  readonly text: string;
}

/** Rows of the first sheet by column letter, read from the XML with nothing of the writer's. */
function readXlsx(file: string): Map<string, XlsxCell>[] {
  const strings = [...unzip(file, 'xl/sharedStrings.xml').matchAll(/<si>([\s\S]*?)<\/si>/gu)].map(
    ([, inside = '']) =>
      decode([...inside.matchAll(/<t(?: [^>]*)?>([\s\S]*?)<\/t>/gu)].map(([, text = '']) => text).join('')),
  );
  const sheet = unzip(file, 'xl/worksheets/sheet1.xml');
  expect(sheet).not.toContain('<f>');
  return [...sheet.matchAll(/<row [^>]*>([\s\S]*?)<\/row>/gu)].map(
    ([, row = '']) =>
      new Map(
        [...row.matchAll(/<c ([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/gu)].map(([, attributes = '', inside = '']) => {
          const attribute = (name: string): string | undefined =>
            new RegExp(`\\b${name}="([^"]*)"`, 'u').exec(attributes)?.[1];
          const value = /<v>([\s\S]*?)<\/v>/u.exec(inside)?.[1] ?? '';
          const type = attribute('t');
          return [
            attribute('r')?.replace(/\d+/u, '') ?? '',
            { type, style: attribute('s'), text: type === 's' ? (strings[Number(value)] ?? '') : value },
          ];
        }),
      ),
  );
}

describe('callq export csv', () => {
  it('gives the calls of the days, quoted and harmless, with empty cells for what is unknown', async () => {
    const { exitCode, stdout, stderr } = await night.run(['export', 'csv', ...range]);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('exported 12 calls of 2 days')]);
    expect(stdout.startsWith('\uFEFFКлюч CallQ,')).toBe(true);
    const rows = parse<Record<string, string>>(stdout, { columns: true, bom: true });
    expect(rows.map((row) => row['Оператор'])).toEqual([
      ...shown.map((text) => (/^[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text)),
      expect.any(String),
    ]);
    expect(rows[0]).toMatchObject({
      'Ключ CallQ': `callq/1/${day}/1000`,
      'Начало звонка': `${day} 08:00:00`,
      'Телефон клиента': "'+79990000000",
      Баллы: '0',
      'Сумма договорённостей, ₽': '1500.5',
      'Оценки по критериям':
        'Контакт / Критерий 1: 7,5 из 10 — поздоровался\nКонтакт / Критерий 2: не оценено — поздоровался',
    });
    expect(rows[1]).toMatchObject({ Баллы: '', Максимум: '', 'Оценка, %': '', 'Телефон клиента': '' });
    expect(rows.map((row) => row['Длительность, с'])).toEqual(
      rows.map((_, index) => ((index % 11) % 5 === 0 ? '' : '90')),
    );
  });

  it('leaves phone numbers out when asked to', async () => {
    const { stdout } = await night.run(['export', 'csv', ...range], { CALLQ_EXPORT_PHONES: 'false' });
    expect(stdout).toContain('Телефон клиента');
    expect(stdout).not.toContain('7999');
  });

  it('is a header alone for days without calls', async () => {
    const { exitCode, stdout } = await night.run(['export', 'csv', '--date', '2026-09-01']);
    expect([exitCode, stdout.trimEnd().split('\n').length]).toEqual([0, 1]);
  });

  it('takes no more memory for 8,000 calls than for a few', async () => {
    const reason = 'подробное обоснование '.repeat(150);
    for (let n = 0; n < 8; n += 1) {
      const facts = { day: `2026-09-1${n}`, count: 1000, firstId: 10_000_000 + n * 1000 };
      await fillCalls(night.database.pool, { ...facts, reason });
    }
    const many = ['--from', '2026-09-10', '--to', '2026-09-17'];
    for (const format of ['csv', 'json']) {
      const file = join(night.folder, `large.${format}`);
      const { exitCode, stderr } = await night.run(['export', format, ...many, '--out', file], {
        NODE_OPTIONS: '--max-old-space-size=64',
      });
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('exported 8000 calls')]);
      expect((await stat(file)).size).toBeGreaterThan(60_000_000);
    }
  });
});

describe('callq export json', () => {
  it('gives every criterion as it is stored, text untouched, unknown as null', async () => {
    const { exitCode, stdout } = await night.run(['export', 'json', ...range]);
    expect(exitCode).toBe(0);
    const { calls, ...about } = JSON.parse(stdout) as { calls: Record<string, unknown>[] };
    expect(about).toEqual({ department: 1, timeZone: 'Europe/Moscow', days: [day, '2026-10-02'] });
    expect(calls.map(({ operator }) => operator).slice(0, dangerous.length)).toEqual(dangerous);
    expect(calls[1]).toMatchObject({
      ...{ callId: 1001, day, startTime: `${day} 08:00:01`, durationSeconds: 90, totalScore: null },
      phoneNumber: null,
      agreements: [{ amount: 1500.5, agreement: 'привезти в среду' }],
      declineReasons: [],
    });
    expect(calls[0]!['evaluations']).toEqual([
      {
        ...{ category: 'Контакт', criterion: 'Критерий 1', state: 'scored', score: 7.5, maxScore: 10 },
        ...{ reason: 'поздоровался', unsupported: false },
      },
      {
        ...{ category: 'Контакт', criterion: 'Критерий 2', state: 'not_scored', score: null, maxScore: null },
        ...{ reason: 'поздоровался', unsupported: null },
      },
    ]);
  });

  it('has the calls of the old program, whatever they lack; so has the table', async () => {
    await night.database.pool.query(`
      ALTER TABLE calls ALTER COLUMN operator_id DROP NOT NULL;
      ALTER TABLE calls DROP CONSTRAINT calls_operator_id_fkey;
      ALTER TABLE call_recommendations ALTER COLUMN issue DROP NOT NULL;
      ALTER TABLE call_decline_reasons ALTER COLUMN reason_type DROP NOT NULL;
      INSERT INTO calls (id, start_time, operator_id, department_id, performance_percentage) VALUES
        (71, '2024-05-01 10:00', NULL, 1, 75), (72, '2024-05-01 11:00', 99999, 1, 25);
      INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority) VALUES (71, 'К', NULL, 'р', 'high');
      INSERT INTO call_decline_reasons (call_id, reason_type, reason_description) VALUES (71, NULL, 'дорого')`);
    const old = ['--date', '2024-05-01'];
    const { calls } = JSON.parse((await night.run(['export', 'json', ...old])).stdout) as {
      calls: Record<string, unknown>[];
    };
    expect(calls.map(({ callId, operator }) => [callId, operator])).toEqual([
      [71, null],
      [72, null],
    ]);
    const { exitCode, stdout } = await night.run(['export', 'csv', ...old]);
    const rows = parse<Record<string, string>>(stdout, { columns: true, bom: true });
    expect([exitCode, rows.map((row) => row['Оператор'])]).toEqual([0, ['', '']]);
    expect(stdout).not.toContain('null');
  });

  it('is one for no calls at all', async () => {
    const { stdout } = await night.run(['export', 'json', '--date', '2026-09-01']);
    expect(JSON.parse(stdout)).toMatchObject({ calls: [] });
  });
});

describe('callq export xlsx', () => {
  it('is a workbook with text as text, numbers as numbers and times that Excel reads', async () => {
    const file = join(night.folder, 'calls.xlsx');
    expect((await night.run(['export', 'xlsx', ...range, '--out', 'calls.xlsx'])).exitCode).toBe(0);
    const [header, ...rows] = readXlsx(file);
    expect([...header!.values()].map(({ text }) => text)).toHaveLength(18);
    expect(header!.get('D')).toMatchObject({ type: 's', text: 'Оператор' });
    expect(rows.slice(0, dangerous.length).map((row) => row.get('D'))).toEqual(
      shown.map((text) => ({ type: 's', style: undefined, text })),
    );
    const [first, second] = rows;
    expect([first!.get('H')?.type ?? 'n', first!.get('H')?.text]).toEqual(['n', '0']);
    expect([second!.get('H'), second!.get('G')].map((cell) => cell?.text ?? '')).toEqual(['', '']);
    expect(Number(first!.get('B')?.text)).toBeCloseTo(46_296 + 8 / 24, 9);
    const styles = unzip(file, 'xl/styles.xml');
    expect(styles).toContain('yyyy-mm-dd hh:mm:ss');
    expect(first!.get('B')?.style).not.toBe(undefined);
    expect(first!.get('N')?.text).toContain('\nКонтакт / Критерий 2: не оценено');
  });

  it('is not for the terminal', async () => {
    const { exitCode, stderr } = await night.run(['export', 'xlsx', ...range]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--out FILE')]);
  });
});

describe('--out', () => {
  it.each(['csv', 'json'])('- is stdout for %s', async (format) => {
    const { exitCode, stdout, stderr } = await night.run(['export', format, ...range, '--out', '-']);
    expect([exitCode, stderr]).toEqual([0, 'callq: exported 12 calls of 2 days\n']);
    expect(stdout).toBe((await night.run(['export', format, ...range])).stdout);
    expect(await readdir(night.folder)).not.toContain('-');
  });

  it.each([
    ['xlsx', '-', /not for the terminal/],
    ['csv', '', /'--out <file>' argument '' is invalid\. It must not be empty/],
  ])('refuses %s to %j', async (format, out, message) => {
    const { exitCode, stdout, stderr } = await night.run(['export', format, ...range, '--out', out]);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    expect(await readdir(night.folder)).not.toContain('-');
  });

  it('writes a file for its owner only, replaces none unasked, and leaves nothing half', async () => {
    const folder = join(night.folder, 'out');
    await mkdir(folder);
    const csv = ['export', 'csv', ...range, '--out', 'out/calls.csv'];
    expect((await night.run(csv)).exitCode).toBe(0);
    expect((await stat(join(folder, 'calls.csv'))).mode & 0o777).toBe(0o600);
    await writeFile(join(folder, 'calls.csv'), 'mine');
    const refused = await night.run(csv);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('--force replaces it')]);
    expect(await readFile(join(folder, 'calls.csv'), 'utf8')).toBe('mine');
    expect((await night.run([...csv, '--force'])).exitCode).toBe(0);
    expect(await readFile(join(folder, 'calls.csv'), 'utf8')).toContain('Ключ CallQ');
    expect((await stat(join(folder, 'calls.csv'))).mode & 0o777).toBe(0o600);
    // A database that goes away in the middle.
    const broken = await night.run(['export', 'csv', ...range, '--out', 'out/other.csv'], {
      DATA_BASE: night.environment['DATA_BASE']!.replace(/\/[^/]+$/u, '/no_such_database'),
    });
    expect(broken.exitCode).toBe(2);
    const nowhere = await night.run(['export', 'csv', ...range, '--out', 'missing/calls.csv']);
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([
      2,
      expect.stringMatching(/cannot be written \(ENOENT\)/),
    ]);
    expect(await readdir(folder)).toEqual(['calls.csv']);
  });

  it('leaves nothing half when it is interrupted', async () => {
    await fillCalls(night.database.pool, { day: '2026-09-25', count: 10_000, firstId: 20_000_000 });
    const folder = join(night.folder, 'interrupted');
    await mkdir(folder);
    await chmod(folder, 0o700);
    const running = night.start([
      'export',
      'json',
      '--date',
      '2026-09-25',
      '--out',
      'interrupted/calls.json',
    ]);
    while ((await readdir(folder)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    running.child.kill('SIGTERM');
    const { exitCode } = await running.finished;
    expect([exitCode, await readdir(folder)]).toEqual([143, []]);
  });
});
