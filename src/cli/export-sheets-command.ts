import type { Interruption } from '../domain/exit-code.ts';
import { exitCodeOfExport, interruptionCodes } from '../domain/exit-code.ts';
import { StopRunError } from '../domain/errors.ts';
import { createExportRecord } from '../clients/postgres/export-record.ts';
import type { DayOptions } from './choose-days.ts';
import { chooseDays } from './choose-days.ts';
import type { Host } from './host.ts';
import { exportNoted } from './note-export.ts';
import { openDepartments } from './open-departments.ts';
import { exportNames, exportNotice, openExport, wantsExport } from './open-export.ts';
import { exportText } from './print-export.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface ExportSheetsOptions extends DayOptions, EnvironmentOptions {
  readonly json?: boolean;
}

/** `callq export sheets`: what a run does at its end, for any days. */
export async function exportSheetsCommand(host: Host, options: ExportSheetsOptions): Promise<number> {
  const { config } = readSettings(host, options, [
    ...exportNames,
    ...(['DATA_BASE', 'CALLQ_TIMEZONE', 'CHECK_DAY_AGO'] as const),
  ]);
  const { CALLQ_TIMEZONE: zone, CHECK_DAY_AGO: checkDayAgo, DEPARTAMENT_ID: department } = config;
  const days = chooseDays({ ...options, allowToday: true }, { zone, checkDayAgo, now: host.now() });
  wantsExport(config);
  if (config.RESULTS_SHEET_NAME === undefined) {
    throw new StopRunError(
      'settings',
      'these settings are not right:\n  RESULTS_SHEET_NAME: is not set. It must hold the name of the sheet to export to.',
    );
  }
  host.stderr.write(exportNotice(config));
  return Resources.using(async (resources) => {
    const opened = await openDepartments(host, options, {
      ...{ name: 'callq export', dataBase: config.DATA_BASE, resources, department },
    });
    const { context, invocationId, held } = opened;
    const { pool, logger } = context;
    const named = days.map(({ day }) => day);
    const record = createExportRecord(context, { departmentId: department, invocationId, kind: 'export' });
    const outcome = await exportNoted(openExport(host, { config, pool, logger, held }), record, named);
    host.stdout.write(
      options.json === true ? `${JSON.stringify({ department, ...outcome })}\n` : exportText(outcome),
    );
    if (host.interruption.aborted) return interruptionCodes[host.interruption.reason as Interruption];
    return exitCodeOfExport(outcome);
  });
}
