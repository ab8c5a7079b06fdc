import { expect, test } from 'vitest';

import type { ExportPorts } from '../../../src/pipeline/export-days.ts';
import { failedDays } from '../../../src/pipeline/export-days.ts';

const days = ['2026-11-02', '2026-11-03'];
const outcome = (
  done: readonly string[],
  errorClass: string | null,
  appsScriptCalled = false,
): Parameters<typeof failedDays>[1] => ({
  days: done,
  rows: { added: 0, replaced: 0, emptied: 0 },
  appsScriptCalled,
  failure: errorClass === null ? null : { errorClass, message: '' },
});
const sheetOnly: Pick<ExportPorts, 'appsScript'> = { appsScript: null };
const withFunction: Pick<ExportPorts, 'appsScript'> = { appsScript: { call: () => Promise.resolve() } };

test('no day of an export failed that did all, whether it has a sheet or a function only', () => {
  expect(failedDays(sheetOnly, outcome(days, null), days)).toBeNull();
  expect(failedDays(withFunction, outcome([], null, true), days)).toBeNull();
});

test('days that stand in the sheet did not fail with the others, where there is no function', () => {
  expect(failedDays(sheetOnly, outcome(['2026-11-02'], 'sheet'), days)).toEqual({
    days: ['2026-11-03'],
    errorClass: 'sheet',
  });
});

test.each(['apps_script', 'not_exported', 'lock_lost', 'sheet', 'unexpected'])(
  'no day is whole without its function: %s',
  (errorClass) => {
    expect(failedDays(withFunction, outcome(['2026-11-02'], errorClass), days)).toEqual({ days, errorClass });
  },
);
