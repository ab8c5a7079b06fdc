import { StopRunError } from '../domain/errors.ts';
import type { EnvironmentSource, Loaded } from '../config/load-environment.ts';
import { gatherEnvironment, loadEnvironment } from '../config/load-environment.ts';
import type { Config, ConfigName, DispensableName } from '../config/parse-config.ts';
import { parseConfig, parseReadable } from '../config/parse-config.ts';
import type { Host } from './host.ts';

/** Options that every command with settings has. */
export interface EnvironmentOptions {
  readonly envFile?: string;
  readonly embedded?: boolean;
  /** The environment is complete as it is: not even `.env` is read (demo). */
  readonly noEnvFile?: boolean;
}

/**
 * The settings a command needs. `--embedded` stands in for DATA_BASE.
 * Throws StopRunError (`settings`) with every problem at once.
 */
export function readSettings<Name extends ConfigName>(
  host: Host,
  options: EnvironmentOptions,
  names: readonly Name[],
): { config: Config<Name>; environment: Readonly<Record<string, string>> } {
  const environment = orStop(loadEnvironment(sourceOf(host, options)));
  return { config: orStop(parseConfig(environment, names)), environment };
}

/** What can be read of these settings, also when others are wrong: the log and who is told of a failed start need them. */
export function readReadableSettings<Name extends DispensableName>(
  host: Host,
  options: EnvironmentOptions,
  names: readonly Name[],
): Config<Name> {
  return parseReadable(gatherEnvironment(sourceOf(host, options)).environment, names);
}

/** Where the settings of a command come from. */
export function sourceOf(host: Host, options: EnvironmentOptions): EnvironmentSource {
  const { embedded = false, envFile, noEnvFile = false } = options;
  return {
    environment: host.environment,
    workingDirectory: host.workingDirectory,
    envFile: noEnvFile ? 'none' : envFile === undefined ? null : { path: envFile },
    // --embedded overrides DATA_BASE: not even a broken one, or its secret file, is looked at.
    overrides: embedded ? { DATA_BASE: embeddedPlaceholder, DATA_BASE_FILE: '' } : {},
  };
}

/** Well-formed and never connected to. */
const embeddedPlaceholder = 'postgresql://callq@embedded/callq';

function orStop<T>(loaded: Loaded<T>): T {
  if (loaded.ok) return loaded.value;
  throw new StopRunError(
    'settings',
    `these settings are not right:\n${loaded.problems.map((problem) => `  ${problem}`).join('\n')}`,
  );
}
