import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import type { NightResult, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;
let first: NightResult;

beforeAll(async () => {
  night = await startNight({ calls: 40 });
  first = await night.runJson();
});
afterAll(() => night.end());

async function rowsOf<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await night.database.pool.query<Row>(sql, values)).rows;
}

/** Another night over the same invented days, with a database of its own. */
async function elsewhere<Result>(
  work: (other: SandboxNight) => Promise<Result>,
  options: Parameters<typeof startNight>[0] = {},
): Promise<Result> {
  const other = await startNight({ calls: 40, ...options });
  try {
    return await work(other);
  } finally {
    await other.end();
  }
}

describe('what a setting excludes', () => {
  it('CALLQ_MIN_PHRASES: calls with fewer phrases, and nothing is paid for them', () =>
    elsewhere(async (other) => {
      const { exitCode, day } = await other.runJson([], { CALLQ_MIN_PHRASES: '45' });
      expect([exitCode, day.states['too_few_phrases']! > 2, day.actions.analysed > 2]).toEqual([
        0,
        true,
        true,
      ]);
      expect(day.actions.analysed + day.states['too_few_phrases']!).toBe(first.day.actions.analysed);
      const { rows } = await other.database.pool.query<{ fewest: number; paid: number }>(`
        SELECT (SELECT min(n)::int FROM (SELECT count(*) AS n FROM call_phrases GROUP BY call_id) sizes) AS fewest,
          (SELECT count(*)::int FROM model_answers JOIN call_ledger USING (call_id) WHERE state = 'too_few_phrases') AS paid`);
      expect(rows[0]!.paid).toBe(0);
      expect(rows[0]!.fewest).toBeGreaterThanOrEqual(45);
    }));

  it('CALLQ_SKIP_WITHOUT_PHONE=false: nothing; calls without a phone are analysed like others', () =>
    elsewhere(async (other) => {
      expect(first.day.states['internal_segment']).toBeGreaterThan(0);
      const { day } = await other.runJson([], { CALLQ_SKIP_WITHOUT_PHONE: 'false' });
      expect(day.states['internal_segment']).toBe(0);
      expect(day.actions.analysed).toBe(first.day.actions.analysed + first.day.states['internal_segment']!);
      const internal = await rowsOf<{ id: string }>(
        "SELECT call_id AS id FROM call_ledger WHERE state = 'internal_segment' ORDER BY 1",
      );
      const { rows } = await other.database.pool.query<{ id: string }>(
        "SELECT call_id AS id FROM call_ledger WHERE call_id = ANY ($1) AND action = 'analysed' ORDER BY 1",
        [internal.map(({ id }) => id)],
      );
      expect(rows).toEqual(internal);
    }));
});

it('CALLQ_TIMEZONE decides which calls a day has, and their wall time', () =>
  elsewhere(async (other) => {
    // The day begins and ends seven hours before Moscow's.
    const { exitCode, day } = await other.runJson([], { CALLQ_TIMEZONE: 'Asia/Vladivostok' });
    expect([exitCode, day.actions.analysed > 5]).toEqual([0, true]);
    const listed = async (pool: SandboxNight['database']['pool']): Promise<string[]> =>
      (await pool.query<{ id: string }>('SELECT call_id AS id FROM call_ledger ORDER BY 1')).rows.map(
        ({ id }) => id,
      );
    const [there, here] = [await listed(other.database.pool), await listed(night.database.pool)];
    expect(there).not.toEqual(here);
    expect(there.some((id) => here.includes(id))).toBe(true);
    const { rows } = await other.database.pool.query(`
      SELECT id FROM calls WHERE start_time <> started_at AT TIME ZONE 'Asia/Vladivostok'
        OR start_time::date <> '${someDay}' OR finish_time < start_time
        OR started_at < '2026-11-02T17:00:00+03' OR started_at >= '2026-11-03T17:00:00+03'`);
    expect(rows).toEqual([]);
  }));

