import { afterAll, beforeAll, expect, test } from 'vitest';
import { callActions, callStates } from '../../../src/domain/call-state.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`
    INSERT INTO runs (invocation_id, department_id, day, version, host, process_id)
    VALUES (gen_random_uuid(), 1, '2026-01-01', '1', 'host', 1);
    INSERT INTO model_answers (call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
      instructions_fingerprint, transcript_fingerprint, asked_model, attempt, status, body, body_truncated, latency_ms)
    VALUES (1, 1, '2026-01-01', 1, 'c', 'p', 'i', 't', 'm', 1, 200, '{}', false, 10);
    INSERT INTO checklist_versions (fingerprint, department_id) VALUES ('c', 1);
    INSERT INTO prompt_versions (fingerprint, template) VALUES ('p', '');
    INSERT INTO instructions_versions (fingerprint, text) VALUES ('i', '');
    INSERT INTO checklist_criteria (checklist_fingerprint, position, criterion_id, category, name, comment, maximum,
      conditions, weight, allows_not_applicable, critical)
    VALUES ('c', 1, 'a', '', '', '', 1, '', 1, false, false);
    INSERT INTO analyses (call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
      instructions_fingerprint, transcript_fingerprint, asked_model, verdict, requests, answer_ids)
    VALUES (1, 1, '2026-01-01', 1, 'c', 'p', 'i', 't', 'm', 'sales', 1, '{1}');
  `);
});
afterAll(() => database.drop());

test.each([
  ['model_answers', 'day'],
  ['analyses', 'day'],
  ['checklist_versions', 'department_id'],
  ['checklist_criteria', 'maximum'],
  ['prompt_versions', 'template'],
  ['instructions_versions', 'text'],
])('%s can be added to, never changed', async (table, column) => {
  await expect(database.pool.query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow(
    /append-only/,
  );
});

test.each(['checklist', 'prompt', 'instructions'])(
  'an analysis by an unknown %s is refused',
  async (part) => {
    const fingerprints = { checklist: 'c', prompt: 'p', instructions: 'i', [part]: 'unknown' };
    await expect(
      database.pool.query(
        `INSERT INTO analyses (call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
         instructions_fingerprint, transcript_fingerprint, asked_model, verdict, requests, answer_ids)
       VALUES (1, 1, '2026-01-01', 1, $1, $2, $3, 't', 'm', 'sales', 1, '{1}')`,
        Object.values(fingerprints),
      ),
    ).rejects.toThrow(`analyses_${part}_fingerprint_fkey`);
  },
);

test('an answer over 1 MiB is refused', async () => {
  const oversized = Buffer.alloc(1024 * 1024 + 1);
  await expect(
    database.pool.query(
      `INSERT INTO model_answers (call_id, department_id, day, run_id, checklist_fingerprint, prompt_fingerprint,
         instructions_fingerprint, transcript_fingerprint, asked_model, attempt, status, body, body_truncated, latency_ms)
       VALUES (1, 1, '2026-01-01', 1, 'c', 'p', 'i', 't', 'm', 1, 200, $1, false, 10)`,
      [oversized],
    ),
  ).rejects.toThrow('model_answers_body_check');
});

test('the ledger knows exactly the states and actions of the code, each pair where it belongs', async () => {
  const allowed: string[] = [];
  for (const state of [...callStates, 'lost']) {
    for (const action of [...callActions, 'ignored']) {
      const failure = state === 'failed' ? ['analysis', 'timeout'] : [null, null];
      const reason = state === 'pending' ? 'limit' : null;
      const values = [state, action, reason, ...failure];
      const isAllowed = await database.pool
        .query(
          `INSERT INTO call_ledger
             (department_id, day, call_id, run_id, state, action, reason, failure_stage, failure_class)
           VALUES (1, '2026-01-01', (SELECT count(*) FROM call_ledger), 1, $1, $2, $3, $4, $5)`,
          values,
        )
        .then(() => true)
        .catch(() => false);
      if (isAllowed) allowed.push(`${action} ${state}`);
    }
  }
  const excluded = callStates.filter((state) => !['saved', 'not_sales', 'failed', 'pending'].includes(state));
  expect(allowed.sort()).toEqual(
    [
      ...['analysed', 'kept'].flatMap((action) => [`${action} saved`, `${action} not_sales`]),
      ...excluded.map((state) => `excluded ${state}`),
      ...['failed failed', 'left pending'],
    ].sort(),
  );
});

test.each([
  ["'failed', 'failed', NULL, 'analysis', NULL", 'failure_check'],
  ["'saved', 'analysed', NULL, 'analysis', 'timeout'", 'failure_check'],
  ["'failed', 'failed', NULL, 'kitchen', 'timeout'", 'failure_stage_check'],
  ["'pending', 'left', NULL, NULL, NULL", 'pending_check'],
  ["'pending', 'left', 'tired', NULL, NULL", 'pending_check'],
])('the ledger refuses %s', async (values, constraint) => {
  await expect(
    database.pool.query(
      `INSERT INTO call_ledger (department_id, day, call_id, run_id, state, action, reason, failure_stage, failure_class)
       VALUES (1, '2026-01-02', 1, 1, ${values})`,
    ),
  ).rejects.toThrow(constraint);
});

test.each(["'scored', NULL, 5", "'scored', 5, NULL", "'not_scored', 0, 5", "'not_applicable', NULL, 5"])(
  'an evaluation with %s is refused',
  async (values) => {
    await expect(
      database.pool.query(
        `INSERT INTO call_evaluations (call_id, category, criterion, state, score, max_score) VALUES (1, '', '', ${values})`,
      ),
    ).rejects.toThrow('call_evaluations_score_check');
  },
);

test.each([
  `SELECT DATE(start_time), department_id, COUNT(*) FROM calls WHERE DATE(start_time) = '2026-01-01' AND department_id = 1 GROUP BY 1, 2`,
  `DELETE FROM calls WHERE start_time::date = '2026-01-01'`,
])('uses the index by day: %s', async (statement) => {
  const client = await database.pool.connect();
  await client.query('SET enable_seqscan = off');
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`);
  client.release(true);
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('calls_day_department_id_index');
});
