import { join } from 'node:path';

import { openPool } from '../clients/postgres/open-pool.ts';
import type { Config } from '../config/parse-config.ts';
import { exitCodes } from '../domain/exit-code.ts';
import type { Day } from '../domain/call.ts';
import type { ExportRecord } from '../domain/export-ports.ts';
import type { Logger } from '../domain/ports.ts';
import { daysToExport } from '../pipeline/export-days.ts';
import type { DaysRun } from '../pipeline/run-days.ts';
import type { ChosenDay } from './choose-days.ts';
import { describeError, errorClassOf } from './describe-error.ts';
import type { Host } from './host.ts';
import { noteExport } from './note-export.ts';

/** The report that a run ends with when CALLQ_REPORT_DIR is set. */
export interface RunReport {
  /** Its index page; NULL: none was wanted, or it failed. */
  readonly path: string | null;
  readonly exitCode: number;
}

interface RunToReport {
  readonly config: Config;
  readonly connectionString: string;
  readonly days: readonly ChosenDay[];
  readonly done: DaysRun;
  readonly dryRun: boolean;
  readonly logger: Logger;
  readonly record: ExportRecord;
}

/**
 * One report on the days asked for. It fails softly: the results are in the database, so whatever goes wrong is a warning and
 * exit 1, as with any export. An interrupted run and one that began no day build none.
 */
export async function reportOnRun(host: Host, run: RunToReport): Promise<RunReport> {
  const { config, done, record, logger } = run;
  const days = run.days.map(({ day }) => day);
  const none = { path: null, exitCode: exitCodes.done };
  if (config.CALLQ_REPORT_DIR === undefined || run.dryRun || done.summaries.length === 0) return none;
  if (host.interruption.aborted) {
    // Days that ended well before the signal get their report from no later run unless somebody is told.
    const ended = daysToExport(done.summaries).filter((day) => days.includes(day));
    const failed = { days: ended, errorClass: 'not_exported' };
    return noteExport<RunReport>({ record, logger, days: ended }, () =>
      Promise.resolve({ outcome: none, failed }),
    );
  }
  return noteExport<RunReport>({ record, logger, days }, async () => {
    try {
      const path = await placeOne(host, run, days);
      return { outcome: { path: join(path, 'index.html'), exitCode: exitCodes.done }, failed: null };
    } catch (error) {
      const errorClass = errorClassOf(error);
      logger.warn(
        `no report on these days, but the results are in the database: ${describeError(error)} Then run: callq report --from ${days[0] ?? ''} --to ${days.at(-1) ?? ''}`,
        { failureClass: errorClass },
      );
      return {
        outcome: { path: null, exitCode: exitCodes.finishedWithFailures },
        failed: { days, errorClass },
      };
    }
  });
}

async function placeOne(
  host: Host,
  { config, connectionString, logger }: RunToReport,
  days: readonly Day[],
): Promise<string> {
  // Pages and charts are 55 files that most nights do not need.
  const { placeReport } = await import('./place-report.ts');
  const pool = openPool(connectionString, { applicationName: 'callq report', readOnly: true });
  try {
    const [firstDay = '', lastDay = ''] = [days[0], days.at(-1)];
    const scope = { departmentId: config.DEPARTAMENT_ID, firstDay, lastDay, operatorId: null };
    return await placeReport(pool, scope, {
      ...config,
      ...{ zone: config.CALLQ_TIMEZONE, now: host.now(), workingDirectory: host.workingDirectory },
      warn: (message) => {
        logger.warn(message);
      },
    });
  } finally {
    await pool.end();
  }
}
