import { StopRunError } from '../../../domain/errors.ts';
import { exportColumns } from '../../../domain/export-columns.ts';
import type { SheetPlan } from '../../../domain/plan-sheet-rows.ts';
import type { GoogleConnection, SheetChange } from '../google-connection.ts';
import type { SheetAddress } from '../stop-messages.ts';
import { fullSpreadsheet } from '../stop-messages.ts';
import type { Tab } from './results-tab.ts';
import { findTab } from './results-tab.ts';

const mostCells = 10_000_000;
/** Rows are added in steps, so that not every night has to. */
const rowsToSpare = 200;

/**
 * Makes room for the planned rows and has times shown as times. Looks at the tab's size itself, so that a repeat after a lost
 * answer does not add the same rows again. One attempt: GoogleFailure, or StopRunError when there is no room.
 */
export async function prepareTab(
  google: GoogleConnection,
  address: SheetAddress,
  plan: SheetPlan<unknown>,
): Promise<void> {
  const tab = await findTab(google, address);
  await google.changeSheet(address.spreadsheetId, [
    ...missingRoom(tab, plan.lastRow, address),
    ...timeFormats(tab, plan),
  ]);
}

function missingRoom(tab: Tab, lastRow: number, address: SheetAddress): SheetChange[] {
  const { sheetId } = tab;
  const columns = Math.max(0, exportColumns.length - tab.columns);
  const missing = Math.max(0, lastRow - tab.rows);
  const cellsWith = (rows: number): number =>
    tab.cellsOfSpreadsheet + columns * tab.rows + rows * (tab.columns + columns);
  if (cellsWith(missing) > mostCells) {
    throw new StopRunError(
      'sheet',
      `The sheet "${address.sheetName}" has no room for ${missing} more rows: ${fullSpreadsheet}`,
    );
  }
  const rows = missing > 0 && cellsWith(missing + rowsToSpare) <= mostCells ? missing + rowsToSpare : missing;
  return [
    ...(columns > 0
      ? [{ appendDimension: { sheetId, dimension: 'COLUMNS', length: columns } } as const]
      : []),
    ...(rows > 0 ? [{ appendDimension: { sheetId, dimension: 'ROWS', length: rows } } as const] : []),
  ];
}

/** RAW numbers take the format of their cell. Rows that people moved have theirs; a format once more does no harm. */
function timeFormats({ sheetId }: Tab, { writes }: SheetPlan<unknown>): SheetChange[] {
  const rows = writes.filter(({ cells }) => cells !== null).map(({ row }) => row);
  return exportColumns.flatMap(({ kind }, column) =>
    kind !== 'time'
      ? []
      : blocksOf(rows).map(([startRowIndex, endRowIndex]) => ({
          repeatCell: {
            range: {
              sheetId,
              startRowIndex,
              endRowIndex,
              startColumnIndex: column,
              endColumnIndex: column + 1,
            },
            cell: {
              userEnteredFormat: { numberFormat: { type: 'DATE_TIME', pattern: 'yyyy-mm-dd hh:mm:ss' } },
            },
            fields: 'userEnteredFormat.numberFormat',
          },
        })),
  );
}

/** Ascending rows, from 1 → neighbours together, from 0, the end not included. */
function blocksOf(rows: readonly number[]): [number, number][] {
  const blocks: [number, number][] = [];
  for (const row of rows) {
    const block = blocks.at(-1);
    if (block?.[1] === row - 1) block[1] = row;
    else blocks.push([row - 1, row]);
  }
  return blocks;
}
