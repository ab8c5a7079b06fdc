import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import type { SheetClient } from '../support/sheet-client.ts';
import { openSheet } from '../support/sheet-client.ts';

const settings = { RESULTS_SHEET_NAME: 'Результаты' };
const otherDay = '2026-11-04';
let night: SandboxNight;
let sheet: SheetClient;

beforeAll(async () => {
  night = await startNight({ calls: 30 });
  sheet = await openSheet(night.sandbox, 'Результаты');
});
afterAll(() => night.end());

interface Exported {
  readonly days: readonly string[];
  readonly rows: { added: number; replaced: number; emptied: number };
  readonly appsScriptCalled: boolean;
  readonly failure: { errorClass: string; message: string } | null;
}

function exportOf(stdout: string): Exported {
  const parsed = JSON.parse(stdout) as Exported & { export?: Exported };
  return parsed.export ?? parsed;
}

async function savedCalls(day: string): Promise<number> {
  const { rows } = await night.database.pool.query<{ n: string }>(
    'SELECT count(*) AS n FROM calls WHERE date(start_time) = $1',
    [day],
  );
  return Number(rows[0]!.n);
}

/** Days, rows and failure of an export that printed JSON. */
async function exportSheets(
  args: readonly string[],
  changes: Readonly<Record<string, string>> = {},
): Promise<{ exitCode: number | null; stderr: string; report: Exported }> {
  const finished = await night.run(['export', 'sheets', '--json', ...args], { ...settings, ...changes });
  return { ...finished, report: exportOf(finished.stdout) };
}

const scriptUrl = (): string =>
  `${night.sandbox.urls.google}/macros/s/AKfycbSandbox0000000000000000000000000/exec`;
const scriptCalls = (): number =>
  night.sandbox.statistics().google.requestsByPath['/macros/s/{id}/exec'] ?? 0;
const writes = (): number =>
  night.sandbox.statistics().google.requestsByPath['/v4/spreadsheets/{id}/values:batchUpdate'] ?? 0;

describe('the sheet of results', () => {
  it('holds a row for each call of the day after a run, below the header', async () => {
    const first = await night.runJson([], settings);
    expect([first.exitCode, exportOf(first.stdout)]).toMatchObject([
      0,
      { days: [someDay], failure: null, appsScriptCalled: false },
    ]);
    expect(first.stderr).toMatch(/exports to the sheet "Результаты" .*phone numbers of clients/);
    const rows = await sheet.read();
    expect(rows[0]!.slice(0, 4)).toEqual(['Ключ CallQ', 'Начало звонка', 'Длительность, с', 'Оператор']);
    const { rows: stored } = await night.database.pool.query<{ row: unknown[] }>(
      `SELECT jsonb_build_array(concat_ws('/', 'callq', c.department_id, date(start_time), c.id), full_name, phone_number,
         total_score, max_score, performance_percentage) AS row
       FROM calls c JOIN operators o ON o.id = operator_id ORDER BY start_time, c.id`,
    );
    expect(stored.length).toBeGreaterThan(8);
    expect(rows.slice(1).map((row) => [row[0], row[3], row[6], row[7], row[8], row[9]])).toEqual(
      stored.map(({ row }) => row),
    );
  });

  it('is replaced by a rerun without a row more; another day goes below', async () => {
    const before = await sheet.read();
    const again = await night.runJson([], settings);
    expect(exportOf(again.stdout).rows).toEqual({ added: 0, replaced: before.length - 1, emptied: 0 });
    expect(await sheet.read()).toEqual(before);
    expect((await night.run(['run', '--date', otherDay], settings)).exitCode).toBe(0);
    const after = await sheet.read();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + (await savedCalls(otherDay)));
  });

  it('loses the calls that the database no longer holds, by hand as well, and no others', async () => {
    const before = await sheet.read();
    const gone = String(before[2]![0]);
    await night.database.pool.query('DELETE FROM calls WHERE id = $1', [gone.split('/').at(-1)]);
    const { exitCode, report } = await exportSheets(['--from', someDay, '--to', otherDay]);
    expect([exitCode, report]).toMatchObject([
      0,
      { days: [someDay, otherDay], rows: { added: 0, emptied: 1 } },
    ]);
    expect(await sheet.read()).toEqual(before.map((row) => (row[0] === gone ? [] : row)));
  });

  it('holds no phone number when it is asked not to', async () => {
    const { stderr } = await exportSheets(['--date', someDay], { CALLQ_EXPORT_PHONES: 'false' });
    expect(stderr).not.toContain('phone numbers');
    const ofDay = (await sheet.read()).filter(([key]) => String(key).includes(someDay));
    expect(new Set(ofDay.map((row) => row[6]))).toEqual(new Set(['']));
  });

  it('is not touched by a dry run, nor when no sheet is set', async () => {
    const before = writes();
    expect((await night.run(['run', '--date', someDay, '--dry-run'], settings)).exitCode).toBe(0);
    const without = await night.runJson();
    expect(JSON.parse(without.stdout)).toMatchObject({ export: null });
    expect(writes()).toBe(before);
  });

  it('holds what the database holds of the day, whatever part of it a run took', async () => {
    const limited = await night.runJson(['--force', '--limit', '2'], settings);
    expect([limited.exitCode, exportOf(limited.stdout).days]).toEqual([0, [someDay]]);
    expect(exportOf(limited.stdout).rows).toMatchObject({ emptied: 0 });
  });
});

