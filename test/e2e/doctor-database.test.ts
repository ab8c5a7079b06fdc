import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startEmbeddedPostgres } from '../../src/clients/postgres/embedded-postgres.ts';
import { runPrivileges } from '../../src/clients/postgres/find-missing-privileges.ts';
import { importOperators } from '../../src/clients/postgres/operators/import-operators.ts';
import type { Diagnosis } from '../support/diagnosis.ts';
import { linesOf, runDoctor } from '../support/diagnosis.ts';
import { createRoleUser } from '../support/role-users.ts';
import { nameUser } from '../support/database-url.ts';
import { startRealLooking } from '../support/proxy.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { startTransactionPooler } from '../support/transaction-pooler.ts';

let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 30 });
});
afterAll(() => night.end());

function examine(dataBase: string, changes: Readonly<Record<string, string>> = {}): Promise<Diagnosis> {
  return runDoctor(night, { DATA_BASE: dataBase, ...changes });
}

/** A migrated database with operators, changed as told. */
async function withDatabase<T>(
  change: (database: TestDatabase, name: string) => Promise<unknown>,
  use: (database: TestDatabase) => Promise<T>,
): Promise<T> {
  const database = await createTestDatabase();
  try {
    await importOperators(database.pool, night.sandbox.operatorsCsv);
    const { rows } = await database.pool.query<{ name: string }>('SELECT current_database() AS name');
    await change(database, rows[0]!.name);
    return await use(database);
  } finally {
    await database.drop();
  }
}

async function linesAfter(check: string, ...statements: string[]): Promise<string[]> {
  return withDatabase(
    async ({ pool }, name) => {
      for (const statement of statements) await pool.query(statement.replaceAll('$database', name));
    },
    async ({ connectionString }) => linesOf(await examine(connectionString), check),
  );
}

describe.concurrent('a database that cannot be reached', () => {
  it('because nothing listens there', async () => {
    const diagnosis = await examine('postgresql://callq:marked@127.0.0.1:9/callq');
    expect([diagnosis.exitCode, linesOf(diagnosis, 'database')]).toEqual([
      2,
      [expect.stringMatching(/^✗ .*nothing listens there.*localhost is the container itself.*ECONNREFUSED/u)],
    ]);
    for (const check of ['schema', 'pooler']) {
      expect(linesOf(diagnosis, check)).toEqual(['! not checked: it needs "database"']);
    }
    expect(linesOf(diagnosis, 'kind of calls')).toEqual(['! not checked: it needs "schema"']);
    expect(linesOf(diagnosis, 'T-Bank group')[0]).toMatch(/^✓/u);
    expect(diagnosis.text).not.toContain('marked');
  });

  it('because it never answers', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const diagnosis = await examine(`postgresql://callq@127.0.0.1:${port}/callq`);
    server.close();
    expect(linesOf(diagnosis, 'database')).toEqual([
      expect.stringMatching(/^✗ The database cannot be used: it does not answer: .*firewall/u),
    ]);
  });

  it('because it has no database of that name', async () => {
    const diagnosis = await examine(night.database.connectionString.replace(/callq_test_\w+/u, 'none'));
    expect(linesOf(diagnosis, 'database')).toEqual([
      expect.stringMatching(/^✗ .*no database of that name.*3D000/u),
    ]);
  });

  it('with this password', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'callq-doctor-'));
    const server = await startEmbeddedPostgres({ dataDirectory: folder, durable: false, listen: 'loopback' });
    try {
      const url = server.connectionString('postgres').replace(/:[^:@/]+@/u, ':not-it@');
      const diagnosis = await examine(url);
      expect(linesOf(diagnosis, 'database')).toEqual([
        expect.stringMatching(/^✗ .*refuses the password of DATA_BASE/u),
      ]);
      expect(diagnosis.text).not.toContain('not-it');
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('because the embedded one is not there; nothing is made', async () => {
    const finished = await night.run(['doctor', '--embedded'], { LOGIN: '', JSON_AUTH: '', TOKEN_LLM: '' });
    expect(finished.stdout).toMatch(/^✗ database +.*`callq db migrate --embedded` makes it/mu);
    expect(await readdir(night.folder)).toEqual([]);
  });
});

