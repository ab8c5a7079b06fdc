/** TLS with a PostgreSQL that has a certificate for `localhost` alone, signed by test/fixtures/tls/ca.crt. */
import { chmod, chown, copyFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/clients/postgres/embedded-postgres.ts';
import { explainConnectionError } from '../../../src/clients/postgres/explain-connection-error.ts';
import { openPool } from '../../../src/clients/postgres/open-pool.ts';
import { emptyFolder } from '../../support/callq-process.ts';
import { runStatement } from '../../support/database-url.ts';

const file = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
let folder: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  folder = await emptyFolder();
  server = await startEmbeddedPostgres({ dataDirectory: folder, durable: false, listen: 'loopback' });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function switchOnTls(): Promise<void> {
  const data = join(folder, 'postgres');
  const { uid, gid } = await stat(data);
  for (const name of ['server.crt', 'server.key']) {
    await copyFile(file(name), join(data, name));
    await chmod(join(data, name), 0o600);
    await chown(join(data, name), uid, gid);
  }
  const url = server.connectionString('postgres');
  await runStatement(url, 'ALTER SYSTEM SET ssl = on');
  await runStatement(url, 'SELECT pg_reload_conf()');
  await vi.waitFor(async () => {
    expect(await connect('127.0.0.1', 'sslmode=require')).toBe('encrypted');
  });
}

/** Names of certificates stand for their paths. Whether the server says that the connection is encrypted, or how a command explains that there is none. */
async function connect(host: string, options: string): Promise<string> {
  const url = server.connectionString('postgres').replace('@127.0.0.1:', `@${host}:`);
  const paths = options.replace(/(?<==)[\w-]+\.crt$/u, (name) => encodeURIComponent(file(name)));
  const pool = openPool(`${url}?${paths}`, { applicationName: 'callq test' });
  try {
    const { rows } = await pool.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return rows[0]!.ssl ? 'encrypted' : 'plain';
  } catch (error) {
    return (explainConnectionError(error) as Error).message;
  } finally {
    await pool.end();
  }
}

describe('a server without TLS', () => {
  test.each(['sslmode=prefer', 'sslmode=require', 'sslmode=verify-full'])(
    'is refused with %s: nothing goes out in the open',
    async (options) => {
      expect(await connect('localhost', options)).toContain('it takes no encrypted connections');
    },
  );

  test('is taken without sslmode, and with disable', async () => {
    expect(await connect('localhost', '')).toBe('plain');
    expect(await connect('localhost', 'sslmode=disable')).toBe('plain');
  });
});

describe('a server with TLS', () => {
  beforeAll(switchOnTls);

  test.each([
    ['localhost', 'sslmode=verify-full&sslrootcert=ca.crt'],
    ['localhost', 'sslmode=verify-ca&sslrootcert=ca.crt'],
    ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=ca.crt'],
    ['127.0.0.1', 'sslmode=require&sslrootcert=ca.crt'],
    ['127.0.0.1', 'sslmode=require'],
    ['127.0.0.1', 'sslmode=require&sslrootcert='],
  ])('is taken at %s with %s', async (host, options) => {
    expect(await connect(host, options)).toBe('encrypted');
  });

  test.each([
    ['127.0.0.1', 'sslmode=verify-full&sslrootcert=ca.crt', 'its certificate is for another host name'],
    ['localhost', 'sslmode=verify-full&sslrootcert=other-ca.crt', 'an authority that is not known here'],
    ['localhost', 'sslmode=verify-full', 'an authority that is not known here'],
    ['localhost', 'sslmode=verify-full&sslrootcert=system', 'an authority that is not known here'],
    ['localhost', 'sslmode=verify-ca&sslrootcert=other-ca.crt', 'an authority that is not known here'],
    ['localhost', 'sslmode=require&sslrootcert=other-ca.crt', 'an authority that is not known here'],
    ['localhost', 'sslmode=verify-ca', '`sslmode=verify-ca` in DATA_BASE needs `sslrootcert=FILE`'],
    ['localhost', 'sslmode=verify-full&sslrootcert=%2Fno%2Fsuch', 'names cannot be read'],
  ])('is refused at %s with %s: %s', async (host, options, why) => {
    const refusal = await connect(host, options);
    expect(refusal).toContain(why);
    expect(refusal).not.toContain('callq:');
  });

  test('that lets nobody in without it says so', async () => {
    const rules = join(folder, 'postgres', 'pg_hba.conf');
    await writeFile(rules, 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
    await runStatement(server.connectionString('postgres'), 'SELECT pg_reload_conf()');
    await expect.poll(() => connect('localhost', '')).toContain('missing encryption');
    expect(await connect('localhost', 'sslmode=verify-full&sslrootcert=ca.crt')).toBe('encrypted');
  });
});
