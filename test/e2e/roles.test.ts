import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findMissingPrivileges } from '../../src/clients/postgres/find-missing-privileges.ts';
import { nameDatabase } from '../support/database-url.ts';
import { readNumber } from '../support/outcome.ts';
import type { RoleUser } from '../support/role-users.ts';
import { createRoleUser, listReadable } from '../support/role-users.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import { createTestDatabase } from '../support/test-database.ts';

const CALLQ_FORGET_KEY = 'an invented key of more than 32 bytes';

let night: SandboxNight;
let app: RoleUser;
let bi: RoleUser;
let asApp: Record<string, string>;

beforeAll(async () => {
  night = await startNight({ calls: 30 });
  const made = await night.run(['db', 'roles']);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  app = await createRoleUser(night.database, 'callq_app');
  bi = await createRoleUser(night.database, 'callq_bi');
  asApp = {
    DATA_BASE: app.connectionString,
    CALLQ_FORGET_KEY,
    LOGGING_ON_DB: 'true',
    LOGGING_KEEP_DAYS: '1',
  };
});
afterAll(async () => {
  await app.drop();
  await bi.drop();
  await night.end();
});

/** The SQLSTATE of each statement, sent by itself; null where the server took it. */
async function statesOf({ connectionString }: RoleUser, statements: readonly string[]): Promise<unknown[]> {
  const pool = new Pool({ connectionString, max: 1 });
  try {
    const states: unknown[] = [];
    for (const statement of statements) {
      const refusal = pool.query(`BEGIN; ${statement}; ROLLBACK`).then(
        () => null,
        async (error: unknown) => {
          await pool.query('ROLLBACK');
          return (error as { code?: unknown }).code;
        },
      );
      states.push(await refusal);
    }
    return states;
  } finally {
    await pool.end();
  }
}

async function databaseOf(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
  return rows[0]!.name;
}

const denied = (statements: readonly string[]): string[] => statements.map(() => '42501');

