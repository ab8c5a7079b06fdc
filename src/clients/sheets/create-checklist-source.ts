import type { Cell } from '../../domain/cell.ts';
import type { Checklist } from '../../domain/checklist.ts';
import { parseChecklist, parseInstructions } from '../../domain/checklist.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { ChecklistSource } from '../../domain/ports.ts';
import type { GoogleTalk, SpreadsheetOptions } from './open-google-talk.ts';
import { openGoogleTalk } from './open-google-talk.ts';
import { readCells } from './read-cells.ts';
import type { SheetAddress } from './stop-messages.ts';

export interface ChecklistSourceOptions extends SpreadsheetOptions {
  readonly spreadsheetId: string;
  readonly checklistSheet: string;
  readonly instructionsSheet: string;
}

/** Google's sheets, open to the service account of the key. Every failure is a StopRunError that says what to do. */
export interface SpreadsheetReader {
  /** Whom spreadsheets are shared with. */
  readonly clientEmail: string;
  readChecklist(
    spreadsheetId: string,
    sheetName: string,
  ): Promise<{ readonly checklist: Checklist; readonly warnings: readonly string[] }>;
  readInstructions(spreadsheetId: string, sheetName: string): Promise<string>;
}

/** The department's spreadsheet, read with a service account. Every failure stops the run: nothing was paid yet. */
export function createChecklistSource(options: ChecklistSourceOptions): ChecklistSource {
  return { read: (signal) => readSpreadsheet(options, signal) };
}

async function readSpreadsheet(
  options: ChecklistSourceOptions,
  signal: AbortSignal,
): ReturnType<ChecklistSource['read']> {
  const { spreadsheetId, checklistSheet, instructionsSheet } = options;
  const reader = await openSpreadsheets(options, signal);
  const [{ checklist, warnings }, instructions] = await allOrAllProblems([
    reader.readChecklist(spreadsheetId, checklistSheet),
    reader.readInstructions(spreadsheetId, instructionsSheet),
  ]);
  return { checklist, instructions, warnings };
}

/** Reads the key and gets a token with it; the signal is that of the reads, too. */
export async function openSpreadsheets(
  options: SpreadsheetOptions,
  signal: AbortSignal,
): Promise<SpreadsheetReader> {
  const talk = await openGoogleTalk(options, 'read', signal);
  const { host } = options.baseUrl;
  return {
    clientEmail: talk.clientEmail,
    readChecklist: async (spreadsheetId, sheetName) => {
      const setting = 'REQUIREMENTS_SHEET_NAME_CHECK_LIST';
      const rows = await readRange(talk, 'A:D', { spreadsheetId, host, sheetName, setting });
      const parsing = parseChecklist(rows);
      if (parsing.ok) return parsing;
      throw new StopRunError(
        'sheet',
        `The check-list in sheet "${sheetName}" of spreadsheet ${spreadsheetId} cannot be used: ${parsing.problems.join('; ')}`,
      );
    },
    readInstructions: async (spreadsheetId, sheetName) => {
      const setting = 'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI';
      return parseInstructions(await readRange(talk, 'A:B', { spreadsheetId, host, sheetName, setting }));
    },
  };
}

function readRange(talk: GoogleTalk, columns: string, address: SheetAddress): Promise<Cell[][]> {
  return talk.exchange(address, (google) => readCells(google, address, columns));
}

/** Both sheets can be wrong; one look should tell. */
async function allOrAllProblems<A, B>(reads: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled(reads);
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
  const reasons = [first, second]
    .filter((read) => read.status === 'rejected')
    .map((read): unknown => read.reason);
  const [one, other] = reasons.filter((reason) => reason instanceof StopRunError);
  if (one === undefined || other === undefined || one.errorClass !== other.errorClass) throw reasons[0];
  throw new StopRunError(one.errorClass, `${one.message}\n${other.message}`, { cause: one.cause });
}
