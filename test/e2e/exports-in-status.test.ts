import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { startHttpServer } from '../support/http-server.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

const settings = { RESULTS_SHEET_NAME: 'Результаты' };
const otherDay = '2026-11-04';
let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 12 });
});
afterAll(() => night.end());
beforeEach(() => night.database.pool.query('TRUNCATE day_exports'));

type Changes = Readonly<Record<string, string>>;

interface Morning {
  readonly exitCode: number | null;
  readonly needsLook: boolean;
  readonly exports: readonly {
    kind: string;
    finishedAt: string | null;
    goingOn: boolean;
    errorClass: string | null;
  }[];
}

async function lookAt(day = someDay): Promise<Morning> {
  const { exitCode, stdout } = await night.run(['status', '--json', '--date', day]);
  const { nights } = JSON.parse(stdout) as { nights: Omit<Morning, 'exitCode'>[] };
  return { ...nights[0]!, exitCode };
}

async function textOf(day = someDay): Promise<string> {
  return (await night.run(['status', '--date', day])).stdout;
}

const runDay = async (changes: Changes): Promise<number | null> =>
  (await night.run(['run', '--date', someDay], changes)).exitCode;
const exportDays = async (days: readonly string[], changes: Changes): Promise<number | null> =>
  (await night.run(['export', 'sheets', ...days], changes)).exitCode;

const needed = (kind: string, errorClass: string | null): object => ({
  exitCode: 1,
  needsLook: true,
  exports: [{ kind, errorClass }],
});
const fine = (kind: string): object => ({
  exitCode: 0,
  needsLook: false,
  exports: [{ kind, errorClass: null, finishedAt: expect.any(String) as string }],
});

describe('callq status, the morning after', () => {
  it('an export that failed: the run itself ended well, the day needs a look until it is exported', async () => {
    expect(await runDay({ RESULTS_SHEET_NAME: 'Итоги' })).toBe(1);
    const { rows } = await night.database.pool.query(
      'SELECT exit_code, error_class FROM runs ORDER BY id DESC LIMIT 1',
    );
    expect(rows).toEqual([{ exit_code: 0, error_class: null }]);
    expect(await lookAt()).toMatchObject(needed('export', 'sheet'));
    expect(await textOf()).toMatch(
      /\n {12}the export of 20\S+ \S+ failed \(sheet\): the log says why; once more by callq export sheets --date 2026-11-03/u,
    );
    expect(await exportDays(['--date', someDay], settings)).toBe(0);
    expect(await lookAt()).toMatchObject(fine('export'));
    expect(await textOf()).not.toContain('the export of');
  });

  it('a function that failed, until the day is run again', async () => {
    const login = await startHttpServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in - Google Accounts</title>');
    });
    const script = { APPS_SCRIPT_URL: `${login.url.origin}/exec`, APPS_SCRIPT_FUNCTION: 'refresh' };
    expect(await runDay({ ...settings, ...script })).toBe(1);
    await login.close();
    expect(await lookAt()).toMatchObject(needed('export', 'apps_script'));
    expect(await runDay(settings)).toBe(0);
    expect(await lookAt()).toMatchObject(fine('export'));
  });

  it('a report that failed, until the day is run again', async () => {
    await writeFile(join(night.folder, 'in-the-way'), '');
    expect(await runDay({ CALLQ_REPORT_DIR: 'in-the-way/reports' })).toBe(1);
    const failed = await lookAt();
    expect(failed).toMatchObject({ exitCode: 1, needsLook: true, exports: [{ kind: 'report' }] });
    expect(failed.exports[0]!.errorClass).not.toBeNull();
    expect(await textOf()).toMatch(/the report of .* failed .*once more by callq run --date 2026-11-03/u);
    expect(await runDay({ CALLQ_REPORT_DIR: 'reports' })).toBe(0);
    expect(await lookAt()).toMatchObject(fine('report'));
  });

  it('an export that was killed; while it goes on, nothing needs a look', async () => {
    const silent = await startHttpServer(() => undefined);
    const script = { APPS_SCRIPT_URL: `${silent.url.origin}/exec`, APPS_SCRIPT_FUNCTION: 'refresh' };
    const running = night.start(['run', '--date', someDay], script);
    try {
      await vi.waitFor(
        async () => {
          const { rows } = await night.database.pool.query('SELECT 1 FROM day_exports');
          expect(rows).toHaveLength(1);
        },
        { timeout: 30_000, interval: 100 },
      );
      expect(await lookAt()).toMatchObject({ exitCode: 0, exports: [{ finishedAt: null, goingOn: true }] });
    } finally {
      running.child.kill('SIGKILL');
      await running.finished;
      await silent.close();
    }
    await vi.waitFor(async () => {
      expect(await lookAt()).toMatchObject({ ...needed('export', null), exports: [{ goingOn: false }] });
    });
    expect(await textOf()).toContain(' has no end: killed');
  });

  it('nothing of exports that nobody wanted, nor of a dry run', async () => {
    expect(await runDay({})).toBe(0);
    expect((await night.run(['run', '--dry-run', '--date', someDay], settings)).exitCode).toBe(0);
    expect(await lookAt()).toMatchObject({ exitCode: 0, exports: [] });
  });

  it('each day by itself', async () => {
    expect((await night.run(['run', '--date', otherDay], settings)).exitCode).toBe(0);
    expect(await exportDays(['--date', someDay], { RESULTS_SHEET_NAME: 'Итоги' })).toBe(1);
    expect(await lookAt(otherDay)).toMatchObject(fine('export'));
    expect(await lookAt()).toMatchObject(needed('export', 'sheet'));
  });
});

