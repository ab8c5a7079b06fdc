import { createPrivateKey, createSign } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';

import type { Sandbox, SandboxOptions } from '../../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import type { Running } from '../callq-process.ts';
import { emptyFolder, startCallq } from '../callq-process.ts';
import { runStatement } from '../database-url.ts';
import type { HttpFaultProxy } from './http-fault-proxy.ts';
import { startHttpFaultProxy } from './http-fault-proxy.ts';
import type { SqlFaultProxy } from './sql-fault-proxy.ts';
import { startSqlFaultProxy } from './sql-fault-proxy.ts';

export const services = ['tbank', 'google', 'llm'] as const;
export type ServiceName = (typeof services)[number];

/** A sandbox of its own and a fault proxy in front of everything that the program talks to. */
export interface FaultRig {
  readonly sandbox: Sandbox;
  readonly proxies: Readonly<Record<ServiceName, HttpFaultProxy>>;
  readonly sql: SqlFaultProxy;
  readonly environment: Readonly<Record<string, string>>;
  /** Starts `callq` on this database, through the proxies. */
  start(database: string, args: readonly string[], changes?: Readonly<Record<string, string>>): Running;
  /** Completions that the sandbox was asked for since the last `reset`. */
  paidAnswers(): number;
  /** Nothing is broken from now on, and everything is counted from 0. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface RigOptions {
  /** How to reach PostgreSQL now; it may change while the rig lives. */
  readonly serverUrl: () => string;
  readonly sandbox: SandboxOptions;
  readonly department?: 1 | 2;
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startFaultRig(options: RigOptions): Promise<FaultRig> {
  const { serverUrl, department = 1 } = options;
  const [sandbox, folder] = await Promise.all([startSandbox(options.sandbox), emptyFolder()]);
  const own = sandbox.environment(department);
  const key = JSON.parse(own['JSON_AUTH']!) as ServiceAccountKey;
  const [tbank, google, llm, sql] = await Promise.all([
    startHttpFaultProxy({ target: sandbox.urls.tbank }),
    startHttpFaultProxy({
      target: sandbox.urls.google,
      rewrite: (path, body) => (path === '/token' ? signForSandbox(body, key) : body),
    }),
    startHttpFaultProxy({ target: sandbox.urls.llm }),
    startSqlFaultProxy({
      address: () => new Client({ connectionString: serverUrl() }),
      terminate: (processId) => runStatement(serverUrl(), `SELECT pg_terminate_backend(${processId})`),
    }),
  ]);
  const proxies = { tbank, google, llm };
  const environment: Record<string, string> = {
    ...own,
    TBANK_BASE_URL: tbank.origin,
    GOOGLE_SHEETS_BASE_URL: google.origin,
    LLM_BASE_URL: llm.origin,
    JSON_AUTH: JSON.stringify({ ...key, token_uri: `${google.origin}/token` }),
    PROMPT_FILE: fileURLToPath(
      new URL(`../../../prompts/department${department}_prompt.txt`, import.meta.url),
    ),
    TBANK_REQUESTS_PER_SECOND: '1000',
    LOGGING_ON_FILE: 'false',
    ...options.settings,
  };
  return {
    sandbox,
    proxies,
    sql,
    environment,
    start: (database, args, changes = {}) =>
      startCallq(args, {
        environment: {
          ...environment,
          DATA_BASE: throughProxy(serverUrl(), sql.port, database),
          ...changes,
        },
        workingDirectory: folder,
      }),
    paidAnswers: () => sandbox.statistics().llm.requests,
    async reset() {
      for (const proxy of [...Object.values(proxies), sql]) proxy.reset();
      await fetch(`${sandbox.urls.llm}/sandbox/reset`, { method: 'POST' });
    },
    async close() {
      await Promise.all([...Object.values(proxies), sql].map((proxy) => proxy.close()));
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function throughProxy(serverUrl: string, port: number, database: string): string {
  const { user = '', password } = new Client({ connectionString: serverUrl });
  const secret = password ? `:${encodeURIComponent(password)}` : '';
  return `postgresql://${encodeURIComponent(user)}${secret}@127.0.0.1:${port}/${database}`;
}

interface ServiceAccountKey {
  readonly private_key: string;
  readonly token_uri: string;
}

/** The assertion names the proxy as its audience, which the sandbox refuses: signed again, it names the sandbox. */
function signForSandbox(body: string, key: ServiceAccountKey): string {
  const form = new URLSearchParams(body);
  const [header = '', payload = ''] = (form.get('assertion') ?? '').split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object;
  const signed = `${header}.${Buffer.from(JSON.stringify({ ...claims, aud: key.token_uri })).toString('base64url')}`;
  const signature = createSign('RSA-SHA256').update(signed).sign(createPrivateKey(key.private_key));
  form.set('assertion', `${signed}.${signature.toString('base64url')}`);
  return form.toString();
}
