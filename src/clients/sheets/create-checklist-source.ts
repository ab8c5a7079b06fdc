import { z } from 'zod';
import type { Cell } from '../../domain/cell.ts';
import type { Checklist } from '../../domain/checklist.ts';
import { parseChecklist, parseInstructions } from '../../domain/checklist.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { ChecklistSource, Logger } from '../../domain/ports.ts';
import { parseRetryAfter } from '../http/retry-delay.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { withRetries } from '../http/retry.ts';
import type { GoogleConnection } from './google-connection.ts';
import { connectToGoogle } from './google-connection.ts';
import { GoogleFailure, looksLikeHtml } from './google-failure.ts';
import type { ServiceAccountKey } from './service-account-key.ts';
import { readServiceAccountKey } from './service-account-key.ts';
import type { SheetAddress } from './stop-messages.ts';
import { stopForSheet, stopForToken } from './stop-messages.ts';

/** How Google is reached. */
export interface SpreadsheetOptions {
  /** Origin of the Sheets API (GOOGLE_SHEETS_BASE_URL). */
  readonly baseUrl: URL;
  /** JSON_AUTH: the path of the service-account key or the JSON itself. */
  readonly serviceAccount: string;
  /** Where a relative path of the key starts. */
  readonly workingDirectory: string;
  readonly logger: Logger;
  /** For one exchange with Google, in milliseconds. */
  readonly timeoutMs?: number;
  readonly random?: () => number;
  readonly now?: () => Date;
  /** Tests shorten the waits. */
  readonly retry?: Pick<RetryPolicy, 'delay' | 'sleep'>;
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

/**
 * Google's quota is 60 reads a minute for all departments together. Nine tries wait at least a minute in all, so that two
 * runs that start together both get their turn.
 */
const quotaTries = 9;
const otherTries = 5;

/** An empty range has no `values`; `range` tells an empty sheet from an answer that is none. */
const valuesSchema = z.object({
  range: z.string(),
  values: z
    .array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null().transform(() => '')])))
    .optional(),
});

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
  const google = await connectToGoogle({ key, baseUrl, timeoutMs, signal });
  const policy = retryPolicy(options);
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
  const range = `${quoteSheetName(address.sheetName)}!${columns}`;
  let body: unknown;
  try {
    body = await withRetries(() => google.readValues(address.spreadsheetId, range), policy, signal);
  } catch (error) {
    throw error instanceof GoogleFailure ? stopForSheet(error, address, key) : error;
  }
  const parsing = valuesSchema.safeParse(body);
  if (parsing.success) return parsing.data.values ?? [];
  const what =
    typeof body === 'string' && looksLikeHtml(body)
      ? 'HTML instead of JSON (a proxy or login page?); check GOOGLE_SHEETS_BASE_URL'
      : `an answer of an unknown shape (field ${parsing.error.issues[0]?.path.join('.') ?? ''})`;
  throw new StopRunError(
    'sheet',
    `${address.host} answered the read of sheet "${address.sheetName}" with ${what}`,
  );
}

/** A name such as `CRM26` would be read as a cell without the quotes. */
function quoteSheetName(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
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

function retryPolicy(options: SpreadsheetOptions): RetryPolicy {
  const { logger, random = Math.random, now = () => new Date(), baseUrl } = options;
  return {
    ...options.retry,
    tries: quotaTries,
    random,
    shouldRetry: (error, attemptNumber) => {
      if (!(error instanceof GoogleFailure) || !error.isRetryable) return null;
      const isQuota = error.status === 429 || error.status === 403;
      if (!isQuota && attemptNumber >= otherTries) return null;
      const header = error.retryAfter;
      return { retryAfterMs: header === null ? null : parseRetryAfter({ 'retry-after': header }, now()) };
    },
    onRetry: ({ error, attemptNumber, delayMs }) => {
      const status = error instanceof GoogleFailure && error.status !== null ? error.status : undefined;
      logger.warn('Google did not answer as it should, trying again', {
        stage: 'sheets',
        host: baseUrl.host,
        attempt: attemptNumber,
        delayMs,
        status,
      });
    },
  };
}
