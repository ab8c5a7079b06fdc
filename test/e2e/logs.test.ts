import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import { collectSecrets, findSecrets, readLogFiles } from '../support/secrets.ts';

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}
const run = ['run', '--date', someDay];
const today = (): string => DateTime.now().setZone('Europe/Moscow').toISODate()!;

/** Lines of JSON among others, such as the one that names the hosts. */
const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

async function rowsOf(night: SandboxNight, query: string): Promise<Record<string, unknown>[]> {
  const { rows } = await night.database.pool.query<Record<string, unknown>>(query);
  return rows;
}

describe('a night with failures', () => {
  let night: SandboxNight;
  let stderr: string;
  let lines: Line[];
  beforeAll(async () => {
    night = await startNight({ calls: 30, faults: ['llm:500@#2,5', 'llm:policy@#8,9,10'] });
    ({ stderr } = await night.run(run, { LOGGING_ON_DT: 'true', LOGGING_LEVEL: 'debug' }));
    lines = linesOf(stderr);
  });
  afterAll(() => night.end());

  it('writes the same lines of JSON to a pipe and to the file of the day', async () => {
    expect(await readdir(join(night.folder, 'logs'))).toEqual([`callq-${today()}.log`]);
    expect(linesOf(await readLogFiles(night.folder))).toEqual(lines);
  });

  it('has the run on every line about its day, and the call on every line about a call', async () => {
    const [found] = await rowsOf(night, 'SELECT id::text AS id, invocation_id FROM runs');
    expect(new Set(lines.map(({ invocationId }) => invocationId))).toEqual(
      new Set([found!['invocation_id']]),
    );
    // Before it there is only what was read before the run had its row.
    expect(lines.filter(({ runId }) => runId !== found!['id']).every(({ stage }) => stage === 'sheets')).toBe(
      true,
    );
    const ofGateway = lines.filter(({ msg }) => msg.startsWith('the gateway gave no answer, asking again'));
    const failed = lines.filter(({ msg }) => msg.startsWith('call failed'));
    expect(ofGateway.length).toBeGreaterThan(0);
    expect(failed.length).toBeGreaterThan(0);
    expect([...ofGateway, ...failed].filter(({ callId }) => typeof callId !== 'number')).toEqual([]);
  });

  it('says at the end of a day how it ended', async () => {
    const [run] = await rowsOf(night, 'SELECT id::text AS id, exit_code AS code, listed FROM runs');
    const [end, ...others] = lines.filter(({ msg }) => msg.startsWith('the day ended'));
    expect(others).toEqual([]);
    expect(end).toMatchObject({ level: 'info', runId: run!['id'], day: someDay });
    const { code, listed } = run!;
    expect(end!.msg).toMatch(
      new RegExp(
        `^the day ended with exit code ${String(code)}: listed ${String(listed)}, analysed \\d+, `,
        'u',
      ),
    );
  });

  it('keeps warnings and errors in log_entries, and nothing else', async () => {
    const kept = lines.filter(({ level }) => level === 'warn' || level === 'error');
    const rows = await rowsOf(
      night,
      `SELECT level, message AS msg, run_id::text AS "runId", call_id::text AS "callId", fields->>'failureClass' AS "failureClass"
       FROM log_entries ORDER BY entry`,
    );
    expect(rows).toEqual(
      kept.map(({ level, msg, runId = null, callId = null, failureClass = null }) => ({
        ...{ level, msg, runId, failureClass, callId: callId === null ? null : String(callId as number) },
      })),
    );
    const [state] = await rowsOf(
      night,
      `SELECT count(*)::integer AS n FROM log_entries JOIN call_ledger USING (call_id) WHERE state = 'failed' AND message LIKE 'call failed%'`,
    );
    expect(state!['n']).toBe(lines.filter(({ msg }) => msg.startsWith('call failed')).length);
  });

  it('names operators at DEBUG only', async () => {
    const unknown = await rowsOf(
      night,
      "SELECT operator_name AS name FROM call_ledger WHERE state IN ('unknown_operator', 'ambiguous_operator')",
    );
    expect(unknown.length).toBeGreaterThan(0);
    const named = lines.filter((line) => line['operatorName'] !== undefined);
    expect(named.map((line) => line['operatorName']).sort()).toEqual(unknown.map(({ name }) => name).sort());
    expect(new Set(named.map(({ level }) => level))).toEqual(new Set(['debug']));
    const people = await rowsOf(night, 'SELECT full_name AS name FROM operators');
    const other = JSON.stringify(lines.filter(({ level }) => level !== 'debug'));
    expect([...unknown, ...people].filter(({ name }) => other.includes(String(name)))).toEqual([]);
  });

  it('holds no password, key, phone number, line of a transcript or judgement anywhere', async () => {
    const secrets = await collectSecrets({ ...night, pool: night.database.pool });
    const entries = await rowsOf(night, 'SELECT to_jsonb(log_entries) AS row FROM log_entries');
    const written = [stderr, await readLogFiles(night.folder), JSON.stringify(entries)].join('\n');
    expect(secrets.size).toBeGreaterThan(100);
    expect(findSecrets(written, secrets)).toEqual([]);
  });

  it('its entries go with the calls that are purged', async () => {
    const ofCalls = 'SELECT count(*)::integer AS n FROM log_entries WHERE call_id IS NOT NULL';
    expect((await rowsOf(night, ofCalls))[0]!['n']).toBeGreaterThan(0);
    const { exitCode } = await night.run(['purge', '--older-than', '1d']);
    expect(exitCode).toBe(0);
    expect(await rowsOf(night, ofCalls)).toEqual([{ n: 0 }]);
  });
});

