import { cellsOf, exportColumns, fitCell, serialOfTime } from '../../domain/export-columns.ts';
import { StopRunError } from '../../domain/errors.ts';
import type { ExportedCall } from '../../domain/exported-call.ts';

/** The workbook is put together in memory: a bound, far below Excel's own of 1,048,576 rows. */
const mostCalls = 20_000;

/**
 * The calls as an Excel workbook. Every text is a text cell, whatever it begins with; times are Excel's own numbers.
 * Throws StopRunError when there are too many.
 */
export async function writeXlsx(calls: AsyncIterable<ExportedCall>): Promise<Uint8Array> {
  const rows: ExportedCall[] = [];
  for await (const call of calls) {
    if (rows.length === mostCalls) {
      throw new StopRunError(
        'usage',
        `more than ${mostCalls} calls: export fewer days at a time, or take csv, which has no such limit.`,
      );
    }
    rows.push(call);
  }
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const header = exportColumns.map((column) => ({ value: column.header, fontWeight: 'bold' as const }));
  return writeExcelFile([header, ...rows.map(rowOf)], {
    columns: exportColumns.map(({ width }) => ({ width })),
    sheet: 'Звонки',
    stickyRowsCount: 1,
  }).toBuffer();
}

type XlsxCell =
  | { readonly type: typeof String; readonly value: string }
  | { readonly type: typeof Number; readonly value: number; readonly format?: string }
  | null;

function rowOf(call: ExportedCall): XlsxCell[] {
  return cellsOf(call).map((cell, index): XlsxCell => {
    if (cell === null) return null;
    if (typeof cell === 'number') return { type: Number, value: cell };
    return exportColumns[index]?.kind === 'time'
      ? { type: Number, value: serialOfTime(cell), format: 'yyyy-mm-dd hh:mm:ss' }
      : { type: String, value: fitCell(cell) };
  });
}
