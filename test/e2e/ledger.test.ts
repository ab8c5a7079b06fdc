import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import { holdLock } from '../support/hold-lock.ts';
import type { TestServer } from '../support/http-server.ts';
import { readNumber, readOutcome } from '../support/outcome.ts';
import { startProxy, withJson } from '../support/proxy.ts';
import type { NightResult, SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

const calls = 30;
let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls });
});
afterAll(() => night.end());

beforeEach(async () => {
  await night.database.pool.query(
    'TRUNCATE runs, calls, call_ledger, day_listings, analyses, model_answers, call_phrases CASCADE',
  );
});

interface StatusNight {
  readonly day: string;
  readonly needsLook: boolean;
  readonly balance: (Record<string, number> & { difference: number | null }) | null;
  readonly lastRun: { exitCode: number | null; finishedAt: string | null; errorClass: string | null } | null;
}

/** `CHECK_DAY_AGO` of a night whose own day is this one, whatever the clock of this machine says. */
function ownDay(day: string): Record<string, string> {
  const today = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Moscow' }).format(new Date());
  return { CHECK_DAY_AGO: String((Date.parse(today) - Date.parse(day)) / 86_400_000) };
}

async function status(...args: string[]): Promise<{ exitCode: number | null; nights: StatusNight[] }> {
  const { exitCode, stdout } = await night.run(['status', '--json', ...args], ownDay(someDay));
  return { exitCode, nights: (JSON.parse(stdout) as { nights: StatusNight[] }).nights };
}

async function statusText(...args: string[]): Promise<string> {
  return (await night.run(['status', ...args], ownDay(someDay))).stdout;
}

async function aSavedCall(): Promise<string> {
  const { rows } = await night.database.pool.query<{ id: string }>('SELECT min(id) AS id FROM calls');
  return rows[0]!.id;
}

interface Item {
  readonly segmentId: number;
}

/** A run of the day in which T-Bank lists other calls than the sandbox has. */
async function runListing(
  change: (items: Item[], asked: string) => unknown[],
  args: string[] = [],
): Promise<NightResult> {
  const proxy: TestServer = await startProxy({
    target: night.sandbox.urls.tbank,
    alter: (answer, { path, body }) =>
      path.endsWith('/callsessions')
        ? withJson(answer, (page: { items: Item[] }) => ({ ...page, items: change(page.items, body) }))
        : answer,
  });
  try {
    return await night.runJson(args, { TBANK_BASE_URL: proxy.url.origin });
  } finally {
    await proxy.close();
  }
}

describe('a night that balances', () => {
  it('is told by the summary and by callq status, which exits 0', async () => {
    const { exitCode, day } = await night.runJson();
    expect(exitCode).toBe(0);
    expect(day.balance).toMatchObject({ listed: calls, difference: 0, vanished: 0, missing: 0 });
    const found = await status('--date', someDay);
    expect(found.exitCode).toBe(0);
    expect(found.nights).toMatchObject([
      { day: someDay, needsLook: false, balance: day.balance, lastRun: { exitCode: 0, errorClass: null } },
    ]);
    expect(await statusText()).toMatch(
      new RegExp(`^Department 1\\nday .*\\n${someDay} +${calls} .* 0  \\d+,.* exit 0`),
    );
  });

  it('is asked for by --last, by --date or by --from and --to; a day without a run needs a look', async () => {
    expect(await statusText()).toContain('no run was ever made');
    await night.runJson(['--limit', '1']);
    await night.run(['run', '--date', '2026-11-04', '--limit', '1']);
    expect((await status('--last', '1')).nights.map(({ day }) => day)).toEqual(['2026-11-04']);
    const range = await status('--from', '2026-11-02', '--to', '2026-11-03');
    expect([range.exitCode, range.nights.map(({ day, balance }) => [day, balance === null])]).toEqual([
      1,
      [
        ['2026-11-02', true],
        ['2026-11-03', false],
      ],
    ]);
    const both = await night.run(['status', '--last', '1', '--date', someDay]);
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('--last')]);
  });
});

