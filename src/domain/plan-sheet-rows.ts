import type { Day } from './call.ts';
import { parseKey } from './exported-call.ts';

/** A row to write: cells of CallQ's columns only, what stands beside them stays. */
export interface RowWrite<Cells> {
  /** From 1. */
  readonly row: number;
  /** NULL: a row of a call that is no longer there, to be emptied. */
  readonly cells: Cells | null;
}

export interface SheetPlan<Cells> {
  /** In the order of their rows. */
  readonly writes: readonly RowWrite<Cells>[];
  readonly added: number;
  readonly replaced: number;
  readonly emptied: number;
  /** The last row that is written; 0 without any. */
  readonly lastRow: number;
}

/**
 * Which rows become what, so that the sheet holds each of these calls once: a call keeps the row that has its key, wherever
 * people moved it; a new one gets a row below everything; a row of these days whose call is gone, and a second row of the same
 * call, is emptied. Rows without a key, or with one of other days or departments, are never written.
 */
export function planSheetRows<Cells>(facts: {
  readonly departmentId: number;
  readonly days: ReadonlySet<Day>;
  /** The key column from row 1. */
  readonly keys: readonly unknown[];
  /** The last row that holds anything. */
  readonly lastUsedRow: number;
  readonly calls: readonly { readonly key: string; readonly cells: Cells }[];
}): SheetPlan<Cells> {
  const rowsByKey = rowsOfDays(facts);
  const writes: RowWrite<Cells>[] = [];
  let nextRow = Math.max(facts.lastUsedRow, facts.keys.length, 1) + 1;
  let added = 0;
  for (const { key, cells } of facts.calls) {
    const [row, ...doubled] = rowsByKey.get(key) ?? [];
    rowsByKey.set(key, doubled);
    if (row === undefined) added += 1;
    writes.push({ row: row ?? nextRow++, cells });
  }
  const emptied = [...rowsByKey.values()].flat();
  for (const row of emptied) writes.push({ row, cells: null });
  writes.sort((one, other) => one.row - other.row);
  return {
    writes,
    added,
    replaced: facts.calls.length - added,
    emptied: emptied.length,
    lastRow: writes.at(-1)?.row ?? 0,
  };
}

/** Where the keys of these days stand, each with all its rows from the top. */
function rowsOfDays(facts: {
  readonly departmentId: number;
  readonly days: ReadonlySet<Day>;
  readonly keys: readonly unknown[];
}): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const [index, cell] of facts.keys.entries()) {
    const owner = parseKey(cell);
    if (owner === null || owner.departmentId !== facts.departmentId || !facts.days.has(owner.day)) continue;
    const key = String(cell).trim();
    rows.set(key, [...(rows.get(key) ?? []), index + 1]);
  }
  return rows;
}

/**
 * What a look at the key column after the writing tells: whether each call of these days has its one row, and of which other
 * days, or departments, rows are gone that were there before.
 */
export function compareKeys(facts: {
  readonly departmentId: number;
  readonly days: ReadonlySet<Day>;
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  readonly wanted: readonly string[];
}): { readonly asWritten: boolean; readonly lostDays: readonly Day[] } {
  const { wanted } = facts;
  const written = rowsOfDays({ ...facts, keys: facts.after });
  const asWritten = written.size === wanted.length && wanted.every((key) => written.get(key)?.length === 1);
  const left = new Set(facts.after.map((cell) => String(cell).trim()));
  const lost = facts.before.flatMap((cell) => {
    const owner = left.has(String(cell).trim()) ? null : parseKey(cell);
    const isOurs = owner?.departmentId === facts.departmentId && facts.days.has(owner.day);
    return owner === null || isOurs ? [] : [owner.day];
  });
  return { asWritten, lostDays: [...new Set(lost)].sort() };
}
