import * as z from 'zod';

import type { Environment, Loaded } from './load-environment.ts';
import {
  botToken,
  chatId,
  databaseUrl,
  extraHeaders,
  localPath,
  logLevel,
  longKey,
  metricsFile,
  oneOf,
  origin,
  positiveNumber,
  requestPath,
  share,
  timeZone,
  trueOrFalse,
  webAddress,
  wholeNumber,
} from './value-schemas.ts';
import type { Variable, VariableName } from './variables.ts';
import { variables } from './variables.ts';

const text = z.string().trim().min(1);

/** How each variable that CallQ obeys is read. */
const schemas = {
  LOGIN: text,
  PASSWORD: z.string(),
  AUTH_TYPE: text,
  AUTH_SYSTEM: text,
  AGENT_GROUP_NAME: text,
  JSON_AUTH: localPath,
  REQUIREMENTS_SHEET_ID: text,
  REQUIREMENTS_SHEET_NAME_CHECK_LIST: text,
  REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI: text,
  RESULTS_SHEET_NAME: text.optional(),
  APPS_SCRIPT_URL: webAddress.optional(),
  APPS_SCRIPT_FUNCTION: text.optional(),
  TOKEN_LLM: text,
  MODEL: text,
  DATA_BASE: databaseUrl,
  DEPARTAMENT_ID: wholeNumber(1, 2_147_483_647),
  CHECK_DAY_AGO: wholeNumber(0, 36_500),
  PROMPT_FILE: localPath,
  TBANK_BASE_URL: origin,
  LLM_BASE_URL: origin,
  GOOGLE_SHEETS_BASE_URL: origin,
  TBANK_CONCURRENCY: wholeNumber(1, 64),
  TBANK_REQUESTS_PER_SECOND: positiveNumber,
  TBANK_EXTRA_HEADERS: extraHeaders.optional(),
  TBANK_LOGIN_PATH: requestPath,
  LLM_CONCURRENCY: wholeNumber(1, 512),
  LLM_JSON_TRIES: wholeNumber(1, 10),
  LLM_TIMEOUT_SECONDS: wholeNumber(1, 3600),
  LLM_MAX_INPUT_TOKENS: wholeNumber(1),
  LLM_TOKENS_PER_MINUTE: wholeNumber(1).optional(),
  CALLQ_BREAKER_FAILURES: wholeNumber(0, 1000),
  CALLQ_TIMEZONE: timeZone,
  CALLQ_MIN_DURATION_SECONDS: wholeNumber(0),
  CALLQ_MIN_PHRASES: wholeNumber(0),
  CALLQ_SKIP_WITHOUT_PHONE: trueOrFalse,
  CALLQ_PENDING_DAYS: wholeNumber(0),
  CALLQ_MIN_SCORED_SHARE: share,
  CALLQ_MASK: trueOrFalse,
  CALLQ_LONG_CALLS: oneOf('exclude', 'split'),
  CALLQ_PRICES: localPath.optional(),
  CALLQ_MAX_COST_USD: positiveNumber.optional(),
  CALLQ_MAX_TOKENS: wholeNumber(1).optional(),
  CALLQ_KEEP_ANSWERS_DAYS: wholeNumber(1, 36_500).optional(),
  CALLQ_FORGET_KEY: longKey.optional(),
  CALLQ_REPORT_DIR: localPath.optional(),
  CALLQ_REPORT_KEEP_DAYS: wholeNumber(1, 36_500).optional(),
  CALLQ_MIGRATE: trueOrFalse,
  CALLQ_PING_URL: webAddress.optional(),
  CALLQ_NOTIFY_URL: webAddress.optional(),
  TELEGRAM_BOT_TOKEN: botToken.optional(),
  TELEGRAM_CHAT_ID: chatId.optional(),
  TELEGRAM_BASE_URL: origin,
  CALLQ_METRICS_FILE: metricsFile.optional(),
  CALLQ_EXPORT_PHONES: trueOrFalse,
  LOGGING_NAME: text.regex(/^[\w.-]+$/u, 'must be a plain word: letters, digits, . _ -'),
  LOGGING_LEVEL: logLevel,
  LOGGING_DIR: localPath,
  LOGGING_KEEP_DAYS: wholeNumber(1, 36_500),
  LOGGING_ON_CONSOLE: trueOrFalse,
  LOGGING_ON_FILE: trueOrFalse,
  LOGGING_ON_DB: trueOrFalse,
} satisfies Partial<Record<VariableName, z.ZodType>>;

type Schemas = typeof schemas;
export type ConfigName = keyof Schemas;

/** Settings by the name of their variable: the contract's names are the only ones. */
export type Config<Name extends ConfigName = ConfigName> = {
  readonly [Key in Name]: z.output<Schemas[Key]>;
};

/** All settings, for `callq run`. */
export const allNames = Object.keys(schemas) as ConfigName[];

/**
 * Environment → the settings asked for, complete with defaults, or all problems at once: the names of the variables and
 * what would be right, never a value.
 */
export function parseConfig<Name extends ConfigName>(
  environment: Environment,
  names: readonly Name[],
): Loaded<Config<Name>> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const name of names) {
    const variable: Variable | undefined = variables.find((known) => known.name === name);
    const value = environment[name] ?? variable?.default ?? undefined;
    if (value === undefined && variable?.required === true) {
      problems.push(`${name}: is not set. It must hold the ${variable.meaning}.`);
      continue;
    }
    const parsed = schemas[name].safeParse(value);
    if (parsed.success) config[name] = parsed.data;
    else problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}.`);
  }
  return problems.length === 0 ? { ok: true, value: config as Config<Name> } : { ok: false, problems };
}

type RequiredName = Extract<(typeof variables)[number], { readonly required: true }>['name'];
/** A setting that a run can do without. */
export type DispensableName = Exclude<ConfigName, RequiredName>;

/**
 * What can be read of these settings, for whoever has to tell that others are wrong: one that is not right counts as its
 * default, one without a default as not set.
 */
export function parseReadable<Name extends DispensableName>(
  environment: Environment,
  names: readonly Name[],
): Config<Name> {
  const config: Record<string, unknown> = {};
  for (const name of names) {
    for (const source of [{}, environment]) {
      const parsed = parseConfig(source, [name]);
      if (parsed.ok) Object.assign(config, parsed.value);
    }
  }
  return config as Config<Name>;
}