describe('a night that left no trace at all', () => {
  it('is shown by callq status as a gap up to the day that is due, and needs a look', async () => {
    for (const day of [someDay, '2026-11-05']) await night.run(['run', '--date', day, '--limit', '1']);
    const found = await night.run(['status', '--json'], ownDay('2026-11-06'));
    const { nights } = JSON.parse(found.stdout) as { nights: StatusNight[] };
    expect(nights.map(({ day, balance }) => [day, balance === null])).toEqual([
      [someDay, false],
      ['2026-11-04', true],
      ['2026-11-05', false],
      ['2026-11-06', true],
    ]);
    expect([found.exitCode, nights[1]!.needsLook, nights[3]!.needsLook]).toEqual([1, true, true]);
    const text = await night.run(['status'], ownDay('2026-11-05'));
    expect(text.stdout).toContain('2026-11-04  no run: this day was never begun');
    expect(text.stdout).not.toContain('2026-11-06');
    expect(text.stdout).not.toContain('2026-11-02');
  });
});

describe('a night that does not balance', () => {
  it('because the database lost a row of the ledger without a word: exit 1, by how much, in summary and log', async () => {
    const { pool } = night.database;
    await pool.query(`
      CREATE FUNCTION lose_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER lose_row BEFORE INSERT ON call_ledger FOR EACH ROW
        WHEN (NEW.call_id % 3 = 1 AND NEW.state = 'too_short') EXECUTE FUNCTION lose_row()`);
    try {
      const { exitCode, day, stderr } = await night.runJson();
      const lost = calls - (await readNumber(pool, 'SELECT count(*) FROM call_ledger'));
      expect(lost).toBeGreaterThan(0);
      expect([exitCode, day.exitCode, day.balance]).toEqual([
        1,
        1,
        expect.objectContaining({ listed: calls, difference: lost, missing: lost }),
      ]);
      const message = `The ledger of ${someDay} does not balance, difference ${lost}: ${lost} listed calls`;
      expect(day.warnings.join()).toContain(message);
      expect(stderr).toContain(message);
      expect(await readNumber(pool, 'SELECT exit_code FROM runs')).toBe(1);
      expect((await status()).exitCode).toBe(1);
    } finally {
      await pool.query('DROP TRIGGER lose_row ON call_ledger; DROP FUNCTION lose_row');
    }
    expect((await night.runJson()).exitCode).toBe(0);
    expect((await status()).exitCode).toBe(0);
  });

  it('because a row of calls has no row in the ledger', async () => {
    await night.runJson();
    await night.database.pool.query(
      `INSERT INTO calls (id, start_time, operator_id, department_id)
       SELECT 5, start_time, operator_id, department_id FROM calls LIMIT 1`,
    );
    const { exitCode, day } = await night.runJson();
    expect([exitCode, day.balance]).toEqual([
      1,
      expect.objectContaining({ difference: -1, withoutLedger: 1 }),
    ]);
  });

  it('because the day was deleted by hand, until the next run, which pays for nothing', async () => {
    await night.runJson();
    const { requests } = night.sandbox.statistics().llm;
    const before = await readOutcome(night.database.pool);
    await night.database.pool.query(`DELETE FROM calls WHERE start_time::date = '${someDay}'`);
    const found = await status();
    expect([found.exitCode, found.nights[0]!.balance!.difference]).toEqual([1, before['calls']!.length]);
    expect(await statusText()).toContain('saved calls have no row in calls (deleted by hand?)');
    const rerun = await night.runJson();
    expect([rerun.exitCode, rerun.day.balance!.difference]).toEqual([0, 0]);
    expect(await readOutcome(night.database.pool)).toEqual(before);
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
  });

  it('because it was killed: unknown, until the next run', async () => {
    await night.runJson();
    await night.database.pool.query(`
      TRUNCATE day_listings; DELETE FROM call_ledger WHERE state = 'too_short';
      UPDATE runs SET finished_at = NULL, exit_code = NULL`);
    const found = await status();
    expect(found).toMatchObject({ exitCode: 1, nights: [{ balance: { listed: null, difference: null } }] });
    expect(await statusText()).toMatch(/unknown +12 .*without an end: killed/s);
    await night.runJson();
    expect((await status()).exitCode).toBe(0);
  });
});

