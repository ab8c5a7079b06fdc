import { exportColumns } from '../../../domain/export-columns.ts';
import type { RowWrite } from '../../../domain/plan-sheet-rows.ts';
import type { WrittenRange } from '../google-connection.ts';
import { rangeOf } from '../read-cells.ts';
import { columnLetters } from './results-tab.ts';

/** A cell as it is written: an empty text empties it. */
export type WrittenCell = string | number;

/** Google recommends at most 2 MB in a request. */
const bytesPerBatch = 1_500_000;
const rowsPerBatch = 1000;

/** The rows as ranges, next to each other where the rows are, in as few requests as their size allows. */
export function* batchesOf(
  sheetName: string,
  writes: readonly RowWrite<readonly WrittenCell[]>[],
): Generator<readonly WrittenRange[]> {
  let batch: RowWrite<readonly WrittenCell[]>[] = [];
  let bytes = 0;
  for (const write of writes) {
    const size = sizeOf(write.cells);
    if (batch.length > 0 && (bytes + size > bytesPerBatch || batch.length === rowsPerBatch)) {
      yield rangesOf(sheetName, batch);
      batch = [];
      bytes = 0;
    }
    batch.push(write);
    bytes += size;
  }
  if (batch.length > 0) yield rangesOf(sheetName, batch);
}

function rangesOf(sheetName: string, writes: readonly RowWrite<readonly WrittenCell[]>[]): WrittenRange[] {
  const blocks: { first: number; values: (readonly WrittenCell[])[] }[] = [];
  for (const { row, cells } of writes) {
    const block = blocks.at(-1);
    const values = cells ?? exportColumns.map(() => '');
    if (block !== undefined && block.first + block.values.length === row) block.values.push(values);
    else blocks.push({ first: row, values: [values] });
  }
  const lastColumn = columnLetters(exportColumns.length);
  return blocks.map(({ first, values }) => ({
    range: rangeOf(sheetName, `A${first}:${lastColumn}${first + values.length - 1}`),
    values,
  }));
}

/** Bytes of the row in JSON, about. */
function sizeOf(cells: readonly WrittenCell[] | null): number {
  if (cells === null) return 3 * exportColumns.length;
  return cells.reduce<number>(
    (sum, cell) => sum + 3 + (typeof cell === 'string' ? Buffer.byteLength(cell) * 1.1 : 18),
    0,
  );
}
