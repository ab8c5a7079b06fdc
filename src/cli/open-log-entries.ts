import { LogEntryQueue } from '../clients/postgres/log-entries/log-entry-queue.ts';
import type { Config } from '../config/parse-config.ts';
import type { RunRequest } from '../pipeline/run-request.ts';
import type { OpenedDatabase } from './open-database.ts';
import type { RunLog } from './open-run-log.ts';
import type { Resources } from './resources.ts';

/** LOGGING_ON_DB: warnings and errors also go to `log_entries`. NULL without the setting, and in a dry run, which writes nothing. */
export function openLogEntries(
  log: RunLog,
  database: OpenedDatabase,
  { config, request, resources }: { config: Config; request: RunRequest; resources: Resources },
): LogEntryQueue | null {
  if (!config.LOGGING_ON_DB || request.dryRun) return null;
  const entries = new LogEntryQueue({
    connectionString: database.connectionString,
    departmentId: config.DEPARTAMENT_ID,
    invocationId: request.identity.invocationId,
    keepDays: config.LOGGING_KEEP_DAYS,
  });
  log.keepIn(entries);
  resources.add(async () => {
    const { lost: count, failureClass } = await entries.close();
    if (count === 0) return;
    log.logger.warn('warnings and errors of this run did not get into log_entries', {
      ...{ count, failureClass: failureClass ?? undefined },
    });
  });
  return entries;
}