describe('a night that balances and needs a look all the same', () => {
  it('was killed, which a run that is going on was not', async () => {
    await night.runJson();
    await night.database.pool.query('UPDATE runs SET finished_at = NULL, exit_code = NULL');
    expect((await status()).exitCode).toBe(1);
    const lock = await holdLock(night.database.connectionString, 1);
    expect((await status()).exitCode).toBe(0);
    expect(await statusText()).toMatch(/: going on$/m);
    // A later run of another day: this one is not the one that holds the lock.
    await night.database.pool.query(
      `INSERT INTO runs (invocation_id, department_id, day, version, host, process_id)
       SELECT gen_random_uuid(), 1, day - 1, version, host, process_id FROM runs`,
    );
    expect((await status('--date', someDay)).exitCode).toBe(1);
    await lock.release();
  });

  it('was stopped early: by its class or its exit code', async () => {
    await night.runJson();
    const refused = await night.run(['run', '--date', someDay], { PASSWORD: 'wrong' });
    expect(refused.exitCode).toBe(2);
    const found = await status();
    expect([found.exitCode, found.nights[0]!.balance!.difference]).toEqual([1, 0]);
    expect(found.nights[0]!.lastRun!.errorClass).not.toBeNull();
    await night.database.pool.query('UPDATE runs SET error_class = NULL');
    expect((await status()).exitCode).toBe(1);
    await night.runJson();
    expect((await status()).exitCode).toBe(0);
  });

  it('is not one whose failed calls have vanished or were purged: nothing can finish them', async () => {
    await night.runJson();
    const one = `(SELECT min(call_id) FROM call_ledger WHERE state = 'too_short')`;
    await night.database.pool.query(
      `UPDATE call_ledger SET state = 'failed', action = 'failed', failure_stage = 'transcript', failure_class = 'x',
         reason = 'x' WHERE call_id = ${one}`,
    );
    expect((await status()).exitCode).toBe(1);
    for (const column of ['vanished_at', 'purged_at']) {
      await night.database.pool.query(
        `UPDATE call_ledger SET vanished_at = NULL, purged_at = NULL WHERE state = 'failed';
         UPDATE call_ledger SET ${column} = now() WHERE state = 'failed'`,
      );
      const found = await status();
      expect([column, found.exitCode, found.nights[0]!.balance]).toMatchObject([
        ...[column, 0],
        { failed: 1, outOfReach: 1, difference: 0 },
      ]);
    }
  });
});

it.each([
  ['status'],
  ['calls'],
  ['rescore', '--date', someDay],
  ['rescore', '--date', someDay, '--dry-run'],
  ['purge', '--older-than', '30000d'],
])('a department that does not exist is refused by callq %s, naming DEPARTAMENT_ID', async (...args) => {
  const { exitCode, stdout, stderr } = await night.run(args, { DEPARTAMENT_ID: '77' });
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('DEPARTAMENT_ID is 77, and the table departments has no such row; it has 1, 2.');
});

