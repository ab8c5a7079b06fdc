import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createStore } from '../../src/clients/postgres/create-store.ts';
import {
  exampleAnalysis,
  exampleAnswer,
  exampleRecord,
  exampleRun,
  STORE_OPTIONS,
  LOCK_HELD,
} from '../integration/postgres/example-records.ts';
import type { Running } from '../support/callq-process.ts';
import { emptyFolder, startCallq } from '../support/callq-process.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import { holdRows, noLock, waitUntil } from '../support/hold-rows.ts';
import { readNumber } from '../support/outcome.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { createTestDatabase } from '../support/test-database.ts';

/** More than one transaction takes. */
const calls = 210;
const last = `SELECT FROM call_transcripts WHERE call_id = ${calls}`;

let folder: string;
let disturbed: TestDatabase;
let undisturbed: TestDatabase;
beforeEach(async () => {
  [folder, disturbed, undisturbed] = await Promise.all([emptyFolder(), fill(), fill()]);
});
afterEach(async () => {
  await Promise.all([disturbed.drop(), undisturbed.drop(), rm(folder, { recursive: true, force: true })]);
});

async function fill(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const { pool } = database;
  await pool.query(
    "INSERT INTO operators (id, full_name, department_id, active) VALUES (7, 'Малев', 1, true)",
  );
  const run = await createStore(pool, STORE_OPTIONS).beginRun(exampleRun({ day: '2020-01-01' }), LOCK_HELD);
  for (let id = 1; id <= calls; id += 1) {
    const answer = await run.appendAnswer(exampleAnswer(id));
    await run.saveCall(exampleRecord(id, exampleAnalysis([answer])));
  }
  await pool.query("UPDATE calls SET start_time = '2020-01-01 10:00'");
  return database;
}

/** All rows, without the moments at which they were written and the id of the invocation. */
async function readRows({ pool }: TestDatabase): Promise<unknown> {
  const dump = await dumpDatabase(pool);
  return JSON.parse(
    JSON.stringify(dump).replaceAll(
      /\d{4}-\d\d-\d\dT[\d:.]+\+00:00|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gu,
      '',
    ),
  );
}

const start = ({ connectionString }: TestDatabase, args: readonly string[]): Running =>
  startCallq(['purge', '--json', '--older-than', '1d', ...args], {
    environment: { DATA_BASE: connectionString },
    workingDirectory: folder,
  });

describe.each([
  ['callq purge', []],
  ['callq purge --transcripts-only', ['--transcripts-only']],
])('%s', (_name, args) => {
  const transcripts = ({ pool }: TestDatabase): Promise<number> =>
    readNumber(pool, 'SELECT count(*) FROM call_transcripts');

  it('killed half-way leaves the rest to a second start', async () => {
    const rows = await holdRows(disturbed, last);
    const killed = start(disturbed, args);
    await rows.waitedFor();
    expect(await transcripts(disturbed)).toBe(calls - 200);
    killed.child.kill('SIGKILL');
    await killed.finished;
    await rows.release();
    await waitUntil(disturbed, noLock);
    expect((await start(disturbed, args).finished).exitCode).toBe(0);
    expect((await start(undisturbed, args).finished).exitCode).toBe(0);
    expect(await transcripts(disturbed)).toBe(0);
    expect(await readRows(disturbed)).toEqual(await readRows(undisturbed));
  });

  it('whose connection is terminated half-way ends as if nothing had happened', async () => {
    const rows = await holdRows(disturbed, last);
    const running = start(disturbed, args);
    await rows.waitedFor();
    await rows.terminateWaiting();
    await rows.release();
    const { exitCode, stdout } = await running.finished;
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { calls }]);
    expect((await start(undisturbed, args).finished).exitCode).toBe(0);
    expect(await readRows(disturbed)).toEqual(await readRows(undisturbed));
  });
});
