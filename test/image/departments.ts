import { inject } from 'vitest';

import type { Containers } from './containers.ts';
import { runCompose } from './containers.ts';
import type { Finished } from './engine.ts';
import { docker, outputOf } from './engine.ts';

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