describe('an export that fails', () => {
  it.each([
    ['a missing tab', { RESULTS_SHEET_NAME: 'Итоги' }, /has no sheet "Итоги"/],
    ['a foreign header', { RESULTS_SHEET_NAME: 'Чужая таблица' }, /another header/],
  ])(
    '%s: the run ends with exit 1, all results stored, and says what to do',
    async (_what, changes, message) => {
      const day = '2026-11-05';
      await night.database.pool.query('DELETE FROM calls WHERE date(start_time) = $1', [day]);
      const { exitCode, stdout, stderr } = await night.run(['run', '--date', day], changes);
      expect([exitCode, await savedCalls(day)]).toEqual([1, expect.any(Number)]);
      expect(await savedCalls(day)).toBeGreaterThan(8);
      expect(stdout).toMatch(message);
      expect(stdout).toMatch(/The results are in the database.*callq export sheets/);
      expect(stderr).toContain('the export failed: ');
      const byHand = await exportSheets(['--date', day], changes);
      expect([byHand.exitCode, byHand.report.failure?.message]).toEqual([1, expect.stringMatching(message)]);
    },
  );

  it('without the right to write, exit 1 and the e-mail to share with', async () => {
    const { exitCode, report } = await exportSheets(['--date', someDay], {
      REQUIREMENTS_SHEET_ID: '1CallQSandboxReadOnly_0000000000000000000005',
    });
    expect([exitCode, report.failure?.message]).toEqual([
      1,
      expect.stringMatching(/share the spreadsheet with \S+@\S+ as an editor/),
    ]);
  });

  it('half a setting is told before the night begins', async () => {
    const { exitCode, stderr } = await night.run(['run', '--date', someDay], {
      APPS_SCRIPT_URL: scriptUrl(),
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('APPS_SCRIPT_FUNCTION: is not set')]);
    const byHand = await night.run(['export', 'sheets', '--date', someDay]);
    expect([byHand.exitCode, byHand.stderr]).toEqual([
      2,
      expect.stringContaining('RESULTS_SHEET_NAME: is not set'),
    ]);
  });
});

describe('the Apps Script function', () => {
  const script = (): Record<string, string> => ({
    APPS_SCRIPT_URL: scriptUrl(),
    APPS_SCRIPT_FUNCTION: 'updateDashboard',
  });

  it('is called after the export, and after the run when no sheet is set', async () => {
    const before = scriptCalls();
    const withSheet = await night.runJson([], { ...settings, ...script() });
    expect([withSheet.exitCode, exportOf(withSheet.stdout)]).toMatchObject([0, { appsScriptCalled: true }]);
    const alone = await night.runJson([], script());
    expect(exportOf(alone.stdout)).toMatchObject({ days: [], appsScriptCalled: true, failure: null });
    expect(scriptCalls()).toBe(before + 2);
    await night.run(['run', '--date', someDay, '--dry-run'], script());
    expect(scriptCalls()).toBe(before + 2);
  });

  it('is not called when the export failed', async () => {
    const before = scriptCalls();
    const failed = await night.runJson([], { ...script(), RESULTS_SHEET_NAME: 'Итоги' });
    expect([failed.exitCode, exportOf(failed.stdout).appsScriptCalled, scriptCalls()]).toEqual([
      1,
      false,
      before,
    ]);
  });

  it('its login page is recognised: exit 1, the rows are in the sheet, the address stays secret', async () => {
    const other = await startNight({ calls: 10, faults: ['google:log-in:on=script@100%'] });
    try {
      const url = `${other.sandbox.urls.google}/macros/s/AKfycbSandbox0000000000000000000000000/exec`;
      const { exitCode, stdout, stderr } = await other.run(['run', '--date', someDay], {
        ...settings,
        APPS_SCRIPT_URL: url,
        APPS_SCRIPT_FUNCTION: 'updateDashboard',
      });
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/Exported 2026-11-03 to the sheet: \d+ rows added/);
      expect(stdout).toMatch(/answers with a login page: publish the web app again with access for anyone/);
      expect(stdout + stderr).not.toMatch(/AKfycb|ServiceLogin\?/);
    } finally {
      await other.end();
    }
  });
});

describe('an interrupted run', () => {
  it('exports nothing, and says so', async () => {
    const other = await startNight({ calls: 40, latency: ['llm=constant:300'] });
    try {
      const running = other.start(['run', '--date', someDay, '--json'], {
        ...settings,
        LLM_CONCURRENCY: '1',
      });
      for (let saved = 0; saved === 0;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const { rows } = await other.database.pool.query<{ n: number }>(
          'SELECT count(*)::int AS n FROM calls',
        );
        saved = rows[0]!.n;
      }
      running.child.kill('SIGTERM');
      const { exitCode, stdout } = await running.finished;
      expect([exitCode, exportOf(stdout).failure?.message]).toEqual([143, 'the run was interrupted']);
      expect(await (await openSheet(other.sandbox, 'Результаты')).read()).toEqual([]);
      const again = await other.runJson([], settings);
      expect([again.exitCode, exportOf(again.stdout).days]).toEqual([0, [someDay]]);
    } finally {
      await other.end();
    }
  });
});

describe('two departments under one account', () => {
  it('get their turns of the quota: 429 is waited out', async () => {
    const other = await startNight({ calls: 10, faults: ['google:429:retry-after=1:on=write@#1,2'] });
    try {
      const done = await other.runJson([], settings);
      expect([done.exitCode, exportOf(done.stdout).failure]).toEqual([0, null]);
      expect(done.stderr).toMatch(/429/);
    } finally {
      await other.end();
    }
  });
});
