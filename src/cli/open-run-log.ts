import { resolve } from 'node:path';

import type { Log } from '../clients/logs/create-log.ts';
import { createLog } from '../clients/logs/create-log.ts';
import type { Config } from '../config/parse-config.ts';
import type { Host } from './host.ts';
import { StatusLine } from './status-line.ts';

/** Where a run says what it does: log lines, and on a terminal one line that shows how far it is. */
export interface RunLog extends Log {
  /** NULL without a terminal. */
  readonly line: StatusLine | null;
}

export const logNames = [
  ...(['LOGGING_NAME', 'LOGGING_LEVEL', 'LOGGING_DIR', 'LOGGING_KEEP_DAYS', 'LOGGING_ON_CONSOLE'] as const),
  ...(['LOGGING_ON_FILE', 'CALLQ_TIMEZONE', 'DEPARTAMENT_ID'] as const),
] as const;

export function openRunLog(
  host: Host,
  config: Config<(typeof logNames)[number]>,
  options: { readonly json?: boolean; readonly invocationId: string },
): RunLog {
  const line = host.stderr.isTerminal && options.json !== true ? new StatusLine(host.stderr) : null;
  const write = (text: string): void => {
    if (line === null) host.stderr.write(text);
    else line.writeAbove(text);
  };
  const log = createLog({
    name: config.LOGGING_NAME,
    level: config.LOGGING_LEVEL,
    console: config.LOGGING_ON_CONSOLE ? { write, readable: host.stderr.isTerminal } : null,
    file: config.LOGGING_ON_FILE
      ? {
          directory: resolve(host.workingDirectory, config.LOGGING_DIR),
          keepDays: config.LOGGING_KEEP_DAYS,
          zone: config.CALLQ_TIMEZONE,
        }
      : null,
    origin: { department: config.DEPARTAMENT_ID, invocationId: options.invocationId },
    now: host.now,
  });
  return { ...log, line };
}