describe('calls that failed', () => {
  it('are listed with their reasons, and --only-unfinished takes up just those; then nothing has happened', async () => {
    await night.runJson();
    const undisturbed = await readOutcome(night.database.pool);
    await night.database.pool.query(
      'TRUNCATE runs, calls, call_ledger, day_listings, analyses, model_answers, call_phrases CASCADE',
    );
    const faulty = await startSandbox({ calls, faults: ['llm:policy@#2,5,6'] });
    const first = await night.runJson([], faulty.environment(1)).finally(() => faulty.close());
    expect([first.exitCode, first.day.states['failed'], first.day.balance!.difference]).toEqual([1, 3, 0]);
    expect((await status()).exitCode).toBe(1);

    const listed = await night.run(['calls', '--state', 'failed', '--json']);
    const { calls: failed, more } = JSON.parse(listed.stdout) as { calls: unknown[]; more: boolean };
    expect([listed.exitCode, failed.length, more]).toEqual([0, 3, false]);
    expect(failed[0]).toMatchObject({
      ...{ callId: expect.stringMatching(/^\d+$/) as string, day: someDay, state: 'failed' },
      ...{ failureStage: 'analysis', failureClass: expect.any(String) as string, vanished: false },
      ...{
        startedAt: expect.stringMatching(`^${someDay} `) as string,
        durationSeconds: expect.any(Number) as number,
      },
    });
    expect(listed.stdout).not.toContain('+7');
    const text = await night.run(['calls', '--state', 'failed', '--limit', '2']);
    expect(text.stdout.split('\n')).toHaveLength(3);
    expect(text.stderr).toContain('these are the first 2');

    const { requests } = night.sandbox.statistics().llm;
    const rest = await night.runJson(['--only-unfinished']);
    expect(rest).toMatchObject({
      exitCode: 0,
      day: {
        selection: 'unfinished',
        listed: 3,
        actions: { analysed: 3 },
        balance: { listed: calls, difference: 0 },
      },
    });
    expect(night.sandbox.statistics().llm.requests - requests).toBe(3);
    expect(
      await readNumber(night.database.pool, 'SELECT count(*) FROM call_ledger WHERE vanished_at IS NOT NULL'),
    ).toBe(0);
    expect(await readOutcome(night.database.pool)).toEqual(undisturbed);

    const nothing = await night.run(['run', '--only-unfinished', '--date', someDay]);
    expect([nothing.exitCode, nothing.stdout]).toEqual([0, 'Nothing is unfinished on these days.\n']);
  });

  it('--only-unfinished exits 1 for a day that was never run, or of which chosen calls alone were taken', async () => {
    await night.runJson();
    const id = await aSavedCall();
    await night.database.pool.query(
      'TRUNCATE runs, calls, call_ledger, day_listings, analyses, model_answers, call_phrases CASCADE',
    );
    const never = await night.run(['run', '--only-unfinished', '--date', someDay]);
    expect([never.exitCode, never.stdout]).toEqual([
      1,
      expect.stringMatching(`^Never run, or never listed to its end: ${someDay}\\.`),
    ]);
    expect((await night.runJson(['--call', id])).exitCode).toBe(0);
    const chosen = await night.run(['run', '--only-unfinished', '--date', someDay, '--json']);
    expect([chosen.exitCode, JSON.parse(chosen.stdout)]).toMatchObject([
      1,
      { exitCode: 1, days: [], daysNeverListed: [someDay] },
    ]);
    // Nobody named these days, and the department has no night yet.
    const none = await night.run(['run', '--only-unfinished']);
    expect([none.exitCode, none.stdout]).toEqual([0, 'Nothing is unfinished on these days.\n']);
  });

  it('callq calls narrows by state and day, and refuses a state that there is not', async () => {
    await night.runJson();
    const some = await night.run(['calls', '--state', 'too_short', 'unknown_operator', '--date', someDay]);
    const lines = some.stdout.trim().split('\n');
    expect(lines.every((line) => /^2026-11-03 {2}\d+ {2}(too_short|unknown_operator) /.test(line))).toBe(
      true,
    );
    expect(lines.length).toBe(
      await readNumber(
        night.database.pool,
        `SELECT count(*) FROM call_ledger WHERE state IN ('too_short', 'unknown_operator')`,
      ),
    );
    const none = await night.run(['calls', '--date', '2026-11-04']);
    expect([none.exitCode, none.stdout]).toEqual([0, '']);
    const wrong = await night.run(['calls', '--state', 'lost']);
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('States are saved, not_sales'),
    ]);
  });

  it('--only-unfinished and --call exclude each other', async () => {
    const both = await night.run(['run', '--date', someDay, '--only-unfinished', '--call', '1']);
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('exclude each other')]);
  });
});

