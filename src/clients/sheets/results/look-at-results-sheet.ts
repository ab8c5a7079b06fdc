import { openGoogleTalk } from '../open-google-talk.ts';
import { readCells } from '../read-cells.ts';
import type { ResultsSheetOptions } from './create-results-sheet.ts';
import type { TabContents } from './results-tab.ts';
import { findTab, lookAtTab } from './results-tab.ts';

/**
 * What an export would see before it writes, under the right to write that it would ask for; nothing is written, so that
 * Google does not tell whether the service account may. Throws StopRunError, which says what to do.
 */
export async function lookAtResultsSheet(
  options: Omit<ResultsSheetOptions, 'departmentId'>,
  signal: AbortSignal,
): Promise<TabContents> {
  const { baseUrl, spreadsheetId, sheetName } = options;
  const talk = await openGoogleTalk(options, 'write', signal);
  const address = { spreadsheetId, sheetName, setting: 'RESULTS_SHEET_NAME', host: baseUrl.host };
  const tab = await talk.exchange(address, (google) => findTab(google, address));
  return lookAtTab(
    (cells) => talk.exchange(address, (google) => readCells(google, address, cells)),
    address,
    tab,
  );
}
