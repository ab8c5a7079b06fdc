import * as z from 'zod';
import type { Cell } from '../../../domain/cell.ts';
import { StopRunError } from '../../../domain/errors.ts';
import { exportColumns } from '../../../domain/export-columns.ts';
import type { GoogleConnection } from '../google-connection.ts';
import { stopForShape } from '../read-cells.ts';
import type { SheetAddress } from '../stop-messages.ts';

/** The tab and its size, in rows and columns. */
export interface Tab {
  readonly sheetId: number;
  readonly rows: number;
  readonly columns: number;
  /** Cells of the whole spreadsheet: of this Google allows ten million. */
  readonly cellsOfSpreadsheet: number;
}

/** What an export looks at before it writes. */
export interface TabContents {
  /** The first row is empty: the header is still to be written. */
  readonly headerMissing: boolean;
  /** The key column from row 1. */
  readonly keys: readonly (Cell | undefined)[];
  /** The last row that holds anything, in whatever column. */
  readonly lastUsedRow: number;
}

const sheetsSchema = z.object({
  sheets: z.array(
    z.object({
      properties: z.object({
        sheetId: z.number().default(0),
        title: z.string(),
        /** A tab that is a chart has none. */
        gridProperties: z.object({ rowCount: z.number(), columnCount: z.number() }).optional(),
      }),
    }),
  ),
});

/** Throws StopRunError when the spreadsheet has no such tab. */
export async function findTab(google: GoogleConnection, address: SheetAddress): Promise<Tab> {
  const body = await google.readSheets(address.spreadsheetId);
  const parsing = sheetsSchema.safeParse(body);
  if (!parsing.success) throw stopForShape(body, parsing.error, address);
  const sheets = parsing.data.sheets.map(({ properties }) => properties);
  const cellsOfSpreadsheet = sheets.reduce(
    (sum, { gridProperties: grid }) => sum + (grid === undefined ? 0 : grid.rowCount * grid.columnCount),
    0,
  );
  const found = sheets.find(({ title }) => title === address.sheetName);
  if (found?.gridProperties === undefined) {
    throw new StopRunError(
      'sheet',
      `The spreadsheet ${address.spreadsheetId} has no sheet "${address.sheetName}": add an empty one of this name, or correct ${address.setting}`,
    );
  }
  const { rowCount: rows, columnCount: columns } = found.gridProperties;
  return { sheetId: found.sheetId, rows, columns, cellsOfSpreadsheet };
}

/**
 * The header, the keys, and where the empty part begins. A range outside of the tab is refused, so none is asked for.
 * Throws StopRunError when the tab is somebody else's.
 */
export async function lookAtTab(
  read: (cells: string) => Promise<readonly (readonly Cell[])[]>,
  address: SheetAddress,
  tab: Tab,
): Promise<TabContents> {
  const [header = []] = await read(`A1:${columnLetters(Math.min(tab.columns, exportColumns.length))}1`);
  const keys = (await read(`A1:A${tab.rows}`)).map(([cell]) => cell);
  // People may have written further down, in columns of their own.
  const below =
    keys.length < tab.rows ? await read(`A${keys.length + 1}:${columnLetters(tab.columns)}${tab.rows}`) : [];
  const headerMissing = header.every((cell) => cell === '');
  const contents = { headerMissing, keys, lastUsedRow: keys.length + below.length };
  assertOurs(header, contents, address);
  return contents;
}

function assertOurs(
  header: readonly Cell[],
  { headerMissing, keys, lastUsedRow }: TabContents,
  { sheetName, setting }: SheetAddress,
): void {
  const wrong = exportColumns.findIndex((column, index) => column.header !== header[index]);
  if (!headerMissing && wrong !== -1) {
    throw new StopRunError(
      'sheet',
      `The sheet "${sheetName}" has another header than CallQ's: in column ${columnLetters(wrong + 1)} it should be "${exportColumns[wrong]?.header ?? ''}". ` +
        `Nothing was written. Put the header right, or set ${setting} to an empty sheet`,
    );
  }
  if (headerMissing && lastUsedRow > 0 && !keys.some(isKey)) {
    throw new StopRunError(
      'sheet',
      `The sheet "${sheetName}" holds something, but no header of CallQ's. Nothing was written: set ${setting} to an empty sheet`,
    );
  }
}

function isKey(cell: Cell | undefined): boolean {
  return typeof cell === 'string' && cell.startsWith('callq/');
}

/** Letters of a column, counted from 1. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + ((column - 1) % 26));
  return column <= 26 ? last : columnLetters(Math.floor((column - 1) / 26)) + last;
}
