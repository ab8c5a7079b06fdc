import { join } from 'node:path';
import { inject } from 'vitest';

import type { Finished } from './engine.ts';
import { docker, outputOf, runProgram } from './engine.ts';

/** What `set-up.ts` has built and started for all tests of the image; NULL where there is no engine. */
export interface Containers {
  readonly image: string;
  /** Holds the compose files, prompts, env files and logs, as a server would. */
  readonly folder: string;
  /** `docker compose` or `docker-compose`. */
  readonly compose: readonly string[];
  /** Address at which containers meet this machine. */
  readonly gateway: string;
  /** For the variables in the compose files. */
  readonly environment: Readonly<Record<string, string>>;
  /** First part of all names, so that nothing else on the engine is touched. */
  readonly prefix: string;
  /** Stood in an env file, a key and a log of the folder that the image was built from. */
  readonly canary: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    containers: Containers | null;
  }
}

export type Unit = 'department1' | 'department2' | 'postgres';

/** Runs compose on one of the compose files, under a project name of its own. */
export function runCompose(
  containers: Containers,
  unit: Unit,
  args: readonly string[],
  input?: string,
): Promise<Finished> {
  const { compose, prefix, folder, environment } = containers;
  const file = join(folder, `docker-compose.${unit}.yml`);
  return runProgram([...compose, '-p', `${prefix}_${unit}`, '-f', file, ...args], {
    workingDirectory: folder,
    environment,
    ...(input === undefined ? {} : { input }),
  });
}

/** One pass of a department, as cron would start it. */
export function runDepartment(
  department: 1 | 2,
  args: readonly string[] = [],
  { options = [], input }: { readonly options?: readonly string[]; readonly input?: string } = {},
): Promise<Finished> {
  const run = ['run', '--rm', '-T', ...options, 'callq', ...args];
  return runCompose(startedContainers(), `department${department}`, run, input);
}

/** The seed's way to its database. */
export async function psql(sql: string): Promise<string> {
  return outputOf(
    await docker('exec', 'postgres_callq_data', 'psql', '-U', 'postgres', '-d', 'postgres', '-Atc', sql),
  );
}

export function startedContainers(): Containers {
  const containers = inject('containers');
  if (containers === null) throw new Error('nothing was started: these tests should have been skipped');
  return containers;
}
