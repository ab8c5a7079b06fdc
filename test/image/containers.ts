import { join } from 'node:path';

import type { Finished } from './engine.ts';
import { runProgram } from './engine.ts';

/** An image that was built, and what was started around it. */
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
