import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { DatabaseSetupError } from '../../../src/clients/postgres/database-setup-error.ts';
import { migrateDatabase, type MigrationReport } from '../../../src/clients/postgres/migrations/migrate.ts';
import { assertSchemaCurrent } from '../../../src/clients/postgres/migrations/migration-status.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import {
  exampleAnalysis,
  exampleAnswer,
  exampleRecord,
  exampleRun,
  STORE_OPTIONS,
  LOCK_HELD,
} from './example-records.ts';
import { OLD_COLUMNS, OLD_DATABASE } from './old-database.ts';

/** Every old row as text with its place on disk: a rewritten row would have moved. */
async function readOldRows(pool: Pool): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const [table, columns] of Object.entries(OLD_COLUMNS)) {
    const result = await pool.query(
      `SELECT ctid::text, xmin::text, ROW(${columns})::text AS content FROM ${table} ORDER BY ctid`,
    );
    rows[table] = result.rows;
  }
  return rows;
}

describe('a filled database of the old program', () => {
  let database: TestDatabase;
  let before: Record<string, unknown[]>;
  let report: MigrationReport;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    await database.pool.query(OLD_DATABASE);
    before = await readOldRows(database.pool);
    report = await migrateDatabase(database.pool);
  });
  afterAll(() => database.drop());

  test('is adopted without a row rewritten; only the missing department is new', async () => {
    const after = await readOldRows(database.pool);
    expect(after['departments']).toHaveLength(2);
    expect({ ...after, departments: after['departments']?.slice(0, 1) }).toEqual(before);
    await assertSchemaCurrent(database.pool);
  });

  test('warns of what works only in part', () => {
    expect(report.warnings.join('\n')).toMatch(/call_evaluations\.category is character varying\(100\)/);
    expect(report.warnings.join('\n')).toMatch(/call_evaluations\.score is integer: fractions are rounded/);
    expect(report.warnings.join('\n')).toMatch(/operators\.email is NOT NULL/);
  });

  test('reads old evaluations as scored', async () => {
    const { rows } = await database.pool.query('SELECT state FROM call_evaluations');
    expect(rows).toEqual([{ state: 'scored' }]);
  });

  test('takes what a run inserts, unknowns as NULL and ids from the database', async () => {
    await database.pool.query(`
      INSERT INTO calls (id, start_time, started_at, operator_id, department_id, analysis_id)
      VALUES (9000000003, '2026-01-01 10:00', '2026-01-01 10:00+03', 7, 1, NULL);
      INSERT INTO call_transcripts (call_id, transcript) VALUES (9000000003, 'client: Алло');
      INSERT INTO call_evaluations (call_id, position, criterion_id, category, criterion, state)
      VALUES (9000000003, 1, 'a', 'К', 'П', 'not_scored');
      INSERT INTO call_recommendations VALUES (9000000003, 'К', 'и', 'р', 'low');
      INSERT INTO agreements (call_id, agreement) VALUES (9000000003, 'перезвонить');
      INSERT INTO call_decline_reasons (call_id, reason_type, reason_description) VALUES (9000000003, 'т', 'о');
    `);
    const { rows } = await database.pool.query(
      `SELECT e.id AS evaluation, a.id AS agreement, d.id AS decline
       FROM call_evaluations e JOIN agreements a USING (call_id) JOIN call_decline_reasons d USING (call_id)
       WHERE call_id = 9000000003`,
    );
    expect(rows).toEqual([{ evaluation: 501, agreement: 41, decline: 13 }]);
  });

  test('is filled by a run, which replaces a call that the old program had stored', async () => {
    const run = await createStore(database.pool, STORE_OPTIONS).beginRun(exampleRun(), LOCK_HELD);
    const id = 9000000002;
    expect(await run.storedCalls([id])).toEqual([]);
    const answerId = await run.appendAnswer(exampleAnswer(id));
    await run.saveCall(exampleRecord(id, exampleAnalysis([answerId])));
    await run.saveCall(exampleRecord(id, exampleAnalysis([answerId])));
    const { rows } = await database.pool.query(
      `SELECT c.total_score, c.operator_id, e.criterion_id, e.score, e.state, t.transcript IS NOT NULL AS spoken
       FROM calls c JOIN call_evaluations e ON e.call_id = c.id JOIN call_transcripts t ON t.call_id = c.id
       WHERE c.id = $1 ORDER BY e.position`,
      [id],
    );
    const call = { total_score: 7.5, operator_id: 7, spoken: true };
    expect(rows).toEqual([
      { ...call, criterion_id: 'a', score: 8, state: 'scored' }, // The old column is an integer: warned of.
      { ...call, criterion_id: 'b', score: null, state: 'not_applicable' },
    ]);
    expect(await run.storedCalls([id])).toEqual([{ callId: id, kind: 'saved' }]);
  });

  test('deletes children with their call', async () => {
    await database.pool.query(`DELETE FROM calls`);
    await database.pool.query(`INSERT INTO calls (id, start_time) VALUES (9000000004, '2026-01-02')`);
    const { rows } = await database.pool.query(
      `SELECT call_id FROM call_transcripts UNION ALL SELECT call_id FROM call_evaluations
       UNION ALL SELECT call_id FROM call_recommendations UNION ALL SELECT call_id FROM agreements
       UNION ALL SELECT call_id FROM call_decline_reasons`,
    );
    expect(rows).toEqual([{ call_id: '404' }]);
  });

  test.each([
    [`INSERT INTO call_recommendations VALUES (9000000004, '', '', '', 'срочно')`, 'priority_check'],
    [`INSERT INTO agreements (call_id, agreement) VALUES (5, '')`, 'call_id_fkey'],
    [`INSERT INTO call_evaluations (call_id, criterion) VALUES (9000000004, '')`, 'score_check'],
    [`INSERT INTO calls (id, start_time, operator_id) VALUES (1, now(), 99)`, 'operator_id_fkey'],
    [`INSERT INTO calls (id, start_time) VALUES (9000000004, now())`, 'calls_by_id'],
  ])('refuses from now on: %s', async (statement, constraint) => {
    await expect(database.pool.query(statement)).rejects.toThrow(constraint);
  });

  test('is left alone by a second migration', async () => {
    expect(await migrateDatabase(database.pool)).toEqual({ applied: [], warnings: [] });
  });
});

