import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import { findSheet, findWorkbook } from './find-sheet.ts';
import { refuseRead } from './google-errors.ts';
import { columnLetters, type ParsedRange } from './parse-range.ts';
import { readJsonObject } from './read-json-object.ts';
import type { Cell } from './spreadsheets.ts';
import type { Sheet, Workbook, Workbooks } from './workbooks.ts';

const longestCell = 50_000;
const protectedText =
  'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.';

/** One cell that is to be written; NULL and what is left out stay as they are. */
interface Edit {
  readonly sheet: Sheet;
  readonly row: number;
  readonly column: number;
  readonly cell: Cell;
}

/** Answers values.batchUpdate: all ranges or none. */
export function writeValues(request: ServiceRequest, workbooks: Workbooks): Answer {
  const [id = ''] = request.captured;
  const workbook = findWorkbook(workbooks, id);
  if (workbook.readOnly) refuseRead(403);
  const body = readJsonObject(request.body);
  const { valueInputOption, data } = body;
  if (valueInputOption === undefined || valueInputOption === 'INPUT_VALUE_OPTION_UNSPECIFIED') {
    refuseRead(400, { message: "'valueInputOption' is required but not specified" });
  }
  if (valueInputOption !== 'RAW') {
    refuseRead(400, { message: 'the sandbox takes RAW only: anything else runs text as formulas' });
  }
  if (!Array.isArray(data) || data.length === 0)
    refuseRead(400, { message: 'Must specify at least one range.' });
  const edits = data.flatMap((part: unknown, index) => editsOf(workbook, part, index));
  for (const { sheet, row, column, cell } of edits) {
    while (sheet.cells.length <= row) sheet.cells.push([]);
    const cells = sheet.cells[row] ?? [];
    while (cells.length < column) cells.push('');
    cells[column] = cell;
  }
  return jsonAnswer(200, {
    spreadsheetId: id,
    totalUpdatedCells: edits.length,
    totalUpdatedSheets: new Set(edits.map(({ sheet }) => sheet)).size,
  });
}

function editsOf(workbook: Workbook, part: unknown, index: number): Edit[] {
  const { range: text, values, majorDimension = 'ROWS' } = part as Record<string, unknown>;
  if (typeof text !== 'string') refuseRead(400, { message: `Invalid data[${index}]: no range` });
  if (majorDimension !== 'ROWS' || !Array.isArray(values)) {
    refuseRead(400, { message: `Invalid data[${index}]: the sandbox knows rows of values only` });
  }
  const { range, sheet } = findSheet(workbook, text);
  if (sheet.isProtected) refuseRead(400, { message: `Invalid data[${index}]: ${protectedText}` });
  refuseBeyond(range, sheet, index);
  return values.flatMap((row: unknown, rowIndex) => {
    if (!Array.isArray(row)) refuseRead(400, { message: `Invalid data[${index}]: a row is no list` });
    return row.flatMap((cell: unknown, columnIndex) => {
      const place = { row: range.firstRow + rowIndex, column: range.firstColumn + columnIndex };
      refuseOutside(range, place, { text, index });
      return cell === null ? [] : [{ sheet, ...place, cell: checkedCell(cell, index) }];
    });
  });
}

function refuseBeyond(range: ParsedRange, sheet: Sheet, index: number): void {
  const lastRow = range.lastRow ?? sheet.rowCount - 1;
  const lastColumn = range.lastColumn ?? sheet.columnCount - 1;
  if (lastRow < sheet.rowCount && lastColumn < sheet.columnCount) return;
  const from = `${columnLetters(range.firstColumn)}${range.firstRow + 1}`;
  const to = `${columnLetters(lastColumn)}${lastRow + 1}`;
  refuseRead(400, {
    message: `Invalid data[${index}]: Range (${sheet.title}!${from}:${to}) exceeds grid limits. Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`,
  });
}

function refuseOutside(
  range: ParsedRange,
  { row, column }: { row: number; column: number },
  { text, index }: { text: string; index: number },
): void {
  const outsideRow = range.lastRow !== undefined && row > range.lastRow;
  const outsideColumn = range.lastColumn !== undefined && column > range.lastColumn;
  if (!outsideRow && !outsideColumn) return;
  const where = outsideRow ? `row [${row + 1}]` : `column [${columnLetters(column)}]`;
  refuseRead(400, {
    message: `Invalid data[${index}]: Requested writing within range [${text}], but tried writing to ${where}`,
  });
}

function checkedCell(cell: unknown, index: number): Cell {
  if (typeof cell === 'string' && cell.length > longestCell) {
    refuseRead(400, {
      message: `Invalid data[${index}]: Your input contains more than the maximum of ${longestCell} characters in a single cell.`,
    });
  }
  if (typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean') return cell;
  return refuseRead(400, { message: `Invalid values[${index}]: a cell is text, a number or a boolean` });
}
