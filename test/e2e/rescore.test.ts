import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Finished } from '../support/callq-process.ts';
import { startCallq } from '../support/callq-process.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import { holdLock } from '../support/hold-lock.ts';
import { holdRows, noLock, waitUntil } from '../support/hold-rows.ts';
import { readNumber, readOutcome } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;

/** The keys of `--json` that tests look at. */
interface Rescored extends Finished {
  readonly day: {
    readonly calls: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly notRescorable: number;
    readonly failed: number;
    readonly verdictChanged: number;
    readonly withoutRow: number;
    readonly changedCalls: number[];
    readonly failures: { callId: number; failureClass: string }[];
  };
}

beforeAll(async () => {
  night = await startNight({ calls: 60, misbehave: ['leave-out@5%', 'wrong-speaker@5%'] });
  expect((await night.runJson()).exitCode).toBe(0);
});
afterAll(() => night.end());

/** Nothing in the environment but the database: no gateway, no T-Bank, no sheet could be asked. */
async function rescore(
  args: readonly string[] = [],
  changes: Record<string, string> = {},
): Promise<Rescored> {
  const before = JSON.stringify(night.sandbox.statistics());
  const finished = await startCallq(['rescore', '--json', '--date', someDay, ...args], {
    environment: { DATA_BASE: night.environment['DATA_BASE']!, ...changes },
    workingDirectory: night.folder,
  }).finished;
  expect(JSON.stringify(night.sandbox.statistics())).toBe(before);
  const { days } = JSON.parse(finished.stdout || '{"days":[{}]}') as { days: Rescored['day'][] };
  return { ...finished, day: days[0]! };
}

const query = (sql: string): Promise<unknown> => night.database.pool.query(sql);
const count = (sql: string): Promise<number> => readNumber(night.database.pool, sql);