it('days that were not reached are named', () =>
  elsewhere(async (other) => {
    const { exitCode, stdout } = await other.run(
      ['run', '--json', '--from', '2026-11-03', '--to', '2026-11-05'],
      { CALLQ_MAX_TOKENS: '80000' },
    );
    const summary = JSON.parse(stdout) as { days: { day: string }[]; daysNotBegun: string[] };
    expect(exitCode).toBe(1);
    expect(summary.days.map(({ day }) => day)).toEqual(['2026-11-03']);
    expect(summary.daysNotBegun).toEqual(['2026-11-04', '2026-11-05']);
    const table = await other.run(['run', '--from', '2026-11-04', '--to', '2026-11-06'], {
      CALLQ_MAX_TOKENS: '80000',
    });
    expect(table.stdout).toContain('Not begun: 2026-11-05, 2026-11-06\n');
  }));

it('LOGGING_ON_CONSOLE=false leaves the terminal to the hosts and the summary; the file has the log', async () => {
  const { exitCode, stdout, stderr } = await night.run(['run', '--date', someDay], {
    LOGGING_ON_CONSOLE: 'false',
  });
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`Department 1, ${someDay}, run `)]);
  expect(stderr).toMatch(/^callq: department 1 talks to: [^\n]+\n$/u);
  const [file] = await readdir(join(night.folder, 'logs'));
  expect(await readFile(join(night.folder, 'logs', file!), 'utf8')).toMatch(/\n.*\n/u);
});

describe('a call that is stored', () => {
  it('for another department stays as it is: other_department, nothing asked, nothing replaced', async () => {
    const stored = await rowsOf('SELECT * FROM calls ORDER BY id');
    const { requests } = night.sandbox.statistics().llm;
    await rowsOf('UPDATE operators SET department_id = 3 - department_id');
    try {
      const { day } = await night.runJson(['--force'], { DEPARTAMENT_ID: '2' });
      expect(day.states['other_department']).toBe(first.day.actions.analysed);
      expect(night.sandbox.statistics().llm.requests).toBe(requests);
      expect(await rowsOf('SELECT * FROM calls ORDER BY id')).toEqual(stored);
      expect(
        await rowsOf(
          `SELECT FROM call_ledger WHERE department_id = 2 AND state = 'other_department' AND action <> 'excluded'`,
        ),
      ).toEqual([]);
    } finally {
      await rowsOf('UPDATE operators SET department_id = 3 - department_id');
      await rowsOf('DELETE FROM call_ledger WHERE department_id = 2');
    }
  });

  it('changes from not_sales to saved and back when it is judged so again; each analysis stays', async () => {
    const other = await startSandbox({ calls: 40, seed: 2 });
    try {
      const before = await statesById();
      const again = await night.runJson(['--force'], other.environment(1));
      expect(again.day.actions.failed).toBe(0);
      const after = await statesById();
      const turned = (from: string, to: string): string[] =>
        [...before].flatMap(([id, state]) => (state === from && after.get(id) === to ? [id] : []));
      const [gained, lost] = [turned('not_sales', 'saved'), turned('saved', 'not_sales')];
      expect(Math.min(gained.length, lost.length)).toBeGreaterThan(0);
      const shown = await rowsOf<{ id: string }>('SELECT id FROM calls WHERE id = ANY ($1)', [
        [...gained, ...lost],
      ]);
      expect(shown.map(({ id }) => id).sort()).toEqual(gained.sort());
      expect(
        await rowsOf(
          `SELECT call_id FROM analyses WHERE call_id = ANY ($1)
           GROUP BY call_id HAVING array_agg(verdict ORDER BY id) NOT IN ('{not_sales,sales}', '{sales,not_sales}')`,
          [[...gained, ...lost]],
        ),
      ).toEqual([]);
    } finally {
      await other.close();
    }
  });

  async function statesById(): Promise<Map<string, string>> {
    const rows = await rowsOf<{ id: string; state: string }>(
      'SELECT call_id AS id, state FROM call_ledger WHERE department_id = 1 AND call_id IS NOT NULL',
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }
});
