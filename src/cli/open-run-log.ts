import { resolve } from 'node:path';

import { DateTime } from 'luxon';

import { createLogger } from '../clients/logs/create-logger.ts';
import type { Config } from '../config/parse-config.ts';
import type { Logger } from '../domain/ports.ts';
import type { Host } from './host.ts';
import { StatusLine } from './status-line.ts';

/** Where a run says what it does: log lines, and on a terminal one line that shows how far it is. */
export interface RunLog {
  readonly logger: Logger;
  /** NULL without a terminal. */
  readonly line: StatusLine | null;
}

export function openRunLog(host: Host, config: Config, options: { readonly json?: boolean }): RunLog {
  const line = host.stderr.isTerminal && options.json !== true ? new StatusLine(host.stderr) : null;
  const write = (text: string): void => {
    if (line === null) host.stderr.write(text);
    else line.writeAbove(text);
  };
  const logger = createLogger({
    name: config.LOGGING_NAME,
    level: config.LOGGING_LEVEL,
    console: config.LOGGING_ON_CONSOLE ? { write, readable: host.stderr.isTerminal } : null,
    directory: config.LOGGING_ON_FILE ? resolve(host.workingDirectory, config.LOGGING_DIR) : null,
    today: DateTime.fromJSDate(host.now(), { zone: config.CALLQ_TIMEZONE }).toISODate() ?? 'undated',
  });
  return { logger, line };
}