describe('a database that cannot be adopted', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    await database.pool.query(OLD_DATABASE);
    await database.pool.query(`
      DROP INDEX calls_by_id CASCADE;
      INSERT INTO calls SELECT * FROM calls WHERE id = 9000000001;
      ALTER TABLE calls ALTER COLUMN start_time TYPE timestamptz;
      ALTER TABLE calls ALTER COLUMN operator_id TYPE text;
      ALTER TABLE calls ADD COLUMN source text NOT NULL DEFAULT 'x';
      ALTER TABLE calls ALTER COLUMN source DROP DEFAULT;
      ALTER TABLE agreements ALTER COLUMN call_id TYPE integer USING 1;
      CREATE TYPE urgency AS ENUM ('High', 'срочно');
      ALTER TABLE call_recommendations ALTER COLUMN priority TYPE urgency USING priority::urgency;
      CREATE TABLE runs (id integer);
    `);
  });
  afterAll(() => database.drop());

  test('names every problem at once, each with the command that mends it, and changes nothing', async () => {
    const error: unknown = await migrateDatabase(database.pool).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatabaseSetupError);
    expect((error as DatabaseSetupError).problems.slice(1)).toEqual([
      "Table runs exists and is not CallQ's: rename it, or give CallQ a schema of its own.",
      'calls.start_time is timestamp with time zone; usable: timestamp without time zone. Run: ' +
        'ALTER TABLE calls ALTER COLUMN start_time TYPE timestamp without time zone ' +
        "USING start_time AT TIME ZONE 'Europe/Moscow';",
      'calls.operator_id is text; usable: integer, bigint. Run: ' +
        'ALTER TABLE calls ALTER COLUMN operator_id TYPE integer USING operator_id::integer;',
      'calls.source is NOT NULL without a default and unknown to CallQ, which breaks each insert. ' +
        'Run: ALTER TABLE calls ALTER COLUMN source DROP NOT NULL;',
      'call_recommendations.priority is urgency; usable: text, character varying. Run: ' +
        'ALTER TABLE call_recommendations ALTER COLUMN priority TYPE text USING priority::text;',
      'agreements.call_id is integer; usable: bigint. Run: ' +
        'ALTER TABLE agreements ALTER COLUMN call_id TYPE bigint USING call_id::bigint;',
      'calls.id cannot become a key: 1 ids are missing or stand in several rows.',
    ]);
    const { rows } = await database.pool.query(`SELECT to_regclass('schema_migrations') AS made`);
    expect(rows).toEqual([{ made: null }]);
  });

  test('can be adopted after those commands', async () => {
    const error = (await migrateDatabase(database.pool).catch(
      (reason: unknown) => reason,
    )) as DatabaseSetupError;
    for (const problem of error.problems) {
      const command = /Run: (.*)$/.exec(problem)?.[1];
      if (command) await database.pool.query(command);
    }
    await database.pool.query(
      `DROP TABLE runs; DELETE FROM calls WHERE ctid = (SELECT max(ctid) FROM calls)`,
    );
    await migrateDatabase(database.pool);
    await assertSchemaCurrent(database.pool);
  });
});

test('a view in place of a table is named', async () => {
  const database = await createTestDatabase({ empty: true });
  await database.pool.query('CREATE VIEW calls AS SELECT 1::bigint AS id');
  await expect(migrateDatabase(database.pool)).rejects.toThrow(/calls is no ordinary table/);
  await database.drop();
});
