import type { ChecklistSource, Logger } from '../domain/ports.ts';
import { createChecklistSource } from '../clients/sheets/create-checklist-source.ts';
import type { Config } from '../config/parse-config.ts';
import type { Host } from './host.ts';

/** The settings of the department's spreadsheet. */
export const sheetNames = [
  'JSON_AUTH',
  'REQUIREMENTS_SHEET_ID',
  'REQUIREMENTS_SHEET_NAME_CHECK_LIST',
  'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI',
  'GOOGLE_SHEETS_BASE_URL',
] as const;

export function openChecklistSource(
  host: Host,
  config: Config<(typeof sheetNames)[number]>,
  logger: Logger,
): ChecklistSource {
  return createChecklistSource({
    baseUrl: config.GOOGLE_SHEETS_BASE_URL,
    serviceAccount: config.JSON_AUTH,
    workingDirectory: host.workingDirectory,
    spreadsheetId: config.REQUIREMENTS_SHEET_ID,
    checklistSheet: config.REQUIREMENTS_SHEET_NAME_CHECK_LIST,
    instructionsSheet: config.REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI,
    logger,
  });
}
