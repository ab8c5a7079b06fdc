import type { ConfigName } from '../../config/parse-config.ts';

/** The checks, in the order in which they are printed. */
export const checkNames = [
  'settings',
  'prompt file',
  'database',
  'schema',
  'privileges',
  'operators',
  'forgotten numbers',
  'pooler',
  'Google key',
  'check-list',
  'instructions',
  'results sheet',
  'Apps Script',
  'T-Bank login',
  'T-Bank group',
  'calls of the day',
  'kind of calls',
  'gateway',
  'model',
  'question',
  'clock',
  'log folder',
  'disk',
  'report folder',
  'metrics file',
  'time zone',
] as const;
export type CheckName = (typeof checkNames)[number];

/** `not_checked`: something that it depends on is not right. */
export type Judgement = 'good' | 'warning' | 'error' | 'not_checked';

/** One line of what was found. Messages hold identifiers, counts and advice; no secret and nothing personal. */
export interface Finding {
  readonly check: CheckName;
  readonly judgement: Judgement;
  readonly message: string;
  /** The same in numbers and names, for programs. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/** What one check saw; without its name. */
export type Remark = Omit<Finding, 'check'>;

export function good(message: string, facts?: Finding['facts']): Remark {
  return { judgement: 'good', message, ...(facts === undefined ? {} : { facts }) };
}

export function warning(message: string, facts?: Finding['facts']): Remark {
  return { ...good(message, facts), judgement: 'warning' };
}

export function error(message: string): Remark {
  return { judgement: 'error', message };
}

export function notChecked(message: string): Remark {
  return { judgement: 'not_checked', message: `not checked: ${message}` };
}

/** Names of settings, for a message. */
export function listNames(names: readonly ConfigName[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