describe('callq rescore', () => {
  it('changes nothing at all about a healthy day', async () => {
    const before = await dumpDatabase(night.database.pool);
    const { exitCode, day } = await rescore();
    expect(exitCode).toBe(0);
    expect(day).toMatchObject({ calls: 36, changed: 0, unchanged: 36, notRescorable: 0, failed: 0 });
    expect(await dumpDatabase(night.database.pool)).toEqual(before);
  });

  it('mends what a bug in the arithmetic wrote, and then changes nothing any more', async () => {
    const before = await readOutcome(night.database.pool);
    const analyses = await count('SELECT count(*) FROM analyses');
    const ids = `(SELECT id FROM calls ORDER BY id LIMIT 7)`;
    await query(
      `UPDATE calls SET total_score = total_score + 1, performance_percentage = 99 WHERE id IN ${ids}`,
    );
    await query(`UPDATE call_evaluations SET score = 0 WHERE call_id IN ${ids} AND state = 'scored'`);
    await query(
      `UPDATE call_quotes SET finding = 'wrong_speaker' WHERE call_id IN ${ids} AND finding = 'exact'`,
    );
    await query(`DELETE FROM agreements WHERE call_id IN ${ids}`);
    await query(`UPDATE call_transcripts SET transcript = '' WHERE call_id IN ${ids}`);
    const damaged = await dumpDatabase(night.database.pool);
    const rehearsed = await rescore(['--dry-run']);
    expect([rehearsed.exitCode, rehearsed.day.changed]).toEqual([0, 7]);
    expect(await dumpDatabase(night.database.pool)).toEqual(damaged);
    const mended = await rescore();
    expect([mended.exitCode, mended.day.changed, mended.day.unchanged]).toEqual([0, 7, 29]);
    expect(mended.day.changedCalls).toHaveLength(7);
    expect(await readOutcome(night.database.pool)).toEqual(before);
    // Traceable: each changed call shows the analysis that was recomputed, and whose answers it took.
    expect(await count('SELECT count(*) FROM analyses')).toBe(analyses + 7);
    expect(
      await count(
        `SELECT count(*) FROM calls JOIN analyses a ON a.id = calls.analysis_id JOIN analyses b ON b.id = a.rescore_of
         WHERE a.answer_ids = b.answer_ids AND a.run_id = b.run_id AND a.rescored_by IS NOT NULL`,
      ),
    ).toBe(7);
    const after = await dumpDatabase(night.database.pool);
    expect((await rescore()).day).toMatchObject({ changed: 0, unchanged: 36 });
    expect(await dumpDatabase(night.database.pool)).toEqual(after);
  });

  it('keeps what is stored stored: the next run keeps it and asks nothing', async () => {
    const { requests } = night.sandbox.statistics().llm;
    const again = await night.runJson();
    expect([again.exitCode, again.day.actions.kept]).toEqual([0, 36]);
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
  });

  it('applies another rule without a request', async () => {
    const before = await count('SELECT count(*) FROM calls WHERE final_percentage IS NULL');
    const { day } = await rescore([], { CALLQ_MIN_SCORED_SHARE: '1' });
    expect(day.changed).toBeGreaterThan(0);
    const after = await count('SELECT count(*) FROM calls WHERE final_percentage IS NULL');
    expect(after).toBe(before + day.changed);
    expect(
      await count('SELECT count(*) FROM calls WHERE final_percentage IS NULL AND scored_share = 1'),
    ).toBe(0);
    await rescore();
    expect(await count('SELECT count(*) FROM calls WHERE final_percentage IS NULL')).toBe(before);
  });

  it('rescores single calls, and refuses one that the day does not have', async () => {
    const id = await count('SELECT max(id) FROM calls');
    expect((await rescore(['--call', String(id)])).day).toMatchObject({ calls: 1, unchanged: 1 });
    const { exitCode, stderr } = await rescore(['--call', '7']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is stored for 2026-11-03: 7')]);
  });

  it('reports a call whose answers give no judgement, exit 1, and leaves its rows', async () => {
    const id = await count('SELECT max(id) FROM calls');
    await query('ALTER TABLE model_answers DISABLE TRIGGER model_answers_append_only');
    await query(`CREATE TABLE kept_bodies AS SELECT id, body FROM model_answers WHERE call_id = ${id}`);
    await query(`UPDATE model_answers SET body = 'no answer' WHERE call_id = ${id}`);
    const before = await dumpDatabase(night.database.pool);
    const { exitCode, day, stderr } = await rescore();
    expect([exitCode, day.failed, day.failures[0]?.callId]).toEqual([1, 1, id]);
    expect(stderr).toContain('bad_envelope');
    expect(await dumpDatabase(night.database.pool)).toEqual(before);
    await query('UPDATE model_answers SET body = k.body FROM kept_bodies k WHERE k.id = model_answers.id');
    await query('DROP TABLE kept_bodies');
    await query('ALTER TABLE model_answers ENABLE TRIGGER model_answers_append_only');
  });

  it('counts a call whose answers were removed, exit 0', async () => {
    const id = await count('SELECT min(id) FROM calls');
    await query(`UPDATE model_answers SET body = NULL WHERE call_id = ${id}`);
    const before = await dumpDatabase(night.database.pool);
    const { exitCode, day } = await rescore();
    expect([exitCode, day.notRescorable, day.failed]).toEqual([0, 1, 0]);
    expect(await dumpDatabase(night.database.pool)).toEqual(before);
  });

  it('gives way to a run that is going on: exit 3', async () => {
    const lock = await holdLock(night.database.connectionString, 1);
    const { exitCode, stderr } = await rescore();
    await lock.release();
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('Another run of department 1')]);
  });
});

describe('a rescore that is cut off', () => {
  it.each(['killed', 'its connection terminated'])(
    'half-way, %s, is completed by a second start as if nothing had happened',
    async (how) => {
      const before = await readOutcome(night.database.pool);
      const rescored = 'SELECT count(*) FROM analyses WHERE rescore_of IS NOT NULL';
      const analyses = await count(rescored);
      const ids = '(SELECT id FROM calls ORDER BY id DESC LIMIT 9)';
      const id = await count('SELECT max(id) FROM calls');
      await query(`UPDATE calls SET total_score = total_score + 1 WHERE id IN ${ids}`);
      const rows = await holdRows(night.database, `SELECT FROM calls WHERE id = ${id}`);
      const running = startCallq(['rescore', '--json', '--date', someDay], {
        environment: { DATA_BASE: night.environment['DATA_BASE']! },
        workingDirectory: night.folder,
      });
      await rows.waitedFor();
      if (how === 'killed') running.child.kill('SIGKILL');
      else await rows.terminateWaiting();
      await rows.release();
      await running.finished;
      await waitUntil(night.database, noLock);
      const second = await rescore();
      expect(second.exitCode).toBe(0);
      expect(await readOutcome(night.database.pool)).toEqual(before);
      expect(await count(rescored)).toBe(analyses + 9);
      expect((await rescore()).day).toMatchObject({ changed: 0 });
    },
  );
});

