import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startRealLooking } from '../support/proxy.ts';
import { readNumber } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { OLD_COLUMNS, OLD_DATABASE } from '../integration/postgres/old-database.ts';

let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 60 });
});
afterAll(() => night.end());

/** The rows of the old program as it wrote them; the departments that the migration adds apart. */
function readOldRows(pool: Pool): Promise<unknown[]> {
  const tables = Object.entries(OLD_COLUMNS).map(async ([table, columns]) => {
    const { rows } = await pool.query(
      `SELECT ${columns} FROM ${table} ${table === 'departments' ? 'WHERE id = 1' : ''} ORDER BY 1, 2`,
    );
    return rows as unknown[];
  });
  return Promise.all(tables);
}

describe('callq db', () => {
  it('status is 2 before and 0 after migrate; migrating twice changes nothing', async () => {
    const empty = await createTestDatabase({ empty: true });
    try {
      const settings = { DATA_BASE: empty.connectionString };
      const before = await night.run(['db', 'status'], settings);
      expect([before.exitCode, before.stdout]).toEqual([2, expect.stringContaining('run callq db migrate')]);
      const migrated = await night.run(['db', 'migrate'], settings);
      expect([migrated.exitCode, migrated.stdout]).toEqual([0, expect.stringMatching(/applied 001_\w+\n/)]);
      const after = await night.run(['db', 'status'], settings);
      expect([after.exitCode, after.stdout]).toEqual([0, expect.stringContaining('up to date')]);
      const again = await night.run(['db', 'migrate'], settings);
      expect([again.exitCode, again.stdout]).toEqual([0, 'The schema is up to date.\n']);
    } finally {
      await empty.drop();
    }
  });

  it('CALLQ_MIGRATE has run and operators import bring the schema up; a dry run writes nothing all the same', async () => {
    const empty = await createTestDatabase({ empty: true });
    try {
      const settings = { DATA_BASE: empty.connectionString, CALLQ_MIGRATE: 'true' };
      const without = await night.run(['run'], { ...settings, CALLQ_MIGRATE: 'false' });
      const rehearsal = await night.run(['run', '--dry-run'], settings);
      expect([without.exitCode, rehearsal.exitCode]).toEqual([2, 2]);
      const tables = `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`;
      expect(await readNumber(empty.pool, tables)).toBe(0);
      // The directory is empty, so that the run stops, but with the schema brought up.
      const run = await night.run(['run'], settings);
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringMatching(/applied 001_\w+[^]*directory/u)]);
      await empty.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
      await writeFile(join(night.folder, 'few.csv'), 'full_name,department_id\nОрлова Ирина Павловна,2\n');
      const imported = await night.run(['operators', 'import', 'few.csv'], settings);
      expect([imported.exitCode, imported.stdout]).toEqual([0, '1 operators added, 0 updated.\n']);
    } finally {
      await empty.drop();
    }
  });

  it('migrate adopts a database of the old program, row for row, and says what keeps the import from working', async () => {
    const old = await createTestDatabase({ empty: true });
    try {
      await old.pool.query(OLD_DATABASE);
      const before = await readOldRows(old.pool);
      const settings = { DATA_BASE: old.connectionString };
      const { exitCode, stdout } = await night.run(['db', 'migrate'], settings);
      expect(exitCode).toBe(0);
      expect((await night.run(['db', 'status'], settings)).exitCode).toBe(0);
      expect(await readOldRows(old.pool)).toEqual(before);
      const [, advice] = /operators\.email is NOT NULL.*Run: (ALTER TABLE .*;)/.exec(stdout)!;
      await old.pool.query(advice!);
      await writeFile(join(night.folder, 'sandbox.csv'), night.sandbox.operatorsCsv);
      expect((await night.run(['operators', 'import', 'sandbox.csv'], settings)).exitCode).toBe(0);
      // Calls that are there already are no invented ones: only a server that is no sandbox may add to them.
      const real = await startRealLooking(night.sandbox.urls.tbank);
      const finished = await night.runJson(['--limit', '5'], {
        ...settings,
        TBANK_BASE_URL: real.url.origin,
      });
      await real.close();
      expect([finished.exitCode, finished.day.actions.analysed]).toEqual([0, 5]);
      expect(await readNumber(old.pool, 'SELECT count(*) FROM calls WHERE id < 9000000003')).toBe(2);
    } finally {
      await old.drop();
    }
  });

  it('migrate refuses an old database with a column of an unusable type, naming it, and changes nothing', async () => {
    const old = await createTestDatabase({ empty: true });
    try {
      await old.pool.query(OLD_DATABASE);
      await old.pool.query(
        `ALTER TABLE call_evaluations DROP CONSTRAINT evaluation_of_call;
         ALTER TABLE call_evaluations ALTER COLUMN call_id TYPE text`,
      );
      const settings = { DATA_BASE: old.connectionString };
      const { exitCode, stderr } = await night.run(['db', 'migrate'], settings);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringMatching(/call_evaluations\.call_id is text.*ALTER TABLE/s),
      ]);
      expect(await readNumber(old.pool, "SELECT count(*) FROM pg_class WHERE relname = 'runs'")).toBe(0);
    } finally {
      await old.drop();
    }
  });
});

