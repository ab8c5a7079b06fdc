import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Finished } from '../support/callq-process.ts';
import { dumpDatabase, findInDatabase } from '../support/dump-database.ts';
import { holdLock } from '../support/hold-lock.ts';
import { readNumber } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

const youngDay = '2026-11-04';
let night: SandboxNight;
/** An age that takes `someDay` and leaves the day after it, whatever the clock of this machine says. */
let olderThan: string;

beforeEach(async () => {
  night = await startNight({ calls: 30 });
  const range = ['--from', someDay, '--to', youngDay];
  const { exitCode } = await night.run(['run', ...range], {
    CALLQ_FORGET_KEY: 'an invented key of more than 32 bytes',
  });
  expect(exitCode).toBe(0);
  const today = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Moscow' }).format(new Date());
  olderThan = `${(Date.parse(today) - Date.parse(youngDay)) / 86_400_000}d`;
});
afterEach(() => night.end());

interface Purged extends Finished {
  readonly report: {
    readonly before: string;
    readonly calls: number;
    readonly rows: Record<string, number>;
    readonly answerBodies: { rows: number } | null;
  };
}

async function purge(args: readonly string[] = [], changes: Record<string, string> = {}): Promise<Purged> {
  const finished = await night.run(['purge', '--json', '--older-than', olderThan, ...args], changes);
  return { ...finished, report: JSON.parse(finished.stdout || '{}') as Purged['report'] };
}

const count = (sql: string): Promise<number> => readNumber(night.database.pool, sql);
/** Rows of the young day, which no purge of these tests may touch. */
const young = async (): Promise<unknown> =>
  (
    await night.database.pool.query(
      `SELECT to_jsonb(c), (SELECT jsonb_agg(to_jsonb(e) ORDER BY e.id) FROM call_evaluations e WHERE e.call_id = c.id),
         (SELECT jsonb_agg(to_jsonb(p) ORDER BY phrase_index) FROM call_phrases p WHERE p.call_id = c.id)
       FROM calls c WHERE date(start_time) = '${youngDay}' ORDER BY id`,
    )
  ).rows;
const costs = (): Promise<number> => count('SELECT sum(cost_usd) FROM runs');

/** Requests to the model and for transcripts so far. */
function paidAndFetched(): { asked: number; transcripts: number } {
  const { llm, tbank } = night.sandbox.statistics();
  const transcripts = Object.entries(tbank.requestsByPath).filter(([path]) => path.includes('transcription'));
  return { asked: llm.requests, transcripts: transcripts.reduce((sum, [, requests]) => sum + requests, 0) };
}