describe('a failed call', () => {
  it('is saved from its stored answers by the next run of another version, without a request', async () => {
    const before = await readOutcome(night.database.pool);
    const id = await count('SELECT max(id) FROM calls');
    // As if an earlier version had not understood the answers: no judgement, no phrases.
    await query(`DELETE FROM calls WHERE id = ${id}`);
    await query(`DELETE FROM analyses WHERE call_id = ${id}`);
    await query(`DELETE FROM call_phrases WHERE call_id = ${id}`);
    await query("UPDATE runs SET version = '0.0.1'");
    await query(
      `UPDATE call_ledger SET state = 'failed', action = 'failed', failure_stage = 'analysis', failure_class = 'no_json'
       WHERE call_id = ${id}`,
    );
    const { calls } = (await rescore()).day;
    const { requests } = night.sandbox.statistics().llm;
    const run = await night.runJson(['--only-unfinished']);
    expect([run.exitCode, run.day.actions.analysed]).toEqual([0, 1]);
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
    expect((await rescore()).day).toMatchObject({ calls: calls + 1 });
    expect(await readOutcome(night.database.pool)).toEqual(before);
  });
});

describe('a verdict that comes out otherwise', () => {
  /** As if an earlier version had read the answers so. */
  async function pretendVerdict(id: number, verdict: string): Promise<void> {
    await query('ALTER TABLE analyses DISABLE TRIGGER analyses_append_only');
    await query(`UPDATE analyses SET verdict = '${verdict}' WHERE call_id = ${id}`);
    await query('ALTER TABLE analyses ENABLE TRIGGER analyses_append_only');
  }

  it('sales: the next run makes the row from the stored answers; until then the ledger says pending', async () => {
    const before = await readOutcome(night.database.pool);
    const id = await count('SELECT max(id) FROM calls');
    await pretendVerdict(id, 'not_sales');
    await query(`DELETE FROM calls WHERE id = ${id}`);
    await query(`UPDATE call_ledger SET state = 'not_sales' WHERE call_id = ${id}`);
    const { day } = await rescore();
    expect(day).toMatchObject({ changed: 1, verdictChanged: 1, withoutRow: 1 });
    expect(await count(`SELECT count(*) FROM call_ledger WHERE call_id = ${id} AND state = 'pending'`)).toBe(
      1,
    );
    expect((await rescore()).day).toMatchObject({ changed: 0, withoutRow: 1 });
    const { requests } = night.sandbox.statistics().llm;
    await night.runJson();
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
    expect(await readOutcome(night.database.pool)).toEqual(before);
  });

  it('not sales: the row goes, and the next run keeps it so', async () => {
    const before = await readOutcome(night.database.pool);
    const id = await count(
      "SELECT min(call_id) FROM call_ledger WHERE state = 'not_sales' AND operator_name IS NOT NULL",
    );
    await pretendVerdict(id, 'sales');
    await query(`
      INSERT INTO calls (id, start_time, started_at, operator_id, department_id, analysis_id)
      SELECT call_id, day, started_at, (SELECT min(id) FROM operators WHERE department_id = 1), 1,
        (SELECT max(id) FROM analyses WHERE analyses.call_id = call_ledger.call_id)
      FROM call_ledger WHERE call_id = ${id}`);
    await query(`UPDATE call_ledger SET state = 'saved' WHERE call_id = ${id}`);
    expect((await rescore()).day).toMatchObject({ changed: 1, verdictChanged: 1, withoutRow: 0 });
    expect(await readOutcome(night.database.pool)).toEqual(before);
    expect((await night.runJson()).day.actions).toMatchObject({ kept: 36, analysed: 0 });
    expect(await readOutcome(night.database.pool)).toEqual(before);
  });
});
