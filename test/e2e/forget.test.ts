import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { normalisePhone } from '../../src/clients/phones/normalise-phone.ts';
import type { Finished } from '../support/callq-process.ts';
import { dumpDatabase, findInDatabase } from '../support/dump-database.ts';
import { holdLock } from '../support/hold-lock.ts';
import { readNumber } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import { readListing, readLogFiles } from '../support/secrets.ts';

const CALLQ_FORGET_KEY = 'an invented key of more than 32 bytes';

let night: SandboxNight;
/** Numbers as T-Bank writes them, by call. */
let phones: ReadonlyMap<number, string>;

beforeAll(async () => {
  night = await startNight({ calls: 60 });
  expect((await night.runJson([], { CALLQ_FORGET_KEY })).exitCode).toBe(0);
  const listed = await readListing(night);
  phones = new Map(listed.map((item) => [item.segmentId, item.clientPhoneNumber ?? '']));
});
afterAll(() => night.end());

interface Forgotten extends Finished {
  readonly report: {
    readonly calls: number;
    readonly rows: Record<string, number>;
    readonly mentionedIn: number[];
    readonly mentions: Record<string, number>;
    readonly unlinkable: number;
    readonly notReached: string[];
  };
}

async function forget(phone: string, args: readonly string[] = []): Promise<Forgotten> {
  const finished = await night.run(['forget', '--json', '--phone', phone, ...args], { CALLQ_FORGET_KEY });
  return { ...finished, report: JSON.parse(finished.stdout || '{}') as Forgotten['report'] };
}

const count = (sql: string): Promise<number> => readNumber(night.database.pool, sql);
const firstIn = (state: string): Promise<number> =>
  count(`SELECT min(call_id) FROM call_ledger WHERE state = '${state}' AND operator_name IS NOT NULL`);

/** Ways in which the number could stand somewhere. */
function waysToWrite(phone: string): string[] {
  const ten = normalisePhone(phone)!.slice(2);
  return [phone, ten, `${ten.slice(0, 3)}) ${ten.slice(3, 6)}-${ten.slice(6, 8)}-${ten.slice(8)}`];
}

/** Lines of one call that no other call holds. */
async function ownWords(id: number): Promise<string[]> {
  const { rows } = await night.database.pool.query<{ text: string }>(
    `SELECT text FROM call_phrases p WHERE call_id = ${id} AND length(text) > 15
     AND NOT EXISTS (SELECT FROM call_phrases o WHERE o.call_id <> p.call_id AND strpos(o.text, p.text) > 0)`,
  );
  return rows.map(({ text }) => text);
}

