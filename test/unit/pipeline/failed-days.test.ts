import { expect, test } from 'vitest';

import { failedDays } from '../../../src/pipeline/export-days.ts';

const days = ['2026-11-02', '2026-11-03'];
const outcome = (done: readonly string[], errorClass: string | null): Parameters<typeof failedDays>[0] => ({
  days: done,
  rows: { added: 0, replaced: 0, emptied: 0 },
  appsScriptCalled: false,
  failure: errorClass === null ? null : { errorClass, message: '' },
});

test('no day of an export failed that did all, whether it has a sheet or a function only', () => {
  expect([failedDays(outcome(days, null), days), failedDays(outcome([], null), days)]).toEqual([null, null]);
});

test('days that stand in the sheet did not fail with the others', () => {
  expect(failedDays(outcome(['2026-11-02'], 'sheet'), days)).toEqual({
    days: ['2026-11-03'],
    errorClass: 'sheet',
  });
});

test('a function that failed knows of no day', () => {
  expect(failedDays(outcome(days, 'apps_script'), days)).toEqual({ days, errorClass: 'apps_script' });
});