describe('a listing that changes', () => {
  it('a call that appears is taken; one that vanishes is kept, marked and accounted for; the mark goes when it is back', async () => {
    await night.runJson();
    const undisturbed = await readOutcome(night.database.pool);
    const late = Number(await aSavedCall());
    await night.database.pool.query(
      'TRUNCATE runs, calls, call_ledger, day_listings, analyses, model_answers, call_phrases CASCADE',
    );
    const without = (items: Item[]): Item[] => items.filter(({ segmentId }) => segmentId !== late);
    expect((await runListing(without)).day).toMatchObject({
      listed: calls - 1,
      balance: { listed: calls - 1 },
    });
    expect((await night.runJson()).day).toMatchObject({ listed: calls, actions: { analysed: 1 } });
    expect(await readOutcome(night.database.pool)).toEqual(undisturbed);

    const gone = await runListing(without);
    expect(gone.exitCode).toBe(0);
    expect(gone.day).toMatchObject({
      listed: calls - 1,
      balance: { listed: calls, difference: 0, vanished: 1 },
    });
    expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
    expect(await statusText()).toContain('1 calls are no longer listed by T-Bank and are kept');
    const { stdout } = await night.run(['calls', '--json', '--state', 'saved']);
    const marked = (JSON.parse(stdout) as { calls: { callId: string; vanished: boolean }[] }).calls;
    expect(marked.filter(({ vanished }) => vanished).map(({ callId }) => callId)).toEqual([String(late)]);

    expect((await night.runJson()).day.balance).toMatchObject({ listed: calls, difference: 0, vanished: 0 });
  });

  it('only a run that takes all calls says that others have vanished', async () => {
    await night.runJson(['--limit', '2']);
    const kept = await aSavedCall();
    const onlyOne = (items: Item[]): Item[] => items.filter(({ segmentId }) => String(segmentId) === kept);
    for (const args of [['--call', kept], ['--only-unfinished']]) {
      const { day } = await runListing(onlyOne, args);
      expect(day.balance).toMatchObject({ listed: calls, difference: 0, vanished: 0 });
    }
  });

  it('T-Bank that gives a full page as the last one is asked again in smaller windows, and no call is lost', async () => {
    const many = await startSandbox({ calls: 2300, faults: ['tbank:no-next-page:on=calls@100%'] });
    try {
      const { exitCode, day, stderr } = await night.runJson(['--limit', '2'], many.environment(1));
      expect([exitCode, day.listed, day.balance]).toEqual([
        0,
        2300,
        expect.objectContaining({ listed: 2300, difference: 0 }),
      ]);
      expect(stderr).toContain('asked for again in smaller windows');
      expect(await readNumber(night.database.pool, 'SELECT count(*) FROM call_ledger')).toBe(2300);
    } finally {
      await many.close();
    }
  });

  it('when even the shortest windows are full, what was listed is processed and the run exits 1, saying so', async () => {
    const noon = Array.from({ length: 1000 }, (_, index) => ({
      ...{
        segmentId: index + 1,
        startDate: `${someDay}T12:00:00`,
        endDate: `${someDay}T12:00:05`,
        duration: 5,
      },
    }));
    const filler = (items: Item[], asked: string): unknown[] => {
      const { filters } = JSON.parse(asked) as { filters: { date: { min: string; max: string } } };
      const holdsNoon =
        filters.date.min <= `${someDay} 12:00:00` && filters.date.max >= `${someDay} 12:00:00`;
      return holdsNoon ? [...items, ...noon].slice(0, 1000) : items;
    };
    const { exitCode, day, stderr } = await runListing(filler);
    expect([exitCode, day.stoppedBy, day.balance]).toEqual([
      1,
      null,
      expect.objectContaining({ listed: null }),
    ]);
    expect(day.actions.analysed).toBeGreaterThan(5);
    expect(day.warnings.join()).toContain(`T-Bank may hold back calls of ${someDay}`);
    expect(stderr).toContain('even for the shortest windows');
    expect((await status()).exitCode).toBe(1);
  });
});
