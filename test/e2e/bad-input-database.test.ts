import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { nameDatabase } from '../support/database-url.ts';
import type { Outcome } from '../support/outcome.ts';
import { readNumber, readOutcome } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import { createTestDatabase } from '../support/test-database.ts';

const calls = 20;
let healthy: SandboxNight;
let undisturbed: Outcome;

beforeAll(async () => {
  healthy = await startNight({ calls, latency: ['llm=constant:400'] });
  expect((await healthy.runJson()).exitCode).toBe(0);
  undisturbed = await readOutcome(healthy.database.pool);
});
afterAll(() => healthy.end());

/** Exit 2, a message that says what to do, and no request to any of the services. */
async function expectUnusable(
  database: string,
  message: RegExp,
  args = ['run', '--date', someDay],
): Promise<void> {
  const night = healthy;
  const before = night.sandbox.statistics();
  const { exitCode, stdout, stderr } = await night.run(args, { DATA_BASE: database });
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  const after = night.sandbox.statistics();
  expect([after.llm.requests, after.tbank.requests, after.google.requests]).toEqual([
    before.llm.requests,
    before.tbank.requests,
    before.google.requests,
  ]);
}

describe('a database that cannot be used', () => {
  it('nothing listens there', async () => {
    await expectUnusable('postgresql://callq:x@127.0.0.1:1/callq', /nothing listens there/);
  });

  it('something listens there and says nothing, or is no PostgreSQL', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = silent.address() as AddressInfo;
      const web = new URL(healthy.sandbox.urls.llm).port;
      await Promise.all([
        expectUnusable(`postgresql://callq:x@127.0.0.1:${port}/callq`, /it does not answer: .*firewall/),
        expectUnusable(`postgresql://callq:x@127.0.0.1:${web}/callq`, /The database cannot be used/),
      ]);
    } finally {
      silent.close();
    }
  });

  it('no database of that name', async () => {
    const absent = nameDatabase(healthy.database.connectionString, 'callq_absent');
    await expectUnusable(absent, /no database of that name.*`callq db migrate`/);
  });

  it('schema missing, behind, newer, or of other files: the command is named, by every command', async () => {
    const [empty, other] = await Promise.all([createTestDatabase({ empty: true }), createTestDatabase()]);
    try {
      for (const args of [
        ['run', '--date', someDay],
        ['operators', 'unknown'],
      ]) {
        await expectUnusable(empty.connectionString, /no CallQ schema yet: run `callq db migrate`/, args);
      }
      await other.pool.query(
        'DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)',
      );
      await expectUnusable(other.connectionString, /schema is behind \(\d{3}_\w+\): run `callq db migrate`/);
      await other.pool.query("INSERT INTO schema_migrations VALUES (999, 'from_the_future', 'x')");
      await expectUnusable(other.connectionString, /newer than this program \(999_from_the_future\)/);
      await other.pool.query(
        "DELETE FROM schema_migrations WHERE version = 999; UPDATE schema_migrations SET checksum = 'x' WHERE version = 1",
      );
      await expectUnusable(other.connectionString, /differ from what was applied: 001_/);
    } finally {
      await Promise.all([empty.drop(), other.drop()]);
    }
  });

  it('read-only: the run stops before it asks for anything', async () => {
    const night = await startNight({ calls });
    try {
      const name = new URL(night.database.connectionString.replace('@/', '@host/')).pathname.slice(1);
      await night.database.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      const { exitCode, stderr } = await night.run(['run', '--date', someDay]);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/read-only.*primary server/)]);
      expect(night.sandbox.statistics().llm.requests).toBe(0);
      await night.database.pool.query(
        `SET default_transaction_read_only = off; ALTER DATABASE ${name} RESET ALL`,
      );
      expect((await night.runJson()).exitCode).toBe(0);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
    } finally {
      await night.end();
    }
  });
});

describe('connections that the server ends in the middle', () => {
  const everyBackend = 'pid <> pg_backend_pid()';
  const lockOnly = "application_name LIKE 'callq process %'";
  const allButLock = "application_name = 'callq run'";

  /** Runs a night while connections of the program are ended again and again; returns how many were. */
  async function runWhileTerminating(
    night: SandboxNight,
    which: string,
  ): Promise<{ exitCode: number | null; stdout: string; stderr: string; terminated: number }> {
    const running = night.start(['run', '--json', '--date', someDay], { LLM_CONCURRENCY: '4' });
    let terminated = 0;
    const isOver = () => running.child.exitCode !== null;
    while (night.sandbox.statistics().llm.inFlight === 0 && !isOver()) await pause(20);
    while (!isOver()) {
      terminated += await readNumber(
        night.database.pool,
        `SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'callq %' AND ${which}`,
      );
      await pause(150);
    }
    return { ...(await running.finished), terminated };
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  it.each([
    ['the pool', allButLock],
    ['all of them', everyBackend],
    ["the lock's", lockOnly],
  ])('%s: the night completes as if nothing had happened', async (_name, which) => {
    const night = await startNight({ calls, latency: ['llm=constant:400'] });
    try {
      const { exitCode, terminated, stderr } = await runWhileTerminating(night, which);
      expect([exitCode, terminated]).toEqual([0, expect.any(Number)]);
      expect(terminated).toBeGreaterThan(0);
      expect(stderr).toMatch(/database|lock/);
      expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
      expect(await readNumber(night.database.pool, 'SELECT count(*) FROM analyses')).toBe(12);
      expect(night.sandbox.statistics().llm.requests).toBe(12);
      expect(await readNumber(night.database.pool, 'SELECT count(*) FROM runs WHERE exit_code = 0')).toBe(1);
    } finally {
      await night.end();
    }
  });
});
