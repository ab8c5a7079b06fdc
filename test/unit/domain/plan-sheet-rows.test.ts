import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compareKeys, planSheetRows } from '../../../src/domain/plan-sheet-rows.ts';

const day = '2026-11-03';
const key = (id: number, ofDay = day, department = 1): string => `callq/${department}/${ofDay}/${id}`;
const call = (id: number): { key: string; cells: string[] } => ({ key: key(id), cells: [`call ${id}`] });
const plan = (keys: readonly unknown[], ids: readonly number[], lastUsedRow = keys.length) =>
  planSheetRows({ departmentId: 1, days: new Set([day]), keys, lastUsedRow, calls: ids.map(call) });

describe('planSheetRows', () => {
  it('puts the calls of a new day below the header', () => {
    expect(plan(['Ключ CallQ'], [1, 2])).toEqual({
      writes: [
        { row: 2, cells: ['call 1'] },
        { row: 3, cells: ['call 2'] },
      ],
      ...{ added: 2, replaced: 0, emptied: 0, lastRow: 3 },
    });
  });

  it('leaves room for the header in an empty sheet', () => {
    expect(plan([], [1]).writes).toEqual([{ row: 2, cells: ['call 1'] }]);
  });

  it('writes a call where its key stands, wherever people moved it, and nothing else', () => {
    const keys = ['Ключ CallQ', key(9, '2026-11-02'), key(2), '', 'примечание', key(1), key(1, day, 2)];
    expect(plan(keys, [1, 2])).toMatchObject({
      writes: [
        { row: 3, cells: ['call 2'] },
        { row: 6, cells: ['call 1'] },
      ],
      ...{ added: 0, replaced: 2, emptied: 0 },
    });
  });

  it('empties rows of calls that are gone, and second rows of the same call', () => {
    const keys = ['Ключ CallQ', key(1), key(3), key(1)];
    expect(plan(keys, [1])).toMatchObject({
      writes: [
        { row: 2, cells: ['call 1'] },
        { row: 3, cells: null },
        { row: 4, cells: null },
      ],
      ...{ added: 0, replaced: 1, emptied: 2 },
    });
  });

  it('begins below what people wrote in columns of their own', () => {
    expect(plan(['Ключ CallQ', key(1)], [1, 2], 40).writes.map(({ row }) => row)).toEqual([2, 41]);
  });

  it('keeps every other row, and each call once, whatever stands in the sheet', () => {
    const cell = fc.oneof(
      fc.integer({ min: 1, max: 6 }).map((id) => key(id)),
      fc.integer({ min: 1, max: 6 }).map((id) => key(id, '2026-11-04')),
      fc.integer({ min: 1, max: 6 }).map((id) => key(id, day, 2)),
      fc.constantFrom('', 'своя строка', 7, true, undefined),
    );
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), ids, (cells, wanted) => {
        const keys = ['Ключ CallQ', ...cells];
        const sheet: unknown[] = [...keys];
        for (const { row, cells: written } of plan(keys, wanted).writes) {
          sheet[row - 1] = written === null ? '' : key(Number(written[0]!.split(' ')[1]));
        }
        const isOurs = (one: unknown): boolean => String(one).startsWith(`callq/1/${day}/`);
        expect(sheet.filter(isOurs).sort()).toEqual(wanted.map((id) => key(id)).sort());
        expect(keys.every((one, index) => isOurs(one) || sheet[index] === one)).toBe(true);
        const check = { departmentId: 1, days: new Set([day]), wanted: wanted.map((id) => key(id)) };
        expect(compareKeys({ ...check, before: keys, after: sheet })).toEqual({
          asWritten: true,
          lostDays: [],
        });
      }),
    );
  });
});

describe('compareKeys', () => {
  const check = { departmentId: 1, days: new Set([day]), wanted: [key(1), key(2)] };

  it('notices a call that is missing or there twice', () => {
    const before = [key(1)];
    expect(compareKeys({ ...check, before, after: [key(1)] }).asWritten).toBe(false);
    expect(compareKeys({ ...check, before, after: [key(1), key(2), key(2)] }).asWritten).toBe(false);
    expect(compareKeys({ ...check, before, after: [key(2), key(1)] }).asWritten).toBe(true);
  });

  it('names the other days whose rows are gone', () => {
    const before = [key(5, '2026-11-01'), key(6, day, 2), key(7)];
    expect(compareKeys({ ...check, before, after: [key(1), key(2)] }).lostDays).toEqual(['2026-11-01', day]);
  });
});
