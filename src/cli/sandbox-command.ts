import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';
import { quoteValue } from '../config/write-environment.ts';
import type { Sandbox } from '../clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../clients/sandbox/start-sandbox.ts';
import type { Host } from './host.ts';
import { promptFileOf } from './prompt-files.ts';

export interface SandboxCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly calls: number;
  readonly department: number;
  readonly latency?: readonly string[];
  readonly fault?: readonly string[];
  readonly misbehave?: readonly string[];
  readonly quota?: string;
  readonly operators?: string;
  readonly announce?: string;
  readonly folder?: string;
}

/** `callq sandbox`: serves until it is interrupted; its addresses are printed as lines of an env file. */
export async function sandboxCommand(host: Host, options: SandboxCommandOptions): Promise<number> {
  const { department } = options;
  if (department !== 1 && department !== 2) {
    throw new StopRunError('usage', 'the sandbox has the departments 1 and 2.');
  }
  const sandbox = await startSandbox({
    host: options.host,
    port: options.port,
    announce: options.announce,
    seed: options.seed,
    calls: options.calls,
    latency: options.latency ?? [],
    faults: options.fault ?? [],
    misbehave: options.misbehave ?? [],
    quota: options.quota,
  }).catch((error: unknown) => {
    throw new StopRunError('usage', error instanceof Error ? error.message : 'the sandbox does not start.');
  });
  try {
    if (options.operators !== undefined) {
      await writeFile(resolve(host.workingDirectory, options.operators), sandbox.operatorsCsv);
    }
    if (options.folder !== undefined) {
      await writeDepartments(resolve(host.workingDirectory, options.folder), host, sandbox);
    }
    host.stdout.write(
      envLines({ ...sandbox.environment(department), PROMPT_FILE: promptFileOf(department) }),
    );
    host.stderr.write('callq: the sandbox serves until Ctrl-C. Add DATA_BASE, or run with --embedded.\n');
    await untilAborted(host.interruption);
    return exitCodes.done;
  } finally {
    await sandbox.close();
  }
}

/** What both departments need, beside each other; DATA_BASE comes from the environment. Nothing is overwritten. */
async function writeDepartments(folder: string, host: Host, sandbox: Sandbox): Promise<void> {
  const dataBase = host.environment['DATA_BASE'] ?? '';
  const environment = (department: 1 | 2): string =>
    envLines({
      ...sandbox.environment(department),
      PROMPT_FILE: promptFileOf(department),
      DATA_BASE: dataBase,
      CALLQ_MIGRATE: 'true',
    });
  const files = {
    '.env': environment(1),
    '.env.department2': environment(2),
    'operators.csv': sandbox.operatorsCsv,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      throw new StopRunError(
        'usage',
        `${join(folder, name)} cannot be written, or is there already and not overwritten.`,
        { cause: error },
      );
    });
  }
}

function envLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${quoteValue(value) ?? ''}\n`)
    .join('');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else
      signal.addEventListener(
        'abort',
        () => {
          done();
        },
        { once: true },
      );
  });
}
