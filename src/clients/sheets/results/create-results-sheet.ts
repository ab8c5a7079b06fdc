import type { Cell } from '../../../domain/cell.ts';
import type { Day } from '../../../domain/call.ts';
import { StopRunError } from '../../../domain/errors.ts';
import { cellsOf, exportColumns, fitCell, serialOfTime } from '../../../domain/export-columns.ts';
import type { ResultsSheet, SheetChanges } from '../../../domain/export-ports.ts';
import type { ExportedCall } from '../../../domain/exported-call.ts';
import { keyOfCall } from '../../../domain/exported-call.ts';
import { compareKeys, planSheetRows } from '../../../domain/plan-sheet-rows.ts';
import type { GoogleConnection } from '../google-connection.ts';
import type { SpreadsheetOptions } from '../open-google-talk.ts';
import { openGoogleTalk } from '../open-google-talk.ts';
import { readCells } from '../read-cells.ts';
import type { SheetAddress } from '../stop-messages.ts';
import { prepareTab } from './prepare-tab.ts';
import { findTab, lookAtTab } from './results-tab.ts';
import type { WrittenCell } from './write-batches.ts';
import { batchesOf } from './write-batches.ts';
import { createWriteTurns } from './write-turns.ts';

export interface ResultsSheetOptions extends SpreadsheetOptions {
  readonly departmentId: number;
  readonly spreadsheetId: string;
  /** RESULTS_SHEET_NAME */
  readonly sheetName: string;
}

/** A sheet that somebody sorts while it is written is looked at and written once more. */
const rounds = 2;

/** The department's sheet of results. The right to write is asked for only here and in look-at-results-sheet.ts. */
export function createResultsSheet(options: ResultsSheetOptions): ResultsSheet {
  const takeTurn = createWriteTurns();
  return {
    replaceDays: async (days, calls, signal) => {
      const talk = await openTalk(options, signal, takeTurn);
      for (let round = 1; ; round += 1) {
        const { changes, asWritten } = await writeOnce(talk, new Set(days), calls);
        if (asWritten) return changes;
        if (round < rounds) continue;
        throw new StopRunError(
          'sheet_changed',
          `The sheet "${options.sheetName}" was changed by somebody while it was written: export these days once more`,
        );
      }
    },
  };
}

/** One export's talk with Google, with the patience that goes with it. */
interface Talk {
  readonly address: SheetAddress;
  readonly departmentId: number;
  /** Throws StopRunError. */
  readonly exchange: <Result>(request: (google: GoogleConnection) => Promise<Result>) => Promise<Result>;
  /** A write, once it is its turn. */
  readonly write: (request: (google: GoogleConnection) => Promise<void>) => Promise<void>;
  readonly readPart: (cells: string) => Promise<Cell[][]>;
}

async function openTalk(
  options: ResultsSheetOptions,
  signal: AbortSignal,
  takeTurn: (signal: AbortSignal) => Promise<void>,
): Promise<Talk> {
  const { baseUrl, spreadsheetId, sheetName, departmentId } = options;
  const google = await openGoogleTalk(options, 'write', signal);
  const address = { spreadsheetId, sheetName, setting: 'RESULTS_SHEET_NAME', host: baseUrl.host };
  const exchange: Talk['exchange'] = (request) => google.exchange(address, request);
  return {
    address,
    departmentId,
    exchange,
    write: (request) =>
      exchange(async (connection) => {
        await takeTurn(signal);
        await request(connection);
      }),
    readPart: (cells) => exchange((connection) => readCells(connection, address, cells)),
  };
}

/** Look, plan, write, look again. Every write goes to known rows, so that a repeated one changes nothing. */
async function writeOnce(
  talk: Talk,
  days: ReadonlySet<Day>,
  calls: readonly ExportedCall[],
): Promise<{ readonly changes: SheetChanges; readonly asWritten: boolean }> {
  const { address, departmentId, readPart } = talk;
  const tab = await talk.exchange((google) => findTab(google, address));
  const contents = await lookAtTab(readPart, address, tab);
  const rows = calls.map((call) => ({ key: keyOfCall(call), cells: writtenCells(call) }));
  const plan = planSheetRows({ departmentId, days, ...contents, calls: rows });
  const { added, replaced, emptied } = plan;
  const changes = { added, replaced, emptied };
  if (plan.writes.length === 0) return { changes, asWritten: true };
  await talk.write((google) => prepareTab(google, address, plan));
  const header = contents.headerMissing
    ? [{ row: 1, cells: exportColumns.map((column) => column.header) }]
    : [];
  for (const batch of batchesOf(address.sheetName, [...header, ...plan.writes])) {
    await talk.write((google) => google.writeValues(address.spreadsheetId, batch));
  }
  const after = (await readPart('A:A')).map(([cell]) => cell);
  const wanted = rows.map(({ key }) => key);
  const check = compareKeys({ departmentId, days, before: contents.keys, after, wanted });
  if (check.lostDays.length > 0) throw stopForLostRows(address.sheetName, check.lostDays);
  return { changes, asWritten: check.asWritten };
}

function stopForLostRows(sheetName: string, days: readonly Day[]): StopRunError {
  return new StopRunError(
    'sheet_changed',
    `The sheet "${sheetName}" was changed by somebody while it was written, and rows of other days are gone: export ${days.slice(0, 10).join(', ')} once more`,
  );
}

function writtenCells(call: ExportedCall): WrittenCell[] {
  return cellsOf(call).map((cell, index) => {
    // NULL would leave what stands there.
    if (cell === null) return '';
    if (typeof cell === 'number') return cell;
    return exportColumns[index]?.kind === 'time' ? serialOfTime(cell) : fitCell(cell);
  });
}