describe('a night goes on', () => {
  let night: SandboxNight;
  beforeAll(async () => {
    night = await startNight({ calls: 10 });
  });
  afterAll(() => night.end());
  const warningsOf = (stderr: string): string[] =>
    linesOf(stderr).flatMap(({ level, msg }) => (level === 'warn' || level === 'error' ? [msg] : []));

  it.each([
    ['in a file', 'plain/logs', 'ENOTDIR'],
    ['where nothing can be made', '/proc/callq/logs', process.platform === 'linux' ? 'ENOENT' : 'E'],
  ])('when the log folder cannot be made, %s: one warning', async (_, folder, code) => {
    await writeFile(join(night.folder, 'plain'), '');
    const { exitCode, stderr } = await night.run(run, { LOGGING_DIR: folder });
    expect(exitCode).toBe(0);
    expect(warningsOf(stderr)).toEqual([
      expect.stringMatching(new RegExp(`^the log file in LOGGING_DIR cannot be written \\(${code}`, 'u')),
    ]);
  });

  it.skipIf(!existsSync('/dev/full'))('when the disk of the log is full: one warning', async () => {
    const folder = join(night.folder, 'full');
    await night.run([...run, '--dry-run'], { LOGGING_DIR: 'full', LOGGING_NAME: 'other' });
    for (const day of [today(), DateTime.now().setZone('Europe/Moscow').plus({ days: 1 }).toISODate()!]) {
      await symlink('/dev/full', join(folder, `callq-${day}.log`));
    }
    const { exitCode, stderr } = await night.run(run, { LOGGING_DIR: 'full', LOGGING_LEVEL: 'debug' });
    expect(exitCode).toBe(0);
    expect(warningsOf(stderr)).toEqual([
      expect.stringMatching(/^the log file in LOGGING_DIR cannot be written \(ENOSPC\)/u),
    ]);
  });

  it('when log_entries cannot be written: what is lost is counted and said', async () => {
    await night.database.pool.query('ALTER TABLE log_entries RENAME TO hidden');
    const settings = { LOGGING_ON_DB: 'true', LOGGING_DIR: 'plain/logs' };
    const { exitCode, stderr } = await night.run(run, settings);
    await night.database.pool.query('ALTER TABLE hidden RENAME TO log_entries');
    expect(exitCode).toBe(0);
    const last = linesOf(stderr).at(-1)!;
    expect(last).toMatchObject({ level: 'warn', count: 1, failureClass: '42P01' });
    expect(last.msg).toBe('warnings and errors of this run did not get into log_entries');
  });

  it('and a dry run keeps nothing in log_entries', async () => {
    await night.run([...run, '--dry-run'], { LOGGING_ON_DB: 'true', LOGGING_DIR: 'plain/logs' });
    expect(await rowsOf(night, 'SELECT FROM log_entries')).toEqual([]);
  });
});

it('a run that cannot begin says why in the log file too, with whatever settings can be read', async () => {
  const night = await startNight({ calls: 5 });
  const { exitCode, stderr } = await night.run(run, { CHECK_DAY_AGO: 'MARKED', LOGGING_NAME: 'night' });
  expect(exitCode).toBe(2);
  const [line] = linesOf(await readFile(join(night.folder, 'logs', `night-${today()}.log`), 'utf8'));
  expect(line).toMatchObject({ level: 'error', failureClass: 'settings', department: 1 });
  expect(line?.msg).toContain('CHECK_DAY_AGO: must be a whole number');
  expect(JSON.stringify(line)).not.toContain('MARKED');
  // On stderr once, as text.
  expect(stderr.split('CHECK_DAY_AGO: must be a whole number')).toHaveLength(2);
  expect(stderr).toMatch(/^callq: .*CHECK_DAY_AGO: must be/msu);
  await night.end();
});

it('two departments that share a folder do not mix their lines', async () => {
  const nights = await Promise.all([startNight({ calls: 60 }, 1), startNight({ calls: 60 }, 2)]);
  const folder = join(nights[0].folder, 'logs');
  const settings = { LOGGING_DIR: folder, LOGGING_LEVEL: 'debug', LOGGING_ON_CONSOLE: 'false' };
  await Promise.all(
    nights.map((night, index) => night.run(run, { ...settings, DEPARTAMENT_ID: String(index + 1) })),
  );
  const lines = linesOf(await readLogFiles(nights[0].folder));
  for (const department of [1, 2]) {
    expect(lines.filter((line) => line['department'] === department).length).toBeGreaterThan(3);
  }
  await Promise.all(nights.map((night) => night.end()));
});