it('a day that ended before its run was interrupted is not exported, and needs a look', async () => {
  const slow = await startNight({ calls: 4, latency: ['llm=constant:1000'] });
  try {
    const running = slow.start(['run', '--from', someDay, '--to', otherDay], {
      ...{ ...settings, CALLQ_REPORT_DIR: 'reports', LLM_CONCURRENCY: '1' },
    });
    await vi.waitFor(
      async () => {
        const { rows } = await slow.database.pool.query('SELECT FROM runs WHERE day = $1', [otherDay]);
        expect(rows).toHaveLength(1);
      },
      { timeout: 30_000, interval: 50 },
    );
    running.child.kill('SIGTERM');
    expect((await running.finished).exitCode).toBe(143);
    const { exitCode, stdout } = await slow.run(['status', '--json', '--date', someDay]);
    const { nights } = JSON.parse(stdout) as { nights: Morning[] };
    expect(exitCode).toBe(1);
    expect(nights[0]).toMatchObject({ needsLook: true, lastRun: { exitCode: 0 } });
    expect(nights[0]!.exports.map(({ kind, errorClass }) => [kind, errorClass]).sort()).toEqual([
      ['export', 'not_exported'],
      ['report', 'not_exported'],
    ]);
  } finally {
    await slow.end();
  }
});

it('an export is made although it cannot be noted', async () => {
  const { pool } = night.database;
  await pool.query('ALTER TABLE day_exports RENAME TO hidden');
  try {
    const { exitCode, stderr } = await night.run(['export', 'sheets', '--date', someDay], settings);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('it could not be noted in day_exports')]);
  } finally {
    await pool.query('ALTER TABLE hidden RENAME TO day_exports');
  }
});

it('a filled database of 017 is brought up; of its exports nobody knows', async () => {
  const { pool } = night.database;
  await runDay({});
  await pool.query('DROP TABLE day_exports; DELETE FROM schema_migrations WHERE version = 18');
  const before = await dumpDatabase(pool);
  expect((await night.run(['status'])).stderr).toContain('callq db migrate');
  expect((await night.run(['db', 'migrate'])).exitCode).toBe(0);
  await pool.query('DELETE FROM schema_migrations WHERE version = 18');
  expect(await dumpDatabase(pool)).toEqual({ ...before, day_exports: [] });
  await pool.query('DROP TABLE day_exports');
  expect((await night.run(['db', 'migrate'])).exitCode).toBe(0);
  expect(await lookAt()).toMatchObject({ exitCode: 0, exports: [] });
});
