import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import { acquireDepartmentLock } from '../../../src/clients/postgres/lock/department-lock.ts';
import { StopControl } from '../../../src/pipeline/stop-control.ts';
import type { DepartmentLock, Logger } from '../../../src/domain/ports.ts';
import type { PostgresProxy } from '../../support/postgres-proxy.ts';
import { startPostgresProxy } from '../../support/postgres-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { startTransactionPooler } from '../../support/transaction-pooler.ts';
import { DAY, SILENT_LOGGER, STORE_OPTIONS, LOCK_HELD } from './example-records.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO departments (id, name) SELECT n, 'department ' || n FROM generate_series(3, 20) AS n`,
  );
});
afterAll(() => database.drop());

const running = new AbortController().signal;
let departments = 2;

/** An owner of a department that no other test uses. */
function newOwner(departmentId = (departments += 1)) {
  return { departmentId, invocationId: randomUUID(), host: 'night-server', processId: 4711 };
}

function acquire(
  owner: ReturnType<typeof newOwner>,
  url = database.connectionString,
): Promise<DepartmentLock> {
  return acquireDepartmentLock(url, owner, SILENT_LOGGER);
}

function startOf({ invocationId, host, processId }: ReturnType<typeof newOwner>) {
  const identity = { invocationId, host, processId, version: '1' };
  return { ...identity, day: DAY, fingerprints: null, yardstick: null };
}

async function beginRun(owner: ReturnType<typeof newOwner>): Promise<void> {
  const store = createStore(database.pool, { ...STORE_OPTIONS, departmentId: owner.departmentId });
  await store.beginRun(startOf(owner), LOCK_HELD);
}

const about = { operatorName: null, operatorLogin: null, startedAt: null, durationSeconds: null };
const leftCall = {
  ...{ callId: 1, ...about, phoneHash: null },
  outcome: { action: 'left', state: 'pending', reason: 'over_budget' },
} as const;

/** A lock whose wire can be cut, and what it says in the log. */
async function withWire(
  use: (parts: {
    readonly proxy: PostgresProxy;
    readonly owner: ReturnType<typeof newOwner>;
    readonly lock: DepartmentLock;
    readonly log: readonly string[];
  }) => Promise<void>,
): Promise<void> {
  const log: string[] = [];
  const note = (message: string): void => void log.push(message);
  const logger: Logger = { ...SILENT_LOGGER, info: note, warn: note };
  const proxy = await startPostgresProxy(database.connectionString);
  const owner = newOwner();
  const lock = await acquireDepartmentLock(proxy.connectionString, owner, logger);
  try {
    await beginRun(owner);
    await lock.held(running);
    await use({ proxy, owner, lock, log });
  } finally {
    await lock.release();
    await proxy.close();
  }
}

const noticed = /the connection that holds this department's lock is lost/;

test('one run per department; the second is told who holds the lock since when', async () => {
  const owner = newOwner(1);
  const lock = await acquire(owner);
  await expect(acquire({ ...newOwner(1), processId: 4712 })).rejects.toMatchObject({
    name: 'LockHeldError',
    message: expect.stringMatching(
      /^Another run of department 1 is going on: callq process 4711 on night-server since 20\d\d-.*Z\.$/,
    ) as string,
  });
  await (await acquire(newOwner(2))).release();
  await lock.release();
  expect(lock.lost.aborted).toBe(false);
  await (await acquire(newOwner(1))).release();
});

