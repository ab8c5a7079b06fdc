import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import { refuseRead } from './google-errors.ts';
import { columnLetters, parseRange, type ParsedRange } from './parse-range.ts';
import { spreadsheets, type Cell, type Tab } from './spreadsheets.ts';

const renderOptions = ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA'];
const gridRows = 1000;
const gridColumns = 26;

/** Answers values.get. */
export function readValues(request: ServiceRequest): Answer {
  const [id = '', rangeText = ''] = request.captured.map(decode);
  const spreadsheet = spreadsheets.get(id);
  if (spreadsheet === undefined) refuseRead(404);
  if (spreadsheet === 'not shared') refuseRead(403);
  if (spreadsheet === 'xlsx') {
    refuseRead(400, {
      message: 'This operation is not supported for this document',
      status: 'FAILED_PRECONDITION',
    });
  }
  const render = request.query.get('valueRenderOption') ?? 'FORMATTED_VALUE';
  if (!renderOptions.includes(render)) {
    refuseRead(400, {
      message: `Invalid value at 'value_render_option' (type.googleapis.com/google.apps.sheets.v4.ValueRenderOption), "${render}"`,
    });
  }
  const majorDimension = request.query.get('majorDimension') ?? 'ROWS';
  if (majorDimension !== 'ROWS') refuseRead(400, { message: 'the sandbox knows majorDimension ROWS only' });
  const range = parseRange(rangeText);
  const tab = range === undefined ? undefined : spreadsheet.get(range.sheet);
  if (range === undefined || tab === undefined) {
    refuseRead(400, { message: `Unable to parse range: ${rangeText}` });
  }
  const values = cutValues(tab, range).map((row) => row.map((cell) => showCell(cell, render)));
  return jsonAnswer(200, {
    range: writeRange(range),
    majorDimension,
    ...(values.length === 0 ? {} : { values }),
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The cells of a range without trailing empty cells and rows. */
function cutValues(tab: Tab, range: ParsedRange): Cell[][] {
  const rows = tab
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
  if (typeof cell === 'string' || render !== 'FORMATTED_VALUE') return cell;
  const [whole = '', part] = String(cell).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return part === undefined ? grouped : `${grouped},${part}`;
}

function writeRange(range: ParsedRange): string {
  const name = /^\w+$/.test(range.sheet) ? range.sheet : `'${range.sheet.replaceAll("'", "''")}'`;
  const first = `${columnLetters(range.firstColumn)}${range.firstRow + 1}`;
  const last = `${columnLetters(range.lastColumn ?? gridColumns - 1)}${(range.lastRow ?? gridRows - 1) + 1}`;
  return `${name}!${first}:${last}`;
}
