import type { Cell } from '../../domain/cell.ts';
import type { Checklist } from '../../domain/checklist.ts';
import { parseChecklist, parseInstructions } from '../../domain/checklist.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { ChecklistSource } from '../../domain/ports.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { withRetries } from '../http/retry.ts';
import type { GoogleConnection } from './google-connection.ts';
import { connectToGoogle } from './google-connection.ts';
import { GoogleFailure } from './google-failure.ts';
import type { GoogleRetryOptions } from './google-retry-policy.ts';
import { googleRetryPolicy } from './google-retry-policy.ts';
import { readCells } from './read-cells.ts';
import type { ServiceAccountKey } from './service-account-key.ts';
import { readServiceAccountKey } from './service-account-key.ts';
import type { SheetAddress } from './stop-messages.ts';
import { stopForSheet, stopForToken } from './stop-messages.ts';

/** How Google is reached. */
export interface SpreadsheetOptions extends GoogleRetryOptions {
  /** JSON_AUTH: the path of the service-account key or the JSON itself. */
  readonly serviceAccount: string;
  /** Where a relative path of the key starts. */
  readonly workingDirectory: string;
  /** For one exchange with Google, in milliseconds. */
  readonly timeoutMs?: number;
}

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
  const { baseUrl, timeoutMs = 30_000 } = options;
  const key = await readServiceAccountKey(options.serviceAccount, options.workingDirectory, baseUrl);
  const google = await connectToGoogle({ key, baseUrl, timeoutMs, signal, access: 'read' });
  const policy = googleRetryPolicy(options);
  await withRetries(() => google.authorize(), policy, signal).catch((error: unknown) => {
    throw error instanceof GoogleFailure ? stopForToken(error, key) : error;
  });
  const reading = { google, key, policy, signal };
  const { host } = baseUrl;
  return {
    clientEmail: key.clientEmail,
    readChecklist: async (spreadsheetId, sheetName) => {
      const setting = 'REQUIREMENTS_SHEET_NAME_CHECK_LIST';
      const rows = await readRange(reading, 'A:D', { spreadsheetId, host, sheetName, setting });
      const parsing = parseChecklist(rows);
      if (parsing.ok) return parsing;
      throw new StopRunError(
        'sheet',
        `The check-list in sheet "${sheetName}" of spreadsheet ${spreadsheetId} cannot be used: ${parsing.problems.join('; ')}`,
      );
    },
    readInstructions: async (spreadsheetId, sheetName) => {
      const setting = 'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI';
      return parseInstructions(await readRange(reading, 'A:B', { spreadsheetId, host, sheetName, setting }));
    },
  };
}

interface Reading {
  readonly google: GoogleConnection;
  readonly key: ServiceAccountKey;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal;
}

async function readRange(reading: Reading, columns: string, address: SheetAddress): Promise<Cell[][]> {
  const { google, key, policy, signal } = reading;
  try {
    return await withRetries(() => readCells(google, address, columns), policy, signal);
  } catch (error) {
    throw error instanceof GoogleFailure ? stopForSheet(error, address, key) : error;
  }
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