test('a lost connection is made again: whoever asks meanwhile waits, and the lock is held as before', async () => {
  await withWire(async ({ proxy, owner, lock, log }) => {
    proxy.refuse();
    await expect.poll(() => log).toContainEqual(expect.stringMatching(noticed));
    let waited = false;
    const waiting = lock.held(running).then(() => (waited = true));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(waited).toBe(false);
    proxy.pass();
    await waiting;
    expect(lock.lost.aborted).toBe(false);
    await expect(acquire(newOwner(owner.departmentId))).rejects.toMatchObject({ name: 'LockHeldError' });
    // And once more: it is still watched.
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name LIKE 'callq process 4711%' AND datname = current_database()`,
    );
    await expect.poll(() => log.filter((line) => noticed.test(line))).toHaveLength(2);
    await lock.held(running);
    await expect(acquire(newOwner(owner.departmentId))).rejects.toMatchObject({ name: 'LockHeldError' });
  });
});

test('a server that has not noticed keeps our own old session: it is ended, not taken for another run', async () => {
  await withWire(async ({ proxy, lock, log }) => {
    proxy.cut();
    await expect.poll(() => log).toContainEqual(expect.stringMatching(/is held again/));
    await lock.held(running);
    expect(lock.lost.aborted).toBe(false);
  });
});

test.each([
  ['a run that is going on', { goesOn: true, isRun: true }],
  ['a run that has ended', { goesOn: false, isRun: true }],
  ['a command that leaves no run, such as forget', { goesOn: false, isRun: false }],
])('%s had it in between: the lock is lost for good, and says to whom', async (_name, { goesOn, isRun }) => {
  await withWire(async ({ proxy, owner, lock }) => {
    proxy.refuse();
    const other = { ...newOwner(owner.departmentId), processId: 4712 };
    let taken: DepartmentLock | undefined;
    // The server frees the lock when it notices the end of the connection.
    await expect
      .poll(async () => (taken = await acquire(other).catch(() => undefined)) !== undefined)
      .toBe(true);
    if (isRun) await beginRun(other);
    if (!goesOn) await taken?.release();
    const refused = expect(lock.held(running)).rejects.toMatchObject({
      ...{ name: 'StopRunError', errorClass: 'lock_lost' },
      message: expect.stringMatching(/rocess 4712 on night-server/) as string,
    });
    proxy.pass();
    await refused;
    expect(lock.lost.reason).toMatchObject({ errorClass: 'lock_lost' });
    await taken?.release();
  });
});

test('a run of another department in between is no reason to stop', async () => {
  await withWire(async ({ proxy, lock, log }) => {
    proxy.refuse();
    await expect.poll(() => log).toContainEqual(expect.stringMatching(noticed));
    const other = newOwner();
    const taken = await acquire(other);
    await beginRun(other);
    await taken.release();
    proxy.pass();
    await lock.held(running);
    expect(lock.lost.aborted).toBe(false);
  });
});

test('whoever stops does not wait for it', async () => {
  await withWire(async ({ proxy, lock, log }) => {
    proxy.refuse();
    await expect.poll(() => log).toContainEqual(expect.stringMatching(noticed));
    const stopping = new AbortController();
    const waiting = expect(lock.held(stopping.signal)).rejects.toMatchObject({ errorClass: 'lock_lost' });
    stopping.abort();
    await waiting;
  });
});

test('a stop for want of budget while the lock is won back: what is left is written down afterwards, nothing is lost', async () => {
  await withWire(async ({ proxy, owner, lock, log }) => {
    const store = await createStore(database.pool, {
      ...STORE_OPTIONS,
      departmentId: owner.departmentId,
    }).beginRun(startOf(owner), () => lock.held(running));
    const control = new StopControl();
    proxy.refuse();
    await expect.poll(() => log).toContainEqual(expect.stringMatching(noticed));
    control.runOutOfBudget(null);
    control.dispose();
    const writing = store.recordOutcomes([leftCall]);
    proxy.pass();
    await writing;
    expect([control.error, lock.lost.aborted]).toEqual([null, false]);
  });
});

test('a write that lost its connection is not tried again once somebody else has had the lock', async () => {
  await withWire(async ({ proxy, owner, lock, log }) => {
    const poolWire = await startPostgresProxy(database.connectionString);
    const warnings: string[] = [];
    const logger: Logger = { ...SILENT_LOGGER, warn: (message) => void warnings.push(message) };
    const pool = openPool(poolWire.connectionString, { applicationName: 'callq test', logger });
    try {
      const options = { ...STORE_OPTIONS, departmentId: owner.departmentId, logger };
      const store = await createStore(pool, options).beginRun(startOf(owner), () => lock.held(running));
      poolWire.refuse();
      const writing = expect(store.recordOutcomes([leftCall])).rejects.toMatchObject({
        errorClass: 'lock_lost',
      });
      await expect.poll(() => warnings).toContain('the database is lost: trying again');
      proxy.refuse();
      await expect.poll(() => log).toContainEqual(expect.stringMatching(noticed));
      const other = { ...newOwner(owner.departmentId), processId: 4712 };
      let taken: DepartmentLock | undefined;
      await expect
        .poll(async () => (taken = await acquire(other).catch(() => undefined)) !== undefined)
        .toBe(true);
      poolWire.pass();
      proxy.pass();
      await writing;
      await taken?.release();
      const written = 'SELECT FROM call_ledger WHERE department_id = $1';
      expect((await database.pool.query(written, [owner.departmentId])).rowCount).toBe(0);
    } finally {
      await pool.end();
      await poolWire.close();
    }
  });
});

test('given back while it is being won back: no connection keeps it', async () => {
  for (let turn = 0; turn < 12; turn += 1) {
    const owner = newOwner(3);
    const proxy = await startPostgresProxy(database.connectionString);
    const lock = await acquireDepartmentLock(proxy.connectionString, owner, SILENT_LOGGER);
    proxy.refuse();
    proxy.pass();
    await new Promise((resolve) => setTimeout(resolve, 3 * turn));
    await lock.release();
    // Whoever comes next has it as soon as the server has noticed; a session that was kept would hold it for good.
    const taken = async (): Promise<boolean> => {
      const next = await acquire({ ...newOwner(3), processId: 4712 }).catch(() => null);
      await next?.release();
      return next !== null;
    };
    await expect.poll(taken).toBe(true);
    await proxy.close();
  }
});

test('30 s do not bring it back: lost for good', { timeout: 60_000 }, async () => {
  await withWire(async ({ proxy, lock, log }) => {
    const begun = performance.now();
    proxy.refuse();
    await expect.poll(() => log).toContainEqual(expect.stringMatching(noticed));
    await expect(lock.held(running)).rejects.toMatchObject({
      ...{ name: 'StopRunError', errorClass: 'lock_lost' },
      message: expect.stringContaining('30 s did not bring it back') as string,
    });
    expect(performance.now() - begun).toBeGreaterThan(29_000);
  });
});

test.each(['newest', 'oldest'] as const)(
  'behind a pooler in transaction mode that hands out the %s session: refused, and no lock is left behind',
  async (next) => {
    const pooler = await startTransactionPooler(database.connectionString, next);
    const owner = newOwner();
    try {
      await expect(acquire(owner, pooler.connectionString)).rejects.toMatchObject({
        ...{ name: 'StopRunError', errorClass: 'database' },
        message: expect.stringMatching(/transaction mode.*DATA_BASE.*5432/) as string,
      });
      await (await acquire(owner)).release();
    } finally {
      await pooler.close();
    }
  },
);

test('a lock whose taking cannot be noted is not held, and no connection is left behind', async () => {
  const empty = await createTestDatabase({ empty: true });
  try {
    await expect(acquire(newOwner(), empty.connectionString)).rejects.toThrow('lock_takings');
    const sessions = `SELECT FROM pg_stat_activity
      WHERE application_name LIKE 'callq process%' AND datname = current_database()`;
    await expect.poll(async () => (await empty.pool.query(sessions)).rowCount).toBe(0);
  } finally {
    await empty.drop();
  }
});

test('a database that cannot be reached is explained without the password', async () => {
  const attempt = acquire(newOwner(), 'postgresql://callq:hidden-word@127.0.0.1:1/callq');
  const error = (await attempt.catch((reason: unknown) => reason)) as Error;
  expect(error.message).toMatch(/nothing listens there.*ECONNREFUSED/);
  expect(error.message).not.toContain('hidden-word');
});
