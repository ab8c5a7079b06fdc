import { randomBytes } from 'node:crypto';

import { inject } from 'vitest';

import { importOperators } from '../../../src/clients/postgres/operators/import-operators.ts';
import type { SandboxOptions } from '../../../src/clients/sandbox/start-sandbox.ts';
import { openDatabase, runStatement } from '../database-url.ts';

/**
 * The day that is disturbed: 12 calls; 7 reach the model, which calls both sales calls and others; one of them needs a
 * follow-up question; three are too short, one operator is unknown, one transcript is still to come.
 */
export const smallDay: SandboxOptions = {
  calls: 12,
  seed: 4,
  misbehave: ['leave-out:once@2%'],
  // So that several answers are under way at a time.
  latency: ['llm=constant:40'],
};

export const smallDaySettings = {
  LLM_CONCURRENCY: '3',
  // Patience for a machine that runs several nights at once, not more.
  LLM_TIMEOUT_SECONDS: '5',
  // The day lies years ago by the time somebody reads this.
  CALLQ_PENDING_DAYS: '36500',
} as const;

/** A server on which databases are made: its URL, and a database with tables and operators to copy. */
export interface DatabaseServer {
  readonly url: () => string;
  readonly template: string;
  drop?(): Promise<void>;
}

/** The test run's PostgreSQL with a template that knows the sandbox's operators. `drop` when done. */
export async function prepareServer(operatorsCsv: string): Promise<DatabaseServer> {
  const { serverUrl, templateDatabase } = inject('testPostgres');
  const template = await makeTemplate(serverUrl, templateDatabase, operatorsCsv);
  return {
    url: () => serverUrl,
    template,
    drop: () => runStatement(serverUrl, `DROP DATABASE ${template} WITH (FORCE)`),
  };
}

export async function makeTemplate(
  serverUrl: string,
  migrated: string,
  operatorsCsv: string,
): Promise<string> {
  const template = await copyDatabase(serverUrl, migrated);
  const pool = openDatabase(serverUrl, template);
  await importOperators(pool, operatorsCsv);
  await pool.end();
  return template;
}

export async function copyDatabase(serverUrl: string, template: string): Promise<string> {
  const name = `callq_faults_${randomBytes(6).toString('hex')}`;
  await runStatement(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return name;
}
