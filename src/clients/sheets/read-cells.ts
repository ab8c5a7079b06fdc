import * as z from 'zod';
import type { Cell } from '../../domain/cell.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { GoogleConnection } from './google-connection.ts';
import { looksLikeHtml } from './google-failure.ts';
import type { SheetAddress } from './stop-messages.ts';

/** An empty range has no `values`; `range` tells an empty sheet from an answer that is none. */
const valuesSchema = z.object({
  range: z.string(),
  values: z
    .array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null().transform(() => '')])))
    .optional(),
});

/** The cells of a range such as `A:D` of a sheet. One attempt: GoogleFailure, or StopRunError for an answer that is none. */
export async function readCells(
  google: GoogleConnection,
  address: SheetAddress,
  cells: string,
): Promise<Cell[][]> {
  const body = await google.readValues(address.spreadsheetId, rangeOf(address.sheetName, cells));
  const parsing = valuesSchema.safeParse(body);
  if (parsing.success) return parsing.data.values ?? [];
  throw stopForShape(body, parsing.error, address);
}

/** The sheet's name is always quoted: one such as `CRM26` would be read as a cell. */
export function rangeOf(sheetName: string, cells: string): string {
  return `'${sheetName.replaceAll("'", "''")}'!${cells}`;
}

/** An answer with status 200 that is not Google's. */
export function stopForShape(body: unknown, error: z.ZodError, address: SheetAddress): StopRunError {
  const what =
    typeof body === 'string' && looksLikeHtml(body)
      ? 'HTML instead of JSON (a proxy or login page?); check GOOGLE_SHEETS_BASE_URL'
      : `an answer of an unknown shape (field ${error.issues[0]?.path.join('.') ?? ''})`;
  return new StopRunError(
    'sheet',
    `${address.host} answered the read of sheet "${address.sheetName}" with ${what}`,
  );
}