describe('callq operators', () => {
  async function importFile(text: string): ReturnType<SandboxNight['run']> {
    await writeFile(join(night.folder, 'operators.csv'), text);
    return night.run(['operators', 'import', 'operators.csv']);
  }

  it('import names every bad line by its number and then imports nothing', async () => {
    const { pool } = night.database;
    const before = await readNumber(pool, 'SELECT count(*) FROM operators');
    const lines = [
      'full_name,department_id,active',
      'Новый Оператор,1,да',
      ',1,',
      'Кто-то,99,',
      'Ещё,1,может быть',
    ];
    const { exitCode, stderr } = await importFile(`${lines.join('\n')}\n`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Nothing was imported');
    expect(stderr).toMatch(/line 3: full_name/);
    expect(stderr).toMatch(/line 5: active/);
    expect(stderr).not.toMatch(/line 2:/);
    expect(await readNumber(pool, 'SELECT count(*) FROM operators')).toBe(before);
    const unknownDepartment = await importFile(`${[lines[0], lines[1], lines[3]].join('\n')}\n`);
    expect([unknownDepartment.exitCode, unknownDepartment.stderr]).toEqual([
      2,
      expect.stringMatching(/line 3:.*99/),
    ]);
    expect(await readNumber(pool, 'SELECT count(*) FROM operators')).toBe(before);
    expect((await night.run(['operators', 'import', 'absent.csv'])).exitCode).toBe(2);
  });

  it('import of a good file twice updates what it added', async () => {
    const text =
      'full_name;department_id;tbank_login\r\nЯковлева Ия Ильинична;2;yakovleva\r\n"Эрн, Ян";2;\r\n';
    expect((await importFile(text)).stdout).toBe('2 operators added, 0 updated.\n');
    expect((await importFile(text)).stdout).toBe('0 operators added, 2 updated.\n');
  });

  it('unknown lists the names that calls carried, as a CSV that import takes; the next run then analyses them', async () => {
    const first = await night.runJson();
    expect(first.day.states['unknown_operator']).toBeGreaterThan(2);
    const { exitCode, stdout } = await night.run(['operators', 'unknown']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^full_name,department_id,tbank_login,calls\n/);
    const imported = await importFile(stdout);
    expect(imported.exitCode).toBe(0);
    const second = await night.runJson();
    expect(second.day.states['unknown_operator']).toBeLessThan(first.day.states['unknown_operator']!);
    expect(second.day.actions.analysed).toBeGreaterThan(0);
    expect(second.day.actions.kept).toBe(first.day.actions.analysed);
  });
});