/** Real servers of other versions and kinds are not at hand: this one says of itself what it is told to. */
const pretend = (functionSource: string): string[] => [
  'CREATE SCHEMA pretended',
  `CREATE FUNCTION pretended.${functionSource}`,
  'ALTER DATABASE $database SET search_path = pretended, public, pg_catalog',
];

describe.concurrent('a database that a run could not use', () => {
  it.each<[string, string, RegExp, string[]]>([
    [
      'is too old a server',
      'database',
      /^✗ PostgreSQL 15 or newer is needed, this is 14/u,
      pretend("current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '140009' $$"),
    ],
    [
      'is a standby',
      'database',
      /^✗ .*standby/u,
      pretend('pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$'),
    ],
    [
      'is read-only',
      'database',
      /^✗ .*default_transaction_read_only/u,
      ['ALTER DATABASE $database SET default_transaction_read_only = on'],
    ],
    [
      'has no schema',
      'schema',
      /^✗ .*no CallQ schema yet: run `callq db migrate`/u,
      ['DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'],
    ],
    [
      'has an old schema',
      'schema',
      /^✗ .*behind \(.*\): run `callq db migrate`/u,
      ['DELETE FROM schema_migrations WHERE version > 10'],
    ],
    [
      'has a newer schema',
      'schema',
      /^✗ .*newer than this program \(999_later\)/u,
      ["INSERT INTO schema_migrations (version, name, checksum) VALUES (999, 'later', '')"],
    ],
    [
      'has no operators',
      'operators',
      /^✗ .*no active operator.*callq operators import/u,
      ['DELETE FROM operators'],
    ],
    [
      'has forgotten numbers, and there is no key',
      'forgotten numbers',
      /^✗ CALLQ_FORGET_KEY is not set/u,
      [
        "INSERT INTO forget_key (check_value) VALUES ('x')",
        "INSERT INTO forgotten_numbers (phone_hmac) VALUES (repeat('a', 64))",
      ],
    ],
    [
      'holds calls that are not invented',
      'kind of calls',
      /^✗ The calls are invented, and this database holds calls that are not/u,
      [
        "INSERT INTO calls (id, department_id, operator_id, start_time) SELECT 1, 1, min(id), '2026-11-03 10:00' FROM operators",
      ],
    ],
  ])('%s', async (_, check, line, statements) => {
    expect(await linesAfter(check, ...statements)).toEqual([expect.stringMatching(line)]);
  });

  it('has an old schema, which the next run brings up itself', async () => {
    const diagnosis = await withDatabase(
      ({ pool }) => pool.query('DELETE FROM schema_migrations WHERE version > 10'),
      ({ connectionString }) => examine(connectionString, { CALLQ_MIGRATE: 'true' }),
    );
    expect([diagnosis.exitCode, linesOf(diagnosis, 'schema'), linesOf(diagnosis, 'operators')]).toEqual([
      1,
      [expect.stringMatching(/^! not checked: CALLQ_MIGRATE has the next run apply 011_/u)],
      ['! not checked: it needs "schema"'],
    ]);
  });

  it('has no such department', async () => {
    const diagnosis = await examine(night.database.connectionString, { DEPARTAMENT_ID: '77' });
    expect(linesOf(diagnosis, 'operators')).toEqual([expect.stringMatching(/^✗ DEPARTAMENT_ID is 77/u)]);
  });

  it('was first used with another key of forgotten numbers', async () => {
    const lines = await withDatabase(
      ({ pool }) => pool.query("INSERT INTO forget_key (check_value) VALUES ('of another key')"),
      async ({ connectionString }) =>
        linesOf(await examine(connectionString, { CALLQ_FORGET_KEY: 'k'.repeat(40) }), 'forgotten numbers'),
    );
    expect(lines).toEqual([expect.stringMatching(/^✗ CALLQ_FORGET_KEY is another key/u)]);
  });

  it('holds invented calls, and T-Bank gives real ones', async () => {
    const real = await startRealLooking(night.sandbox.urls.tbank);
    const lines = await withDatabase(
      ({ pool }) => pool.query("INSERT INTO database_mark (kind) VALUES ('sandbox')"),
      async ({ connectionString }) =>
        linesOf(await examine(connectionString, { TBANK_BASE_URL: real.url.origin }), 'kind of calls'),
    );
    await real.close();
    expect(lines).toEqual([expect.stringMatching(/^✗ This database holds invented calls/u)]);
  });

  it('stands behind a pooler in transaction mode', async () => {
    const pooler = await startTransactionPooler(night.database.connectionString);
    const diagnosis = await examine(pooler.connectionString);
    await pooler.close();
    expect(linesOf(diagnosis, 'pooler')).toEqual([
      expect.stringMatching(/^✗ .*transaction mode.*Name the port of PostgreSQL itself/u),
    ]);
  });
});

