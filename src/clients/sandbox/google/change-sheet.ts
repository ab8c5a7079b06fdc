import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import { findWorkbook } from './find-sheet.ts';
import { refuseRead } from './google-errors.ts';
import { columnLetters } from './parse-range.ts';
import { readJsonObject } from './read-json-object.ts';
import type { Sheet, Workbook, Workbooks } from './workbooks.ts';

const mostCells = 10_000_000;

/** Answers spreadsheets.get: the properties of the sheets, whatever part of them was asked for. */
export function readSheets(request: ServiceRequest, workbooks: Workbooks): Answer {
  const [id = ''] = request.captured;
  const { sheets } = findWorkbook(workbooks, id);
  if (!/^sheets[.(/]properties/.test(request.query.get('fields') ?? '')) {
    refuseRead(400, { message: 'the sandbox knows fields=sheets.properties… only' });
  }
  return jsonAnswer(200, {
    sheets: sheets.map(({ sheetId, title, rowCount, columnCount }) => ({
      // As in every answer of Google's, a 0 is left out nowhere here: sheetId 0 is written.
      properties: { sheetId, title, sheetType: 'GRID', gridProperties: { rowCount, columnCount } },
    })),
  });
}

/** Answers spreadsheets.batchUpdate for the changes it knows: all or none. */
export function changeSheet(request: ServiceRequest, workbooks: Workbooks): Answer {
  const [id = ''] = request.captured;
  const workbook = findWorkbook(workbooks, id);
  if (workbook.readOnly) refuseRead(403);
  const { requests } = readJsonObject(request.body);
  if (!Array.isArray(requests) || requests.length === 0) {
    refuseRead(400, { message: 'Must specify at least one request.' });
  }
  const before = workbook.sheets.map(({ rowCount, columnCount }) => ({ rowCount, columnCount }));
  try {
    for (const [index, change] of requests.entries())
      applyChange(workbook, change as Record<string, unknown>, index);
  } catch (error) {
    for (const [index, sheet] of workbook.sheets.entries()) Object.assign(sheet, before[index]);
    throw error;
  }
  return jsonAnswer(200, { spreadsheetId: id, replies: requests.map(() => ({})) });
}

function applyChange(workbook: Workbook, change: Record<string, unknown>, index: number): void {
  const [kind, ...others] = Object.keys(change);
  const body = (kind === undefined ? undefined : change[kind]) as Record<string, unknown> | undefined;
  if (others.length > 0 || body === undefined) {
    refuseRead(400, { message: `Invalid requests[${index}]: one kind of request each` });
  }
  if (kind === 'appendDimension') appendDimension(workbook, body, index);
  else if (kind === 'repeatCell') checkRepeatCell(workbook, body, index);
  else refuseRead(400, { message: `Invalid requests[${index}]: the sandbox does not know ${kind ?? ''}` });
}

function appendDimension(workbook: Workbook, body: Record<string, unknown>, index: number): void {
  const sheet = findById(workbook, body['sheetId'], index);
  const { dimension, length } = body;
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1) {
    refuseRead(400, { message: `Invalid requests[${index}].appendDimension: length must be greater than 0` });
  }
  if (dimension === 'ROWS') sheet.rowCount += length;
  else if (dimension === 'COLUMNS') sheet.columnCount += length;
  else refuseRead(400, { message: `Invalid requests[${index}].appendDimension: dimension` });
  const cells = workbook.sheets.reduce((sum, { rowCount, columnCount }) => sum + rowCount * columnCount, 0);
  if (cells > mostCells) {
    refuseRead(400, {
      message: `Invalid requests[${index}].appendDimension: This action would increase the number of cells in the workbook above the limit of ${mostCells} cells.`,
    });
  }
}

/** Formats are checked and not kept: no answer of the sandbox shows them. */
function checkRepeatCell(workbook: Workbook, body: Record<string, unknown>, index: number): void {
  const range = (body['range'] ?? {}) as Record<string, number>;
  const sheet = findById(workbook, range['sheetId'], index);
  const { startRowIndex = 0, endRowIndex = sheet.rowCount } = range;
  const { startColumnIndex = 0, endColumnIndex = sheet.columnCount } = range;
  if (endRowIndex > sheet.rowCount || endColumnIndex > sheet.columnCount || startRowIndex >= endRowIndex) {
    const corner = `${columnLetters(startColumnIndex)}${startRowIndex + 1}`;
    refuseRead(400, {
      message: `Invalid requests[${index}].repeatCell: Range (${sheet.title}!${corner}) exceeds grid limits. Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`,
    });
  }
  if (body['fields'] !== 'userEnteredFormat.numberFormat') {
    refuseRead(400, {
      message: `Invalid requests[${index}].repeatCell: the sandbox sets number formats only`,
    });
  }
  if (sheet.isProtected) {
    refuseRead(400, { message: 'You are trying to edit a protected cell or object.' });
  }
}

function findById(workbook: Workbook, sheetId: unknown, index: number): Sheet {
  const sheet = workbook.sheets.find((known) => known.sheetId === sheetId);
  return (
    sheet ?? refuseRead(400, { message: `Invalid requests[${index}]: No grid with id: ${String(sheetId)}` })
  );
}
