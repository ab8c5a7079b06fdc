import { stringify } from 'csv-stringify';
import { cellsOf, exportColumns } from '../../domain/export-columns.ts';
import type { ExportedCall } from '../../domain/exported-call.ts';

/**
 * The calls as CSV (RFC 4180, UTF-8 with the mark that Excel needs), call by call. Text that a table program would run as a
 * formula begins with an apostrophe, as OWASP advises.
 */
export async function* writeCsv(calls: AsyncIterable<ExportedCall>): AsyncGenerator<string, void, undefined> {
  const stringifier = stringify({ bom: true, escape_formulas: true, encoding: 'utf8' });
  stringifier.setEncoding('utf8');
  const write = async (): Promise<void> => {
    stringifier.write(exportColumns.map(({ header }) => header));
    for await (const call of calls) {
      if (!stringifier.write(cellsOf(call))) {
        await new Promise((resolve) => stringifier.once('drain', resolve));
      }
    }
    stringifier.end();
  };
  const writing = write().catch((error: unknown) => {
    stringifier.destroy(error instanceof Error ? error : new Error('unknown'));
  });
  yield* stringifier as AsyncIterable<string>;
  await writing;
}
