import { refuseRead } from './google-errors.ts';
import { columnLetters, parseRange, type ParsedRange } from './parse-range.ts';
import type { Sheet, Workbook, Workbooks } from './workbooks.ts';

/** The spreadsheet of an id as it stands in the path, or Google's refusal. */
export function findWorkbook(workbooks: Workbooks, id: string): Workbook {
  const workbook = workbooks.find(decode(id));
  if (workbook === undefined) refuseRead(404);
  if (workbook === 'not shared') refuseRead(403);
  if (workbook === 'xlsx') {
    refuseRead(400, {
      message: 'This operation is not supported for this document',
      status: 'FAILED_PRECONDITION',
    });
  }
  return workbook;
}

/** The tab of a range that lies within it, at least with its first cell; else Google's refusal. */
export function findSheet(workbook: Workbook, text: string): { range: ParsedRange; sheet: Sheet } {
  const range = parseRange(text);
  const sheet = range === undefined ? undefined : workbook.sheets.find(({ title }) => title === range.sheet);
  if (range === undefined || sheet === undefined) {
    refuseRead(400, { message: `Unable to parse range: ${text}` });
  }
  if (range.firstRow >= sheet.rowCount || range.firstColumn >= sheet.columnCount) {
    const corner = `${columnLetters(range.firstColumn)}${range.firstRow + 1}`;
    refuseRead(400, {
      message: `Range (${sheet.title}!${corner}) exceeds grid limits. Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`,
    });
  }
  return { range, sheet };
}

/** Text of a path, percent-encoded; as it is when that cannot be. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