describe('a user in the role callq_app', () => {
  it('does everything that CallQ does with a day', async () => {
    const { pool } = night.database;
    await writeFile(join(night.folder, 'operators.csv'), night.sandbox.operatorsCsv);
    const phoneOf = 'SELECT min(phone_number) FROM calls';
    const expectDone = async (...args: string[]): Promise<string> => {
      const { exitCode, stdout, stderr } = await night.run(args, asApp);
      expect(exitCode, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
      return stdout;
    };
    await expectDone('operators', 'import', 'operators.csv');
    await expectDone('run', '--date', someDay);
    await expectDone('run', '--date', someDay, '--force');
    // A judgement that comes out otherwise is what a rescore writes.
    await pool.query('UPDATE calls SET total_score = total_score + 1');
    expect(await expectDone('rescore', '--date', someDay, '--json')).toMatch(/"changed":\s*[1-9]/u);
    const { rows } = await pool.query<{ min: string }>(phoneOf);
    await expectDone('forget', '--phone', rows[0]!.min);
    await expectDone('status', '--date', someDay);
    await expectDone('calls', '--date', someDay, '--state', 'saved');
    await expectDone('show', String(await readNumber(pool, 'SELECT min(id) FROM calls')));
    await expectDone('operators', 'unknown');
    await expectDone('db', 'status');
    await expectDone('db', 'migrate');
    await expectDone('purge', '--older-than', '1d', '--transcripts-only');
    expect(await readNumber(pool, 'SELECT count(*) FROM call_phrases')).toBe(0);
    await expectDone('purge', '--older-than', '1d');
    expect(await readNumber(pool, 'SELECT count(*) FROM calls')).toBe(0);
  });

  it('reads every table and view that is not for BI, so that none is left out of db/roles.sql', async () => {
    const { rows } = await night.database.pool.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
       AND relname NOT LIKE 'bi\\_%' AND NOT has_table_privilege('callq_app', oid, 'SELECT')`,
    );
    expect(rows).toEqual([]);
  });

  it('lacks nothing that callq doctor looks for', async () => {
    const pool = new Pool({ connectionString: app.connectionString, max: 1 });
    expect((await findMissingPrivileges(pool)).missing).toEqual([]);
    await pool.end();
  });

  it('writes log lines into the database, and removes old ones', async () => {
    const statements = [
      'INSERT INTO log_entries SELECT * FROM log_entries',
      'DELETE FROM log_entries WHERE call_id = 1',
    ];
    expect(await statesOf(app, statements)).toEqual([null, null]);
  });

  it('changes no schema, and nothing that is kept for good', async () => {
    const statements = [
      'CREATE TABLE mine (id integer)',
      'ALTER TABLE calls ADD COLUMN more text',
      'DROP TABLE calls',
      'TRUNCATE calls CASCADE',
      'CREATE INDEX ON calls (phone_number)',
      'DROP TRIGGER analyses_append_only ON analyses',
      'CREATE OR REPLACE VIEW evidence_shares AS SELECT 1 AS run_id',
      'CREATE ROLE callq_test_other',
      'UPDATE analyses SET verdict = verdict',
      'UPDATE model_answers SET cost_usd = 0',
      'UPDATE schema_migrations SET name = name',
      'DELETE FROM runs',
      'DELETE FROM call_ledger',
      'DELETE FROM checklist_versions',
      'DELETE FROM forgotten_numbers',
      'DELETE FROM operators',
    ];
    expect(await statesOf(app, statements)).toEqual(denied(statements));
  });

  it('does not give rights: exit 2 says who can', async () => {
    const giving = await night.run(['db', 'roles'], asApp);
    expect(giving.exitCode).toBe(2);
    expect(giving.stderr).toContain('No role was changed: permission denied');
    expect(giving.stderr).toContain('must own the tables');
  });
});

describe('a user in the role callq_bi', () => {
  it('reads the BI views and nothing else', async () => {
    const readable = await listReadable(night.database.pool, 'callq_bi');
    expect(readable.filter((name) => !name.startsWith('bi_') || name.startsWith('bi_personal_'))).toEqual([]);
    const statements = [
      ...['calls', 'call_transcripts', 'call_phrases', 'call_quotes', 'model_answers', 'operators'],
      ...['agreements', 'call_evaluations', 'call_decline_reasons', 'call_recommendations', 'call_ledger'],
    ].map((table) => `SELECT FROM ${table}`);
    expect(await statesOf(bi, statements)).toEqual(denied(statements));
  });

  it('writes nothing', async () => {
    const statements = ['CREATE TABLE mine (id integer)', 'DELETE FROM calls', 'TRUNCATE calls CASCADE'];
    expect(await statesOf(bi, statements)).toEqual(denied(statements));
  });
});

describe('callq db roles', () => {
  it('may be run again, and takes back what somebody gave besides', async () => {
    const { pool } = night.database;
    const before = await listReadable(pool, 'callq_bi');
    await pool.query('GRANT SELECT ON calls TO callq_bi; GRANT TRUNCATE ON runs TO callq_app');
    expect(await night.run(['db', 'roles'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await listReadable(pool, 'callq_bi')).toEqual(before);
    expect(await statesOf(app, ['TRUNCATE runs CASCADE'])).toEqual(['42501']);
  });

  it('takes the right to make tables from everybody in a schema of before PostgreSQL 15', async () => {
    await night.database.pool.query('GRANT CREATE ON SCHEMA public TO PUBLIC');
    expect(await statesOf(bi, ['CREATE TABLE mine (id integer)'])).toEqual([null]);
    expect(await night.run(['db', 'roles'])).toMatchObject({ exitCode: 0 });
    expect(await statesOf(bi, ['CREATE TABLE mine (id integer)'])).toEqual(['42501']);
  });

  it('is asked for by the migration that follows, which the owner alone can apply', async () => {
    const other = await createTestDatabase();
    try {
      const settings = { DATA_BASE: other.connectionString };
      const asOther = { DATA_BASE: nameDatabase(app.connectionString, await databaseOf(other.pool)) };
      expect(await night.run(['db', 'roles'], settings)).toMatchObject({ exitCode: 0 });
      await other.pool.query(`DROP TABLE lock_takings; DELETE FROM schema_migrations WHERE version = 13;
         ALTER TABLE runs DROP possibly_paid_requests CASCADE, DROP possibly_paid_tokens CASCADE,
           DROP possibly_paid_cost_usd CASCADE`);
      const refused = await night.run(['db', 'migrate'], asOther);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('Migration 013_lock_takings was not applied: permission denied');
      const migrated = await night.run(['db', 'migrate'], settings);
      expect(migrated.stderr).toBe('');
      expect(migrated.stdout).toContain('run `callq db roles` again');
    } finally {
      await other.drop();
    }
  });

  it('says when there is no schema yet', async () => {
    const empty = await createTestDatabase({ empty: true });
    try {
      const early = await night.run(['db', 'roles'], { DATA_BASE: empty.connectionString });
      expect([early.exitCode, early.stderr]).toEqual([2, expect.stringContaining('no CallQ schema yet')]);
    } finally {
      await empty.drop();
    }
  });

  it('lets a run stop at once when a right is missing, before more is paid', async () => {
    await night.database.pool.query('REVOKE INSERT ON model_answers FROM callq_app');
    const stopped = await night.runJson(['--force'], { ...asApp, LLM_CONCURRENCY: '1' });
    expect(stopped.exitCode).toBe(2);
    expect(stopped.day.stoppedBy?.message).toContain('run `callq db roles` (docs/security.md)');
    expect(stopped.day.actions.failed).toBe(0);
    expect(await night.run(['db', 'roles'])).toMatchObject({ exitCode: 0 });
    expect((await night.runJson(['--force'], asApp)).exitCode).toBe(0);
  });
});
