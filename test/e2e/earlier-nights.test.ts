import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import type { TestServer } from '../support/http-server.ts';
import { readNumber } from '../support/outcome.ts';
import { startProxy } from '../support/proxy.ts';
import type { DaySummary, SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

const calls = 50;
let night: SandboxNight;
let proxy: TestServer | null = null;

beforeEach(async () => {
  night = await startNight({ calls });
});
afterEach(async () => {
  await proxy?.close();
  proxy = null;
  await night.end();
});

interface Summary {
  readonly exitCode: number | null;
  readonly days: readonly DaySummary[];
  readonly daysNotBegun: readonly string[];
}

/** A night as cron starts it: no day named; its own day is so many days ago. */
async function runNight(
  daysAgo: number,
  changes: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<Summary> {
  const finished = await night.run(['run', '--json', ...args], {
    CHECK_DAY_AGO: String(daysAgo),
    ...changes,
  });
  if (finished.stdout === '') return { exitCode: finished.exitCode, days: [], daysNotBegun: [] };
  const { days, daysNotBegun } = JSON.parse(finished.stdout) as Omit<Summary, 'exitCode'>;
  return { exitCode: finished.exitCode, days, daysNotBegun };
}

async function statesOf(day: string): Promise<Record<string, number>> {
  const { rows } = await night.database.pool.query<{ state: string; n: number }>(
    'SELECT state, count(*)::integer AS n FROM call_ledger WHERE day = $1 GROUP BY state',
    [day],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** From now on T-Bank has a transcript for every call that it had none for, as long as `late` says so. */
async function withLateTranscripts(late: (callId: number) => boolean): Promise<string> {
  let known = '';
  proxy = await startProxy({
    target: night.sandbox.urls.tbank,
    alter: (answer, { path, body }) => {
      if (!path.includes('/transcription/segment')) return answer;
      if (answer.body.includes('phraseText')) known = answer.body;
      else if (late((JSON.parse(body) as { segmentId: number }).segmentId)) {
        return { ...answer, status: 200, body: known };
      }
      return answer;
    },
  });
  return proxy.url.origin;
}

function listingsOf(): number {
  const paths = Object.entries(night.sandbox.statistics().tbank.requestsByPath);
  return paths.reduce((sum, [path, count]) => (path.endsWith('callsessions') ? sum + count : sum), 0);
}

describe('a call without transcript', () => {
  it('is asked for again by the next nights, counted in its own day, and given up when its days are over', async () => {
    const patient = { CALLQ_PENDING_DAYS: '5' };
    const first = await runNight(4, patient);
    const [own] = first.days;
    const waiting = own!.states['pending_transcript']!;
    expect([first.exitCode, first.days.length, waiting > 1]).toEqual([0, 1, true]);
    const { rows } = await night.database.pool.query<{ id: string }>(
      "SELECT call_id AS id FROM call_ledger WHERE state = 'pending_transcript' ORDER BY call_id LIMIT 1",
    );
    const { requests } = night.sandbox.statistics().llm;

    // The next night: one transcript has come.
    const origin = await withLateTranscripts((callId) => String(callId) === rows[0]!.id);
    const second = await runNight(3, { ...patient, TBANK_BASE_URL: origin });
    expect(second.exitCode).toBe(0);
    expect(second.days.map(({ day, selection }) => [day, selection])).toEqual([
      [second.days[0]!.day, 'all'],
      [own!.day, 'unfinished'],
    ]);
    expect(second.days[1]).toMatchObject({
      listed: waiting,
      actions: { analysed: 1, excluded: waiting - 1 },
      balance: { listed: calls, difference: 0, vanished: 0 },
    });
    expect(night.sandbox.statistics().llm.requests - requests).toBe(1 + second.days[0]!.actions.analysed);
    expect((await statesOf(own!.day))['pending_transcript']).toBe(waiting - 1);

    // Two nights later, with fewer days of patience: the first day is given up unasked, the second is asked a last time.
    const listings = listingsOf();
    const third = await runNight(2, { CALLQ_PENDING_DAYS: '1' });
    expect(third.exitCode).toBe(0);
    expect(third.days.map(({ day }) => day)).toEqual([third.days[0]!.day, second.days[0]!.day]);
    expect(listingsOf() - listings).toBe(2);
    expect(await statesOf(own!.day)).toMatchObject({ no_transcript: waiting - 1 });
    expect(await statesOf(own!.day)).not.toHaveProperty('pending_transcript');
    expect(third.days[1]!.states['no_transcript']).toBe(second.days[0]!.states['pending_transcript']);
    const status = await night.run(['status', '--last', '3']);
    expect([status.exitCode, status.stdout]).toEqual([0, expect.stringContaining(own!.day)]);
  });

  it('is not asked for again by a run that names its day', async () => {
    const patient = { CALLQ_PENDING_DAYS: '5' };
    const [own] = (await runNight(4, patient)).days;
    const named = await runNight(4, patient, ['--days-ago', '3']);
    expect(named.days.map(({ day }) => day)).not.toContain(own!.day);
    const asked = await runNight(4, patient, ['--date', own!.day]);
    expect(asked.days).toMatchObject([{ day: own!.day, selection: 'all', listed: calls }]);
  });
});

describe('what earlier nights left', () => {
  it('is finished by the next night: failed calls, and the whole of a night that could not begin', async () => {
    const faulty = await startSandbox({ calls, faults: ['llm:policy@#3,4'] });
    const failing = await runNight(4, faulty.environment(1)).finally(() => faulty.close());
    expect([failing.exitCode, failing.days[0]!.states['failed']]).toEqual([1, 2]);
    const broken = await runNight(3, { PASSWORD: 'wrong' });
    expect([broken.exitCode, broken.days]).toEqual([2, []]);

    const { exitCode, days } = await runNight(2);
    expect(exitCode).toBe(0);
    expect(
      days.map(({ selection, listed, actions }) => [selection, listed === calls, actions.failed]),
    ).toEqual([
      ['all', true, 0],
      ['unfinished', false, 0],
      ['all', true, 0],
    ]);
    expect(days[1]!.actions.analysed).toBe(2);
    expect(
      await readNumber(night.database.pool, "SELECT count(*) FROM call_ledger WHERE state = 'failed'"),
    ).toBe(0);
    const status = await night.run(['status']);
    expect(status.exitCode).toBe(0);
  });

  it('is the whole of a night of which no row was left, and nothing of the time before the first night', async () => {
    await runNight(5, {}, ['--limit', '1']);
    const away = await runNight(4, { DATA_BASE: 'postgresql://callq@127.0.0.1:1/callq' });
    expect([away.exitCode, away.days]).toEqual([2, []]);
    const { exitCode, days } = await runNight(3, { CALLQ_PENDING_DAYS: '4' });
    const [own, missed, ...others] = days;
    expect([exitCode, own!.actions.failed, others]).toEqual([0, 0, []]);
    expect(missed).toMatchObject({ selection: 'all', listed: calls, actions: { failed: 0, left: 0 } });
    expect(Date.parse(own!.day) - Date.parse(missed!.day)).toBe(86_400_000);
  });

  it('is not what --limit left, which --only-unfinished takes up', async () => {
    const limited = await runNight(3, {}, ['--limit', '1']);
    const left = limited.days[0]!.actions.left;
    const next = await runNight(2, { CALLQ_PENDING_DAYS: '2' });
    expect(next.days.map(({ day }) => day)).not.toContain(limited.days[0]!.day);
    const rest = await runNight(2, { CALLQ_PENDING_DAYS: '2' }, ['--only-unfinished']);
    // The newer day's calls without transcript are asked for again as well.
    expect([rest.exitCode, rest.days.map(({ day }) => day), rest.daysNotBegun]).toEqual([
      0,
      [limited.days[0]!.day, next.days[0]!.day],
      [],
    ]);
    expect(rest.days[0]).toMatchObject({ selection: 'unfinished', actions: { left: 0 } });
    expect(rest.days[0]!.listed).toBeGreaterThanOrEqual(left);
  });
});
