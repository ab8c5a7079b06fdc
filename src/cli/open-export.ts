import type { Pool } from 'pg';

import { createAppsScript } from '../clients/apps-script/create-apps-script.ts';
import { listExportedCalls } from '../clients/postgres/list-exported-calls.ts';
import type { ResultsSheetOptions } from '../clients/sheets/results/create-results-sheet.ts';
import { createResultsSheet } from '../clients/sheets/results/create-results-sheet.ts';
import type { Config } from '../config/parse-config.ts';
import { isPrivateHost } from '../config/value-schemas.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Logger } from '../domain/ports.ts';
import type { ExportPorts } from '../pipeline/export-days.ts';
import type { Host } from './host.ts';

/** The settings of the export to the department's spreadsheet. */
export const exportNames = [
  'JSON_AUTH',
  'REQUIREMENTS_SHEET_ID',
  'RESULTS_SHEET_NAME',
  'GOOGLE_SHEETS_BASE_URL',
  'APPS_SCRIPT_URL',
  'APPS_SCRIPT_FUNCTION',
  'CALLQ_EXPORT_PHONES',
  'DEPARTAMENT_ID',
] as const;

export type ExportConfig = Config<(typeof exportNames)[number]>;

export interface ExportRequest {
  readonly config: ExportConfig;
  readonly pool: Pool;
  readonly logger: Logger;
  readonly held: () => Promise<void>;
}

/** Throws StopRunError (`settings`) when an address is set and the function that it is called for is not. */
export function openExport(host: Host, { config, pool, logger, held }: ExportRequest): ExportPorts {
  const { RESULTS_SHEET_NAME: sheetName, APPS_SCRIPT_URL: url, APPS_SCRIPT_FUNCTION: action } = config;
  const departmentId = config.DEPARTAMENT_ID;
  return {
    sheet:
      sheetName === undefined
        ? null
        : createResultsSheet({ departmentId, ...describeResultsSheet(host, { config, sheetName, logger }) }),
    appsScript:
      url === undefined || action === undefined
        ? null
        : createAppsScript({ url, action, mayBePlain: isPrivateHost }),
    callsOf: (day) =>
      listExportedCalls(pool, {
        departmentId,
        days: [day],
        phones: config.CALLQ_EXPORT_PHONES,
        signal: host.interruption,
      }),
    held,
    logger,
    signal: host.interruption,
  };
}

/** Where the sheet of results is, and how Google is asked about it. */
export function describeResultsSheet(
  host: Host,
  {
    config,
    sheetName,
    logger,
  }: {
    readonly config: Config<'JSON_AUTH' | 'REQUIREMENTS_SHEET_ID' | 'GOOGLE_SHEETS_BASE_URL'>;
    readonly sheetName: string;
    readonly logger: Logger;
  },
): Omit<ResultsSheetOptions, 'departmentId'> {
  return {
    baseUrl: config.GOOGLE_SHEETS_BASE_URL,
    serviceAccount: config.JSON_AUTH,
    workingDirectory: host.workingDirectory,
    spreadsheetId: config.REQUIREMENTS_SHEET_ID,
    sheetName,
    logger,
    random: host.random,
  };
}

/** What is missing where an address is set without the function that it is called for; NULL: nothing. */
export function findMissingFunction(
  config: Config<'APPS_SCRIPT_URL' | 'APPS_SCRIPT_FUNCTION'>,
): string | null {
  return config.APPS_SCRIPT_URL === undefined || config.APPS_SCRIPT_FUNCTION !== undefined
    ? null
    : 'APPS_SCRIPT_FUNCTION: is not set. With APPS_SCRIPT_URL it must name the function that is called.';
}

/** Whether anything is to be exported, told before the night begins. Throws StopRunError (`settings`) for half a setting. */
export function wantsExport(config: ExportConfig): boolean {
  const problem = findMissingFunction(config);
  if (problem !== null) throw new StopRunError('settings', `these settings are not right:\n  ${problem}`);
  return config.RESULTS_SHEET_NAME !== undefined || config.APPS_SCRIPT_URL !== undefined;
}

/** Says what leaves for the spreadsheet: it is personal data, read by whoever may open the spreadsheet. */
export function exportNotice(config: ExportConfig): string {
  const { RESULTS_SHEET_NAME: sheetName, APPS_SCRIPT_URL: url } = config;
  const phones = config.CALLQ_EXPORT_PHONES
    ? 'phone numbers of clients (CALLQ_EXPORT_PHONES=false leaves them out), '
    : '';
  const parts = [
    ...(sheetName === undefined
      ? []
      : [
          `exports to the sheet "${sheetName}" of spreadsheet ${config.REQUIREMENTS_SHEET_ID}: operators, ${phones}scores and texts about each call`,
        ]),
    ...(url === undefined ? [] : [`calls the Apps Script function at ${url.host}`]),
  ];
  return `callq: ${parts.join('; ')}\n`;
}
