import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CommandOptions {
  readonly input?: string;
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command that hangs is killed after this long. */
const longestCommandMs = 600_000;

/** Runs a program to its end, with nothing of the environment but what a client of the engine needs. */
export async function runProgram(
  [program = '', ...args]: readonly string[],
  { input = '', workingDirectory = '.', environment = {} }: CommandOptions = {},
): Promise<Finished> {
  const inherited = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|DOCKER_.*)$/u.test(name));
  const child = spawn(program, args, {
    cwd: workingDirectory,
    env: { ...Object.fromEntries(inherited), ...environment },
    timeout: longestCommandMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).end(input);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

export function docker(...args: readonly string[]): Promise<Finished> {
  return runProgram(['docker', ...args]);
}

/** Its standard output; throws when it fails. */
export async function dockerOutput(...args: readonly string[]): Promise<string> {
  return outputOf(await docker(...args));
}

export function outputOf({ exitCode, stdout, stderr }: Finished): string {
  if (exitCode !== 0) throw new Error(`exit ${String(exitCode)}: ${stderr.slice(-2000)}`);
  return stdout.trim();
}

/** What the engine knows of a container or an image. */
export async function inspect<T>(name: string, part: string): Promise<T> {
  return JSON.parse(await dockerOutput('inspect', '--format', `{{json .${part}}}`, name)) as T;
}