describe('privileges', () => {
  const role = 'callq_doctor_test';
  const asRole = (connectionString: string): string => nameUser(connectionString, role, role);
  const grants = Object.entries(runPrivileges).map(
    ([table, privileges]) => `GRANT ${privileges.join(', ')} ON ${table} TO ${role}`,
  );

  async function withRole(use: (database: TestDatabase) => Promise<void>): Promise<void> {
    await withDatabase(
      async ({ pool }) => {
        await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
        for (const grant of grants) await pool.query(grant);
        await pool.query(`GRANT USAGE ON SEQUENCE call_decline_reasons_id_seq TO ${role}`);
        await pool.query(`GRANT INSERT ON database_mark TO ${role}`); // of the sandbox only
      },
      async (database) => {
        try {
          await use(database);
        } finally {
          await database.pool.query(`DROP OWNED BY ${role}`);
          await database.pool.query(`DROP ROLE ${role}`);
        }
      },
    );
  }

  it('of the role that CallQ is given by `callq db roles` are enough', async () => {
    await withDatabase(
      async ({ connectionString }) => {
        const made = await night.run(['db', 'roles'], { DATA_BASE: connectionString });
        expect(made.exitCode).toBe(0);
      },
      async (database) => {
        const user = await createRoleUser(database, 'callq_app');
        const diagnosis = await examine(user.connectionString);
        await user.drop();
        expect([diagnosis.exitCode, linesOf(diagnosis, 'privileges')[0]?.charAt(0)]).toEqual([0, '✓']);
      },
    );
  });

  it('that are good enough for the doctor are enough for nights, and each that lacks is named', async () => {
    await withRole(async ({ pool, connectionString }) => {
      const changes = { DATA_BASE: asRole(connectionString) };
      expect(linesOf(await examine(changes.DATA_BASE), 'privileges')).toEqual([
        `✓ the user ${role} may do what a run does`,
      ]);
      expect((await night.runJson([], changes)).exitCode).toBe(0);
      await pool.query('DELETE FROM calls WHERE id IN (SELECT id FROM calls ORDER BY id LIMIT 3)');
      expect((await night.runJson([], changes)).exitCode).toBe(0);
      expect((await night.runJson(['--force', '--limit', '5'], changes)).exitCode).toBe(0);

      await pool.query(`REVOKE DELETE ON call_quotes FROM ${role}`);
      await pool.query(`REVOKE SELECT, UPDATE ON day_listings FROM ${role}`);
      await pool.query(`REVOKE USAGE ON SEQUENCE call_decline_reasons_id_seq FROM ${role}`);
      const diagnosis = await examine(changes.DATA_BASE);
      expect(linesOf(diagnosis, 'privileges')).toEqual([
        expect.stringContaining(
          'lacks DELETE on call_quotes; SELECT, UPDATE on day_listings; USAGE on public.call_decline_reasons_id_seq',
        ),
      ]);
      expect(linesOf(diagnosis, 'schema')[0]).toMatch(/^✓/u);
      await pool.query(`REVOKE ALL ON schema_migrations FROM ${role}`);
      expect(linesOf(await examine(changes.DATA_BASE), 'schema')).toEqual([
        expect.stringMatching(/^✗ .*lacks the rights.*42501/u),
      ]);
    });
  });
});
