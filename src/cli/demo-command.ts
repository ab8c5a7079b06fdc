import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { exitCodes } from '../domain/exit-code.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { migrateDatabase } from '../clients/postgres/migrations/migrate.ts';
import { importOperators } from '../clients/postgres/operators/import-operators.ts';
import type { ExampleCall } from '../clients/postgres/read-example-calls.ts';
import { readExampleCalls } from '../clients/postgres/read-example-calls.ts';
import { startSandbox } from '../clients/sandbox/start-sandbox.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { promptFileOf } from './prompt-files.ts';
import { reportCommand } from './report-command.ts';
import { Resources } from './resources.ts';
import { runCommand } from './run-command.ts';

const demoDepartment = 1;

/**
 * `callq demo`: one night of invented calls. Of the environment only what a process needs is passed on: nobody with
 * production settings in their shell can fill a real database with invented calls.
 */
export async function demoCommand(host: Host): Promise<number> {
  return Resources.using(async (resources) => {
    const say = (text: string): void => {
      host.stdout.write(`${text}\n`);
    };
    say(
      'Starting the sandbox (invented T-Bank, Google and gateway) and the embedded PostgreSQL in .callq/ …',
    );
    const sandbox = await startSandbox({ latency: ['llm=lognormal:60:0.5'] });
    resources.add(() => sandbox.close());
    const pool = await openCommandPool(host, { embedded: true }, '', {
      resources,
      applicationName: 'callq demo',
    });
    await migrateDatabase(pool);
    await assertSchemaCurrent(pool);
    const { added, updated } = await importOperators(pool, sandbox.operatorsCsv);
    say(`Imported the directory of operators: ${added} added, ${updated} updated.`);
    const directory = join(host.workingDirectory, '.callq');
    await mkdir(directory, { recursive: true });
    const environment = {
      ...sandbox.environment(demoDepartment),
      PROMPT_FILE: promptFileOf(demoDepartment),
      LLM_CONCURRENCY: '8',
      LOGGING_DIR: join(directory, 'logs'),
      LOGGING_LEVEL: 'WARNING',
    };
    const exitCode = await runCommand(
      { ...host, environment },
      { embedded: true, daysAgo: '2', noEnvFile: true },
    );
    if (exitCode !== exitCodes.done) return exitCode;
    for (const example of await readExampleCalls(pool, demoDepartment)) say(exampleText(example));
    say('\nThe report on these calls; open it in a browser:');
    await reportCommand(
      { ...host, environment: {} },
      { embedded: true, daysAgo: '2', noEnvFile: true, department: demoDepartment },
    );
    say(whatNext);
    return exitCode;
  });
}

function exampleText(example: ExampleCall): string {
  const score =
    example.percentage === null
      ? 'no score'
      : `${example.percentage} % (${example.total} of ${example.maximum})`;
  const lines = example.evaluations.map(({ criterion, score: given, maximum, reason }) => {
    const points = given === null ? 'not scored' : `${given} of ${maximum}`;
    return `    ${points.padEnd(11)} ${criterion} — ${reason}`;
  });
  return [`\n  Call ${example.callId}, ${example.startTime}, ${example.operator}: ${score}`, ...lines].join(
    '\n',
  );
}

const whatNext = `
All of this was invented. The data stays in .callq/.
  npm run demo                                   again: nothing is analysed twice
  node bin/callq.js run --help                   after npm run build: the command for every night
  node bin/callq.js sandbox --help               the same servers, to try your own settings and prompt with
  cp .env.example .env                           then fill it in for your own department (README.md)`;
