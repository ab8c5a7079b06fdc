import { spawn } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { DatabaseSetupError } from '../database-setup-error.ts';
import type { Cluster } from './cluster.ts';

/** How much of what a failing program says is worth quoting. */
const QUOTED_CHARACTERS = 600;
/** How long after its end a program's last words may take to arrive. */
const PIPE_GRACE_MILLISECONDS = 300;

/** What a program is called with besides the data directory. */
interface ProgramCall {
  /** Gets the data directory as the program must name it. */
  readonly options: (dataDirectory: string) => readonly string[];
  readonly timeoutMilliseconds: number;
  /** Exit codes that are answers, not failures; 0 always is. */
  readonly expectedExitCodes?: readonly number[];
}

/**
 * Runs initdb or pg_ctl on the cluster and returns its exit code. The program has a session of its own: Ctrl-C
 * in the terminal ends CallQ, and CallQ the server.
 * @throws DatabaseSetupError with the program's message when it fails or does not end in time.
 */
export async function runProgram(
  cluster: Cluster,
  program: 'initdb' | 'pg_ctl',
  call: ProgramCall,
): Promise<number> {
  // The other user may not be able to walk to the directory (root's home is 0700); an open handle needs no walk.
  const byHandle = cluster.runAs !== undefined && platform() === 'linux';
  const handle = byHandle ? await open(cluster.directory) : undefined;
  try {
    const dataDirectory = handle ? '/proc/self/fd/3' : cluster.directory;
    const { exitCode, message } = await waitForProgram(cluster, handle, {
      file: path.join(cluster.programs, program),
      options: ['-D', dataDirectory, ...call.options(dataDirectory)],
      timeoutMilliseconds: call.timeoutMilliseconds,
    });
    if (exitCode === 0 || call.expectedExitCodes?.includes(exitCode)) return exitCode;
    throw new DatabaseSetupError(`Embedded PostgreSQL: ${program} failed (${exitCode}): ${message}`);
  } finally {
    await handle?.close();
  }
}

function waitForProgram(
  cluster: Cluster,
  handle: FileHandle | undefined,
  call: { file: string; options: string[]; timeoutMilliseconds: number },
): Promise<{ exitCode: number; message: string }> {
  const child = spawn(call.file, call.options, {
    cwd: cluster.programs,
    // None of the caller's PG* variables; UTC keeps the server's log and defaults the same everywhere.
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe', handle?.fd ?? 'ignore'],
    detached: true,
    windowsHide: true,
    ...cluster.runAs,
  });
  return new Promise((resolve, reject) => {
    let message = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      message += ` no end after ${call.timeoutMilliseconds} ms`;
    }, call.timeoutMilliseconds);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      message = (message + text).slice(-QUOTED_CHARACTERS);
    });
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(new DatabaseSetupError('Embedded PostgreSQL: the program does not start.', { cause }));
    });
    // A server that kept the pipe open must not keep us waiting for its end.
    child.on('exit', () => setTimeout(() => child.stderr?.destroy(), PIPE_GRACE_MILLISECONDS));
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode: exitCode ?? -1, message: message.trim() });
    });
  });
}
