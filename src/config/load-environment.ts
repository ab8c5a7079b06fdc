import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { parse } from 'dotenv';

import { variables } from './variables.ts';

/** Variables by name; an empty value means "not set" and is left out. */
export type Environment = Readonly<Record<string, string>>;

export type Loaded<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

export interface EnvironmentSource {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** NULL for the default `.env`, which may be missing; `none` reads no file. */
  readonly envFile: { readonly path: string } | 'none' | null;
  /** Win over both; an empty one unsets. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** The real environment over the env file, secrets from `<NAME>_FILE` put in their place. */
export function loadEnvironment(source: EnvironmentSource): Loaded<Environment> {
  const { environment, problems } = gatherEnvironment(source);
  return problems.length === 0 ? { ok: true, value: environment } : { ok: false, problems };
}

/** The same without the files that cannot be read: for whoever wants to know what is right although something is not. */
export function gatherEnvironment(source: EnvironmentSource): {
  readonly environment: Environment;
  readonly problems: readonly string[];
} {
  const file = readEnvFile(source.envFile, source.workingDirectory);
  const merged = withoutEmpty({
    ...withoutEmpty(file ?? {}),
    ...withoutEmpty(source.environment),
    ...source.overrides,
  });
  if (file === null) {
    const problem = '--env-file: the file cannot be read. Check the path and its permissions.';
    return { environment: merged, problems: [problem] };
  }
  const problems: string[] = [];
  for (const variable of variables) {
    if (!('secretFile' in variable)) continue;
    const problem = readSecretFile(merged, variable.name, source.workingDirectory);
    if (problem !== null) problems.push(problem);
  }
  const alias = merged['LOGGING_ON_DT'];
  if (alias !== undefined) merged['LOGGING_ON_DB'] ??= alias;
  return { environment: merged, problems };
}

/** NULL when it must be there and cannot be read. */
function readEnvFile(
  envFile: { readonly path: string } | 'none' | null,
  workingDirectory: string,
): Record<string, string> | null {
  if (envFile === 'none') return {};
  try {
    const path = resolve(workingDirectory, envFile?.path ?? '.env');
    return parseEnvFile(readFileSync(path, 'utf8'));
  } catch {
    return envFile === null ? {} : null;
  }
}

/** The text of an env file → variables by name, empty ones included. */
export function parseEnvFile(text: string): Record<string, string> {
  return parse(protectHashes(text.replace(/^\uFEFF/u, '')));
}

/**
 * Env files of the old program were read by python-dotenv, to which `#` begins a comment only after a blank: a password
 * such as `abc#123` must not be cut.
 */
function protectHashes(text: string): string {
  return text.replace(
    /^(\s*(?:export\s+)?[\w.]+\s*=[^\S\n]*)([^\s'"`#][^\n]*?)(?:\s+#[^\n]*|\s*)$/gmu,
    (line, start: string, value: string) => {
      const quote = ["'", '"', '`'].find((mark) => !value.includes(mark));
      return value.includes('#') && quote !== undefined ? `${start}${quote}${value}${quote}` : line;
    },
  );
}

function readSecretFile(
  environment: Record<string, string>,
  name: string,
  workingDirectory: string,
): string | null {
  const path = environment[`${name}_FILE`];
  if (path === undefined) return null;
  if (environment[name] !== undefined) return `${name}: set either ${name} or ${name}_FILE, not both.`;
  try {
    const secret = readFileSync(resolve(workingDirectory, path), 'utf8')
      .replace(/^\uFEFF/u, '')
      .trim();
    if (secret === '') return `${name}_FILE: the file is empty.`;
    environment[name] = secret;
    return null;
  } catch {
    return `${name}_FILE: the file cannot be read. Check the path and its permissions.`;
  }
}

function withoutEmpty(variablesByName: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variablesByName).filter(
      (entry): entry is [string, string] => (entry[1] ?? '').trim() !== '',
    ),
  );
}