describe('callq forget', () => {
  it.each([
    ['without a key', {}, '+79120000031', /CALLQ_FORGET_KEY is not set/],
    [
      'with a short key',
      { CALLQ_FORGET_KEY: 'too short' },
      '+79120000031',
      /CALLQ_FORGET_KEY: must be at least 32 bytes/,
    ],
    ['for what is no number', { CALLQ_FORGET_KEY }, '9120000031', /--phone is no phone number/],
    [
      'with another key',
      { CALLQ_FORGET_KEY: `${CALLQ_FORGET_KEY}!` },
      '+79120000031',
      /CALLQ_FORGET_KEY is another key/,
    ],
  ] as [string, Record<string, string>, string, RegExp][])(
    'is exit 2 %s, changes nothing and does not repeat the number',
    async (_name, settings, phone, message) => {
      const before = await dumpDatabase(night.database.pool);
      const { exitCode, stdout, stderr } = await night.run(['forget', '--phone', phone], settings);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
      expect(stdout + stderr).not.toContain('9120000031');
      expect(await dumpDatabase(night.database.pool)).toEqual(before);
    },
  );

  it.each(['saved', 'not_sales'])(
    'removes a %s call with all that hangs on it, after a dry run with the same counts',
    async (state) => {
      const { pool } = night.database;
      const id = await firstIn(state);
      const phone = normalisePhone(phones.get(id)!)!;
      const words = await ownWords(id);
      expect(words.length).toBeGreaterThan(2);
      for (const line of words) expect(await findInDatabase(pool, line)).not.toEqual([]);

      const before = await dumpDatabase(pool);
      const rehearsed = await forget(phone, ['--dry-run']);
      expect(await dumpDatabase(pool)).toEqual(before);
      const { exitCode, stdout, stderr, report } = await forget(phone);
      expect([exitCode, report.calls]).toEqual([0, 1]);
      expect(rehearsed.report.rows).toEqual(report.rows);
      expect(report.rows).toMatchObject({ calls: state === 'saved' ? 1 : 0, analyses: 1, call_ledger: 1 });
      expect(report.rows['model_answers']).toBeGreaterThan(0);
      expect(report.notReached.join()).toMatch(/T-Bank.*gateway.*backups.*reports/);
      for (const way of waysToWrite(phone)) expect(stdout + stderr + rehearsed.stdout).not.toContain(way);

      for (const line of [...words, ...waysToWrite(phone), ...waysToWrite(phones.get(id)!)]) {
        expect([line, await findInDatabase(pool, line)]).toEqual([line, []]);
      }
      const { rows } = await pool.query('SELECT * FROM call_ledger WHERE call_id = $1', [id]);
      expect(rows[0]).toMatchObject({
        ...{ state: 'no_transcript', action: 'excluded', reason: 'forgotten', phone_hmac: null },
        ...{ operator_name: null, operator_login: null, started_at: null, duration_seconds: null },
      });
      // Every other call is as it was.
      const after = await dumpDatabase(pool);
      for (const table of ['calls', 'call_phrases', 'call_evaluations']) {
        expect(before[table]!.filter((row) => !row.includes(String(id)))).toEqual(after[table]);
      }
    },
  );

  it('does not bring the calls back: no transcript is fetched, no question asked, nothing stored', async () => {
    const forgotten = await count("SELECT count(*) FROM call_ledger WHERE reason = 'forgotten'");
    const id = await count("SELECT min(call_id) FROM call_ledger WHERE reason = 'forgotten'");
    const before = night.sandbox.statistics();
    const stored = await dumpDatabase(night.database.pool);
    for (const args of [[], ['--force', '--call', String(id)]]) {
      const run = await night.runJson(args, { CALLQ_FORGET_KEY });
      expect(run.day.states['no_transcript']).toBeGreaterThanOrEqual(args.length === 0 ? forgotten : 1);
      expect(run.day.actions.analysed).toBe(0);
    }
    const after = night.sandbox.statistics();
    expect(after.llm.requests).toBe(before.llm.requests);
    const again = await dumpDatabase(night.database.pool);
    for (const table of ['calls', 'analyses', 'model_answers', 'call_phrases', 'forgotten_numbers']) {
      expect(again[table]).toEqual(stored[table]);
    }
    expect(await count("SELECT count(*) FROM call_ledger WHERE reason = 'forgotten'")).toBe(forgotten);
    for (const way of waysToWrite(phones.get(id)!)) {
      expect(await findInDatabase(night.database.pool, way)).toEqual([]);
      expect(await readLogFiles(night.folder)).not.toContain(way);
    }
  });

  it('asks T-Bank for the transcript of no forgotten call', async () => {
    const transcripts = (): number =>
      Object.entries(night.sandbox.statistics().tbank.requestsByPath)
        .filter(([one]) => one.includes('transcription'))
        .reduce((sum, [, requests]) => sum + requests, 0);
    const ids = await night.database.pool.query<{ id: string }>(
      "SELECT call_id AS id FROM call_ledger WHERE reason = 'forgotten'",
    );
    expect(transcripts()).toBeGreaterThan(30);
    const before = transcripts();
    await night.runJson(['--force', '--call', ...ids.rows.map(({ id }) => id)], { CALLQ_FORGET_KEY });
    expect(transcripts()).toBe(before);
  });

  it.each([
    ['no key', {}, /CALLQ_FORGET_KEY is not set/],
    ['another key', { CALLQ_FORGET_KEY: `${CALLQ_FORGET_KEY}!` }, /CALLQ_FORGET_KEY is another key/],
  ] as [string, Record<string, string>, RegExp][])(
    'keeps a run with %s from listing: exit 2',
    async (_name, settings, message) => {
      const listings = (): string =>
        JSON.stringify(
          Object.entries(night.sandbox.statistics().tbank.requestsByPath).filter(([path]) =>
            path.includes('communication-search'),
          ),
        );
      const before = listings();
      for (const args of [[], ['--dry-run']]) {
        const { exitCode, stderr } = await night.run(['run', '--date', '2026-11-03', ...args], settings);
        expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
      }
      expect(listings()).toBe(before);
    },
  );

  it('finds a row whose number is written in another way, and nothing the second time', async () => {
    const id = await firstIn('saved');
    await night.database.pool.query(`UPDATE calls SET phone_number = '8 (495) 000-00-17' WHERE id = ${id}`);
    expect((await forget('+74950000017')).report).toMatchObject({ calls: 1, rows: { calls: 1 } });
    expect((await forget('84950000017')).report).toMatchObject({ calls: 0, rows: { calls: 0 } });
  });

  it('counts other calls in which the number was said, and those that lead to no number', async () => {
    const { pool } = night.database;
    const id = await firstIn('saved');
    await pool.query(
      `UPDATE call_phrases SET text = 'мой номер 8 495 000-00-18' WHERE call_id = ${id} AND phrase_index = 1`,
    );
    const other = await firstIn('not_sales');
    await pool.query(`UPDATE call_ledger SET phone_hmac = NULL WHERE call_id = ${other}`);
    const { report } = await forget('+74950000018');
    expect(report).toMatchObject({
      ...{ calls: 0, mentionedIn: [id], unlinkable: 1 },
      mentions: { call_phrases: 1, call_transcripts: 0 },
    });
    expect(await count(`SELECT count(*) FROM call_phrases WHERE call_id = ${id}`)).toBeGreaterThan(1);
  });

  it('gives way to a run of any department: exit 3', async () => {
    const lock = await holdLock(night.database.connectionString, 2);
    const { exitCode, stderr } = await forget('+79120000031');
    await lock.release();
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('Another run of department 2')]);
  });

  it('prints counts and the places it cannot reach without --json', async () => {
    const { stdout } = await night.run(['forget', '--phone', '+74950000019', '--dry-run'], {
      CALLQ_FORGET_KEY,
    });
    expect(stdout).toMatch(/^Number ending in 19, all departments, dry run/);
    expect(stdout).toMatch(/^ +0 {2}model_answers$/mu);
    expect(stdout).toContain('Not reached by this command:');
  });

  it('keeps a number without calls as forgotten as well, and says what that means for the runs', async () => {
    const forgotten = (): Promise<number> => count('SELECT count(*) FROM forgotten_numbers');
    const before = await forgotten();
    const args = ['forget', '--phone', '+74950000020'];
    const rehearsed = await night.run([...args, '--dry-run'], { CALLQ_FORGET_KEY });
    expect(rehearsed.stdout).toMatch(/without --dry-run the number is kept as forgotten/);
    expect(await forgotten()).toBe(before);
    const { exitCode, stdout } = await night.run(args, { CALLQ_FORGET_KEY });
    expect([exitCode, await forgotten()]).toEqual([0, before + 1]);
    expect(stdout).toMatch(
      /calls found {2}0\n.*kept as forgotten.*\n.*CALLQ_FORGET_KEY is .*needed by every run/,
    );
  });

  it('leaves a night that balances, once the day was run again', async () => {
    const { exitCode } = await night.runJson([], { CALLQ_FORGET_KEY });
    const status = await night.run(['status', '--json', '--date', someDay]);
    expect([exitCode, status.exitCode]).toEqual([0, 0]);
    expect(JSON.parse(status.stdout)).toMatchObject({
      nights: [{ needsLook: false, balance: { listed: 60, difference: 0, missing: 0, withoutLedger: 0 } }],
    });
  });
});
