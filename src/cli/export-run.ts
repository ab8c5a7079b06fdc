import { openPool } from '../clients/postgres/open-pool.ts';
import type { ExportOutcome } from '../pipeline/export-days.ts';
import { daysToExport, nothingExported } from '../pipeline/export-days.ts';
import type { DaysRun } from '../pipeline/run-days.ts';
import type { RunPorts } from '../pipeline/run-request.ts';
import type { Host } from './host.ts';
import type { OpenedDatabase } from './open-database.ts';
import { exportNoted, noteExport } from './note-export.ts';
import type { ExportConfig } from './open-export.ts';
import { openExport } from './open-export.ts';
import type { Resources } from './resources.ts';

export interface RunToExport {
  readonly config: ExportConfig;
  readonly database: OpenedDatabase;
  readonly resources: Resources;
  readonly ports: Pick<RunPorts, 'logger' | 'lock' | 'store'>;
  readonly invocationId: string;
  readonly done: DaysRun;
}

/**
 * The export at the end of a run, while the department's lock is still held. Never throws: its failure is a value. NULL when
 * there was no day to run.
 */
export async function exportRun(
  host: Host,
  { config, database, resources, ports, done, invocationId }: RunToExport,
): Promise<ExportOutcome | null> {
  const { logger, lock, store } = ports;
  const days = daysToExport(done.summaries);
  if (done.summaries.length === 0 && !host.interruption.aborted) return null;
  const prevented = host.interruption.aborted
    ? nothingExported('the run was interrupted')
    : days.length === 0
      ? nothingExported('the run was stopped')
      : null;
  const record = store.exportRecord(invocationId, 'export');
  const outcome =
    prevented === null
      ? await exportNoted(
          openExport(host, {
            config,
            pool: openExportPool(database, resources),
            logger,
            held: () => lock.held(host.interruption),
          }),
          record,
          days,
        )
      : // Days that ended well before a signal are exported by no later run unless somebody is told.
        await noteExport({ record, logger, days }, () =>
          Promise.resolve({ outcome: prevented, failed: { days, errorClass: 'not_exported' } }),
        );
  const { failure } = outcome;
  if (failure !== null) {
    logger.error(`the export failed: ${failure.message}`, { failureClass: failure.errorClass });
  }
  return outcome;
}

function openExportPool(database: OpenedDatabase, resources: Resources): ReturnType<typeof openPool> {
  const pool = openPool(database.connectionString, { applicationName: 'callq export', readOnly: true });
  resources.add(() => pool.end());
  return pool;
}
