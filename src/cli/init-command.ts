import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { writeOutputFile } from '../clients/output-file/write-output-file.ts';
import { parseEnvFile } from '../config/load-environment.ts';
import { quoteValue, writeEnvironment } from '../config/write-environment.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { exitCodes, interruptionCodes } from '../domain/exit-code.ts';
import type { Host } from './host.ts';
import { askSettings } from './init/ask-settings.ts';
import type { Prompter } from './init/prompter.ts';
import { CancelledError, openPrompter } from './init/prompter.ts';

export interface InitOptions {
  readonly out?: string;
  readonly nonInteractive?: boolean;
}

/** `callq init`: an env file from questions, or a template. What is there already is replaced only when told so. */
export async function initCommand(host: Host, options: InitOptions): Promise<number> {
  if (options.nonInteractive === true) return writeTemplate(host, options.out);
  const { terminal } = host;
  if (terminal === null) {
    throw new StopRunError(
      'usage',
      'callq init asks questions and needs a terminal. Without one, `callq init --non-interactive` prints a template to fill in.',
    );
  }
  const prompter = await openPrompter(terminal, host.interruption);
  try {
    return await askAndWrite(host, prompter, options.out ?? '.env');
  } catch (error) {
    const isEnd = error instanceof CancelledError || host.interruption.aborted;
    if (!isEnd) throw error;
    prompter.say('\nNothing was written.\n');
    return interruptionCodes[
      host.interruption.aborted ? (host.interruption.reason as Interruption) : 'SIGINT'
    ];
  }
}

async function writeTemplate(host: Host, out: string | undefined): Promise<number> {
  const template = writeEnvironment({});
  if (out === undefined) host.stdout.write(template);
  else await writeFile(resolve(host.workingDirectory, out), out, { text: template, replace: false });
  return exitCodes.done;
}

async function askAndWrite(host: Host, prompter: Prompter, out: string): Promise<number> {
  const path = resolve(host.workingDirectory, out);
  const old = await readOld(path, out);
  if (old !== null) {
    const next = await prompter.choose(`${out} is there already.`, [
      { value: 'leave', label: 'leave it as it is' },
      { value: 'replace', label: 'go through its values and replace it; its comments are lost' },
    ]);
    if (next === 'leave') return exitCodes.done;
  }
  const before = Object.entries(old === null ? {} : parseEnvFile(old)).filter(
    ([, value]) => value.trim() !== '',
  );
  const lost = before.filter(([, value]) => quoteValue(value) === null).map(([name]) => name);
  if (lost.length > 0) {
    throw new StopRunError(
      'usage',
      `${out} holds values that cannot be written anew: ${lost.join(', ')}. Edit it by hand.`,
    );
  }
  const values = await askSettings(host, prompter, Object.fromEntries(before));
  await writeFile(path, out, { text: writeEnvironment(values), replace: old !== null });
  const inShell = Object.keys(values).filter((name) => (host.environment[name] ?? '').trim() !== '');
  if (inShell.length > 0) {
    prompter.say(`\nAlso set in this shell, where they win over the file: ${inShell.join(', ')}.\n`);
  }
  const flag = out === '.env' ? '' : ` --env-file ${out}`;
  prompter.say(
    `\n${out} is written, readable for you only. Next:\n` +
      `  callq db migrate${flag}\n  callq operators import FILE.csv${flag}\n  callq doctor${flag}\n`,
  );
  return exitCodes.done;
}

/** NULL when there is no such file. */
async function readOld(path: string, out: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unwritable(out, error);
  }
}

/** Passwords and keys: the owner's only. A full disk or a power cut leaves the old file, or none. */
async function writeFile(
  path: string,
  out: string,
  { text, replace }: { readonly text: string; readonly replace: boolean },
): Promise<void> {
  try {
    await writeOutputFile(path, text, { replace });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new StopRunError(
        'usage',
        `${out} is there already and stays as it is. Name another file with --out.`,
        { cause: error },
      );
    }
    throw unwritable(out, error);
  }
}

function unwritable(out: string, cause: unknown): StopRunError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return new StopRunError(
    'usage',
    `${out} cannot be read or written (${code}). Check the path, its permissions and the space on its disk.`,
    { cause },
  );
}
