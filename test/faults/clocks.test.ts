import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDatabase, runStatement } from '../support/database-url.ts';
import { clockAt, clockFrom, clockLine, fakeTimeLibrary } from '../support/fake-clock.ts';
import { endWithin } from '../support/faults/disturb-night.ts';
import { readOperatorsCsv } from '../support/faults/fault-bench.ts';
import type { FaultRig } from '../support/faults/fault-rig.ts';
import { startFaultRig } from '../support/faults/fault-rig.ts';
import type { Contents } from '../support/faults/read-contents.ts';
import { readContents } from '../support/faults/read-contents.ts';
import type { DatabaseServer } from '../support/faults/small-day.ts';
import { copyDatabase, prepareServer, smallDay, smallDaySettings } from '../support/faults/small-day.ts';

let server: DatabaseServer;
beforeAll(async () => {
  server = await prepareServer(await readOperatorsCsv());
});
afterAll(() => server.drop?.());

interface Night {
  readonly day: string;
  readonly calls: number;
  readonly contents: Contents;
}

/** One run without --date at this instant; `arrange` may disturb it. */
async function runAt(
  instant: Date,
  changes: Readonly<Record<string, string>>,
  arrange: (rig: FaultRig) => void = () => undefined,
): Promise<Night> {
  // The sandbox goes by the same clock: it refuses a key that was signed in another year.
  const begun = Date.now();
  const now = (): number => instant.getTime() + Date.now() - begun;
  const rig = await startFaultRig({
    serverUrl: server.url,
    sandbox: { ...smallDay, now },
    settings: smallDaySettings,
  });
  const database = await copyDatabase(server.url(), server.template);
  const pool = openDatabase(server.url(), database);
  try {
    arrange(rig);
    const { exitCode, stderr } = await endWithin(rig.start(database, ['run', '--json'], changes), 60);
    expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
    const { rows } = await pool.query<{ day: string; calls: number }>(
      'SELECT day::text AS day, count(*)::int AS calls FROM call_ledger GROUP BY 1',
    );
    expect(rows.length).toBe(1);
    return { ...rows[0]!, contents: await readContents(pool) };
  } finally {
    await pool.end();
    await runStatement(server.url(), `DROP DATABASE ${database} WITH (FORCE)`);
    await rig.close();
  }
}

const zones = ['America/New_York', 'Asia/Vladivostok', 'Pacific/Kiritimati', 'UTC'];

describe.skipIf(fakeTimeLibrary === null)('with another clock (needs the Debian package faketime)', () => {
  it.each([
    ['2026-11-05T20:30:00Z', '2026-11-03', 'half past eleven at night in Moscow'],
    ['2026-11-05T21:30:00Z', '2026-11-04', 'half past midnight in Moscow, still yesterday in UTC'],
    ['2028-03-02T06:00:00Z', '2028-02-29', 'a leap day'],
    ['2028-02-29T21:30:00Z', '2028-02-28', 'the night after a leap day'],
  ])('CHECK_DAY_AGO=2 at %s means %s in every zone of the container: %s', async (instant, day) => {
    const nights: Night[] = [];
    for (const zone of zones)
      nights.push(await runAt(new Date(instant), { ...clockAt(new Date(instant)), TZ: zone }));
    expect(nights.map((night) => [night.day, night.calls])).toEqual(zones.map(() => [day, smallDay.calls]));
    for (const { contents } of nights) expect(contents).toEqual(nights[0]!.contents);
  });

  it.each([
    ['past midnight in Moscow', '2026-11-05T20:50:00Z', 15 * 60],
    ['back by three hours', '2026-11-05T12:00:00Z', -3 * 3600],
    ['forward by two days', '2026-11-05T12:00:00Z', 2 * 86_400],
  ])('the clock goes %s during a run: day and result stay the same', async (_name, start, seconds) => {
    const instant = new Date(start);
    const file = join(tmpdir(), `callq-clock-${process.pid}-${Math.abs(seconds)}`);
    await writeFile(file, clockLine(instant));
    try {
      const jumped = new Date(instant.getTime() + seconds * 1000);
      const disturbed = await runAt(instant, clockFrom(file), (rig) => {
        rig.proxies.llm.reset(undefined, {
          onAnswered: (answer) => {
            if (answer === 2) void writeFile(file, clockLine(jumped));
          },
        });
      });
      const sound = await runAt(instant, clockAt(instant));
      expect(disturbed).toEqual(sound);
      expect(disturbed.day).toBe('2026-11-03');
    } finally {
      await rm(file, { force: true });
    }
  });
});
