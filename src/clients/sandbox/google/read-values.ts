import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import { refuseRead } from './google-errors.ts';
import { columnLetters, type ParsedRange } from './parse-range.ts';
import { decode, findSheet, findWorkbook } from './find-sheet.ts';
import { type Cell } from './spreadsheets.ts';
import type { Sheet, Workbooks } from './workbooks.ts';

const renderOptions = ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA'];

/** Answers values.get. */
export function readValues(request: ServiceRequest, workbooks: Workbooks): Answer {
  const [id = '', rangeText = ''] = request.captured;
  const workbook = findWorkbook(workbooks, id);
  const render = request.query.get('valueRenderOption') ?? 'FORMATTED_VALUE';
  if (!renderOptions.includes(render)) {
    refuseRead(400, {
      message: `Invalid value at 'value_render_option' (type.googleapis.com/google.apps.sheets.v4.ValueRenderOption), "${render}"`,
    });
  }
  const majorDimension = request.query.get('majorDimension') ?? 'ROWS';
  if (majorDimension !== 'ROWS') refuseRead(400, { message: 'the sandbox knows majorDimension ROWS only' });
  const { range, sheet } = findSheet(workbook, decode(rangeText));
  const values = cutValues(sheet, range).map((row) => row.map((cell) => showCell(cell, render)));
  return jsonAnswer(200, {
    range: writeRange(range, sheet),
    majorDimension,
    ...(values.length === 0 ? {} : { values }),
  });
}

/** The cells of a range without trailing empty cells and rows. */
function cutValues({ cells }: Sheet, range: ParsedRange): Cell[][] {
  const rows = cells
    .slice(range.firstRow, range.lastRow === undefined ? undefined : range.lastRow + 1)
    .map((row) => {
      const cut = row.slice(
        range.firstColumn,
        range.lastColumn === undefined ? undefined : range.lastColumn + 1,
      );
      return cut.slice(0, cut.findLastIndex((cell) => cell !== '') + 1);
    });
  return rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1);
}

/** Formatted numbers follow the sheet's Russian locale. */
function showCell(cell: Cell, render: string): Cell {
  if (typeof cell === 'string' || typeof cell === 'boolean' || render !== 'FORMATTED_VALUE') return cell;
  const [whole = '', part] = String(cell).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return part === undefined ? grouped : `${grouped},${part}`;
}

/** The range as an answer repeats it: within the tab. */
function writeRange(range: ParsedRange, sheet: Sheet): string {
  const name = /^\w+$/.test(range.sheet) ? range.sheet : `'${range.sheet.replaceAll("'", "''")}'`;
  const first = `${columnLetters(range.firstColumn)}${range.firstRow + 1}`;
  const last = `${columnLetters(Math.min(range.lastColumn ?? Infinity, sheet.columnCount - 1))}${Math.min(range.lastRow ?? Infinity, sheet.rowCount - 1) + 1}`;
  return `${name}!${first}:${last}`;
}