describe('callq purge', () => {
  it('removes old calls with all that hangs on them, after a dry run with the same counts', async () => {
    const { pool } = night.database;
    const { rows: words } = await pool.query<{ text: string }>(
      `SELECT p.text FROM call_phrases p JOIN analyses a USING (call_id) WHERE a.day = '${someDay}' AND length(p.text) > 40
       AND NOT EXISTS (SELECT FROM call_phrases o JOIN analyses b USING (call_id) WHERE b.day <> a.day AND o.text = p.text)
       LIMIT 5`,
    );
    expect(words).toHaveLength(5);
    await pool.query(
      "INSERT INTO call_decline_reasons (call_id, reason_type, reason_description) SELECT id, 'другое', 'дорого' FROM calls",
    );
    await pool.query(
      `INSERT INTO log_entries (invocation_id, entry, department_id, logged_at, level, message, call_id, fields)
       SELECT gen_random_uuid(), 1, department_id, now(), 'warn', 'call failed', id, '{}' FROM calls`,
    );
    const states = `SELECT count(*) FROM call_ledger WHERE day = '${someDay}' AND state IN ('saved', 'not_sales')`;
    const [left, spent, settled, before] = [
      await young(),
      await costs(),
      await count(states),
      await dumpDatabase(pool),
    ];
    const rehearsed = await purge(['--dry-run']);
    expect(await dumpDatabase(pool)).toEqual(before);
    const { exitCode, report } = await purge();
    expect([exitCode, report.before, report.calls]).toEqual([0, youngDay, 30]);
    expect(rehearsed.report.rows).toEqual(report.rows);
    expect(Object.values(report.rows).filter((rows) => rows === 0)).toEqual([]);
    for (const { text } of words) expect([text, await findInDatabase(pool, text)]).toEqual([text, []]);
    for (const table of ['calls', 'call_transcripts', 'model_answers', 'analyses', 'call_evaluations']) {
      expect(before[table]!.length - (await dumpDatabase(pool))[table]!.length).toBe(report.rows[table]);
    }
    expect(await count(`SELECT count(*) FROM calls WHERE date(start_time) = '${someDay}'`)).toBe(0);
    expect([await young(), await costs(), await count(states)]).toEqual([left, spent, settled]);
    expect(
      await count(
        `SELECT count(*) FROM call_ledger WHERE day = '${someDay}'
         AND (purged_at IS NULL OR num_nonnulls(operator_name, operator_login, phone_hmac) > 0)`,
      ),
    ).toBe(0);
    const again = await purge();
    expect([again.exitCode, again.report.calls]).toEqual([0, 0]);
  });

  it('keeps purged calls from coming back unasked, and costs nothing; --force takes the day up again', async () => {
    await purge();
    const before = paidAndFetched();
    const purged = `SELECT count(*) FROM call_ledger WHERE day = '${someDay}' AND purged_at IS NOT NULL AND operator_name IS NULL`;
    for (const args of [[], ['--only-unfinished'], ['--dry-run']]) {
      const { exitCode, stdout } = await night.run(['run', '--date', someDay, ...args]);
      expect([args, exitCode]).toEqual([args, 0]);
      if (args[0] !== '--only-unfinished')
        expect(stdout).toMatch(/30 calls of 2026-11-03 were purged.*--force/s);
      expect(await count(purged)).toBe(30);
    }
    expect(paidAndFetched()).toEqual(before);
    const status = await night.run(['status', '--date', someDay]);
    expect([status.exitCode, status.stdout]).toEqual([0, expect.stringContaining('30 calls were purged')]);
    const json = JSON.parse((await night.run(['status', '--date', someDay, '--json'])).stdout) as {
      nights: { balance: Record<string, number> }[];
    };
    expect(json.nights[0]!.balance).toMatchObject({ listed: 30, difference: 0, purged: 30, outOfReach: 0 });
    const { rows } = await night.database.pool.query<{ id: string }>(
      `SELECT call_id AS id FROM call_ledger WHERE day = '${someDay}' AND state = 'saved' LIMIT 1`,
    );
    const { stdout: shown } = await night.run(['show', rows[0]!.id]);
    expect(shown).toMatch(/^Purged 20.*what was stored about the call is removed$/m);
    expect(shown).not.toContain('Never analysed');
    expect((await night.run(['calls', '--date', someDay, '--state', 'saved'])).stdout).toMatch(
      / {2}purged$/m,
    );
    const forced = await night.runJson(['--force']);
    expect([forced.exitCode, forced.day.actions.analysed]).toEqual([0, 18]);
    expect((await night.runJson()).day.actions.kept).toBe(18);
  });

  it('a day that was purged in part is run for the rest; --force --call takes single calls up again', async () => {
    const { pool } = night.database;
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM calls WHERE date(start_time) = '${someDay}' ORDER BY id LIMIT 3`,
    );
    const [one, two, other] = rows.map(({ id }) => id);
    // What a purge leaves of two calls; a third one failed in a later run.
    await pool.query(`DELETE FROM calls WHERE id IN (${one!}, ${two!}, ${other!})`);
    await pool.query(`DELETE FROM analyses WHERE call_id IN (${one!}, ${two!}, ${other!})`);
    await pool.query(`DELETE FROM model_answers WHERE call_id IN (${one!}, ${two!}, ${other!})`);
    await pool.query(`UPDATE call_ledger SET purged_at = now() WHERE call_id IN (${one!}, ${two!})`);
    const rest = await night.runJson();
    expect([rest.exitCode, rest.day.actions]).toMatchObject([0, { analysed: 1, kept: 17 }]);
    const forced = await night.runJson(['--force', '--call', one!]);
    expect([forced.exitCode, forced.day.actions.analysed]).toEqual([0, 1]);
    expect(await count('SELECT count(*) FROM call_ledger WHERE purged_at IS NOT NULL')).toBe(1);
  });

  it('--transcripts-only removes what was said and keeps scores; the day stays stored', async () => {
    const { pool } = night.database;
    const scores = `SELECT md5(string_agg(concat_ws(' ', call_id, position, state, score, max_score, unsupported), ',' ORDER BY call_id, position)) FROM call_evaluations`;
    const read = async (): Promise<unknown[]> => [
      (await pool.query(scores)).rows,
      (await pool.query('SELECT to_jsonb(c) FROM calls c ORDER BY id')).rows,
      (await pool.query("SELECT to_jsonb(m) - 'body' FROM model_answers m ORDER BY id")).rows,
      (
        await pool.query(
          'SELECT call_id, position, quote_number, finding, phrase_index FROM call_quotes ORDER BY 1, 2, 3',
        )
      ).rows,
      await young(),
    ];
    await pool.query(
      `INSERT INTO call_decline_reasons (call_id, reason_type, reason_description) SELECT id, 'другое', 'дорого' FROM calls;
       INSERT INTO agreements (call_id, amount, agreement) SELECT id, 5, 'привезти в среду' FROM calls`,
    );
    const { rows: words } = await pool.query<{ text: string }>(
      `SELECT DISTINCT quote AS text FROM call_quotes q JOIN calls c ON c.id = q.call_id WHERE date(c.start_time) = '${someDay}'
       AND NOT EXISTS (SELECT FROM call_phrases p JOIN analyses a USING (call_id) WHERE a.day = '${youngDay}' AND strpos(p.text, q.quote) > 0) LIMIT 5`,
    );
    expect(words).toHaveLength(5);
    const [kept, before] = [await read(), await dumpDatabase(pool)];
    const rehearsed = await purge(['--transcripts-only', '--dry-run']);
    expect(await dumpDatabase(pool)).toEqual(before);
    const { exitCode, report } = await purge(['--transcripts-only']);
    expect([exitCode, report.calls]).toEqual([0, 18]);
    expect(rehearsed.report.rows).toEqual(report.rows);
    expect(Object.values(report.rows).filter((rows) => rows === 0)).toEqual([]);
    expect(await read()).toEqual(kept);
    const { rows: counted } = await pool.query(
      `SELECT DISTINCT amount::integer AS amount, agreement, reason_type, reason_description
       FROM calls JOIN agreements a ON a.call_id = calls.id JOIN call_decline_reasons d ON d.call_id = calls.id
       WHERE date(start_time) = '${someDay}' AND reason_type = 'другое' AND amount = 5`,
    );
    expect(counted).toEqual([{ amount: 5, agreement: '', reason_type: 'другое', reason_description: '' }]);
    expect(
      await count(
        `SELECT count(*) FROM calls JOIN call_recommendations r ON r.call_id = calls.id
         WHERE date(start_time) = '${someDay}' AND (issue <> '' OR recommendation <> '')`,
      ),
    ).toBe(0);
    for (const { text } of words) expect([text, await findInDatabase(pool, text)]).toEqual([text, []]);
    const rerun = await night.runJson();
    expect([rerun.exitCode, rerun.day.actions.kept, rerun.day.actions.analysed]).toEqual([0, 18, 0]);
    const rescored = await night.run(['rescore', '--json', '--date', someDay]);
    expect(JSON.parse(rescored.stdout)).toMatchObject({
      days: [{ calls: 18, notRescorable: 18, failed: 0 }],
    });
    expect((await purge(['--transcripts-only'])).report.calls).toBe(0);
  });

  it('a row deleted by hand once its words are gone is no failure: the reason says how to pay for it again', async () => {
    const { pool } = night.database;
    await purge(['--transcripts-only']);
    const id = await count(`SELECT max(id) FROM calls WHERE date(start_time) = '${someDay}'`);
    await pool.query(`DELETE FROM calls WHERE id = ${id}`);
    const { requests } = night.sandbox.statistics().llm;
    const without = await count(
      `SELECT count(*) FROM call_ledger WHERE day = '${someDay}' AND state = 'no_transcript'`,
    );
    for (let runs = 0; runs < 2; runs += 1) {
      const run = await night.runJson();
      expect([run.exitCode, run.day.actions.failed, run.day.states['no_transcript']]).toEqual([
        0,
        0,
        without + 1,
      ]);
      expect(run.day.balance).toMatchObject({ difference: 0 });
    }
    const unfinished = await night.run(['run', '--json', '--date', someDay, '--only-unfinished']);
    expect([unfinished.exitCode, JSON.parse(unfinished.stdout)]).toMatchObject([0, { days: [] }]);
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
    const { rows } = await pool.query<{ reason: string }>(
      'SELECT reason FROM call_ledger WHERE call_id = $1',
      [id],
    );
    const command = /callq (run --date \S+ --force --call \d+)$/u.exec(rows[0]!.reason)![1]!;
    const paid = await night.run([...command.split(' '), '--json']);
    expect(JSON.parse(paid.stdout)).toMatchObject({ days: [{ exitCode: 0, actions: { analysed: 1 } }] });
    expect(await count(`SELECT count(*) FROM calls WHERE id = ${id}`)).toBe(1);
  });

  it('leaves a purged day balanced, and the nights after it pay nothing for it', async () => {
    await purge();
    const status = await night.run(['status', '--json', '--date', someDay]);
    expect([status.exitCode, JSON.parse(status.stdout)]).toMatchObject([
      0,
      { nights: [{ needsLook: false, balance: { listed: 30, difference: 0 } }] },
    ]);
    const { requests } = night.sandbox.statistics().llm;
    // The night of the young day, which looks back at the purged one.
    const nightly = await night.run(['run', '--json'], { CHECK_DAY_AGO: olderThan.slice(0, -1) });
    expect(JSON.parse(nightly.stdout)).toMatchObject({ days: [{ day: youngDay, actions: { kept: 18 } }] });
    expect([nightly.exitCode, night.sandbox.statistics().llm.requests]).toEqual([0, requests]);
    expect(await count(`SELECT count(*) FROM calls WHERE date(start_time) = '${someDay}'`)).toBe(0);
  });

  it('removes raw answers earlier than their calls, and keeps what they took and cost', async () => {
    const bare = "SELECT md5(string_agg((to_jsonb(m) - 'body')::text, ',' ORDER BY id)) FROM model_answers m";
    const before = (await night.database.pool.query(bare)).rows as unknown[];
    const keep = { CALLQ_KEEP_ANSWERS_DAYS: olderThan.slice(0, -1) };
    const args = ['purge', '--json', '--older-than', '30000d'];
    const rehearsed = JSON.parse((await night.run([...args, '--dry-run'], keep)).stdout) as Purged['report'];
    const bodies = `SELECT count(*) FROM model_answers WHERE day = '${someDay}' AND body IS NOT NULL`;
    const answers = await count(bodies);
    const { exitCode, stdout } = await night.run(args, keep);
    expect([exitCode, (JSON.parse(stdout) as Purged['report']).answerBodies]).toEqual([
      0,
      { before: youngDay, rows: answers },
    ]);
    expect(rehearsed.answerBodies).toEqual({ before: youngDay, rows: answers });
    expect(await count(bodies)).toBe(0);
    expect(await count(`SELECT count(*) FROM model_answers WHERE day = '${youngDay}' AND body IS NULL`)).toBe(
      0,
    );
    expect((await night.database.pool.query(bare)).rows).toEqual(before);
    expect((await night.runJson()).day.actions.kept).toBe(18);
  });

  it('is for the department of the env file, refuses other units, and gives way to a run', async () => {
    const other = await purge([], { DEPARTAMENT_ID: '2' });
    expect([other.exitCode, other.report.calls]).toEqual([0, 0]);
    for (const unit of ['1y', '0d', '365']) {
      const { exitCode, stderr } = await night.run(['purge', '--older-than', unit]);
      expect([unit, exitCode, stderr]).toEqual([unit, 2, expect.stringContaining('such as 365d')]);
    }
    const lock = await holdLock(night.database.connectionString, 1);
    expect((await purge()).exitCode).toBe(3);
    await lock.release();
    const { stdout } = await night.run(['purge', '--older-than', olderThan, '--dry-run']);
    expect(stdout).toMatch(/^Department 1, calls before 2026-11-04, dry run/);
  });
});
