import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const callq = fileURLToPath(new URL('../../bin/callq.js', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when the output so far matches. */
  seen(pattern: RegExp): Promise<void>;
  /** What stands on stdout so far. */
  stdout(): string;
}

/**
 * Starts the built program with nothing in its environment but what is given (and PATH).
 * @param options `fullAfterBlocks`: no file gets longer than so many blocks of 512 bytes, as on a disk that is full then
 */
export function startCallq(
  args: readonly string[],
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly workingDirectory: string;
    readonly fullAfterBlocks?: number;
  },
): Running {
  const { fullAfterBlocks } = options;
  const command = [process.execPath, callq, ...args];
  const [program = '', ...rest] =
    fullAfterBlocks === undefined
      ? command
      : ['sh', '-c', `ulimit -f ${fullAfterBlocks}; exec "$@"`, 'sh', ...command];
  const child = spawn(program, rest, {
    cwd: options.workingDirectory,
    env: { PATH: process.env['PATH'] ?? '', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    stdout,
    stderr,
  }));
  const seen = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(stdout + stderr)) {
      if (child.exitCode !== null) throw new Error(`the program ended without printing ${String(pattern)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { child, finished, seen, stdout: () => stdout };
}

/** A folder of its own, so that no `.env` and no `logs/` of the machine play a part. */
export function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'callq-e2e-'));
}
