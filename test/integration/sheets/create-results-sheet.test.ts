import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { createResultsSheet } from '../../../src/clients/sheets/results/create-results-sheet.ts';
import type { ResultsSheet, SheetChanges } from '../../../src/domain/export-ports.ts';
import type { ExportedCall } from '../../../src/domain/exported-call.ts';
import { exportColumns } from '../../../src/domain/export-columns.ts';
import { exportedCall } from '../../support/exported-call.ts';
import { openSheet } from '../../support/sheet-client.ts';

const day = '2026-11-03';
const tab = 'Результаты';
const width = exportColumns.length;
const header = exportColumns.map((column) => column.header);
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

/** Waits are noted instead of waited. */
const waits: number[] = [];
beforeEach(() => void waits.splice(0));

const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function resultsSheet(sheetName = tab, spreadsheetId?: string): ResultsSheet {
  const environment = sandbox.environment(1);
  return createResultsSheet({
    departmentId: 1,
    baseUrl: new URL(sandbox.urls.google),
    serviceAccount: environment['JSON_AUTH']!,
    workingDirectory: '/',
    spreadsheetId: spreadsheetId ?? environment['REQUIREMENTS_SHEET_ID']!,
    sheetName,
    logger,
    random: () => 0,
    retry: {
      sleep: (delayMs) => {
        waits.push(delayMs);
        return Promise.resolve();
      },
    },
  });
}

async function restart(faults: readonly string[]): Promise<void> {
  await sandbox.close();
  sandbox = await startSandbox({ faults });
}

function calls(ids: readonly number[], changes: Partial<ExportedCall> = {}): ExportedCall[] {
  return ids.map((callId) => exportedCall({ callId, ...changes }));
}

function replace(
  sheet: ResultsSheet,
  exported: readonly ExportedCall[],
  days: readonly string[] = [day],
): Promise<SheetChanges> {
  return sheet.replaceDays(days, exported, new AbortController().signal);
}

const keyOf = (id: number, ofDay = day): string => `callq/1/${ofDay}/${id}`;
const column = (rows: readonly (readonly unknown[])[], index: number): unknown[] =>
  rows.map((row) => row[index]);

describe('replacing the rows of a day', () => {
  it('writes the header once and text as text, times and numbers as numbers, unknown as nothing', async () => {
    const texts = ['=1+1', '+79990000000', '-5', '@SUM(A1)', '＝1+1', "'кавычка"];
    const exported = texts.map((operator, index) =>
      exportedCall({ callId: index + 1, operator, totalScore: null }),
    );
    expect(await replace(resultsSheet(), exported)).toEqual({ added: 6, replaced: 0, emptied: 0 });
    const rows = await (await openSheet(sandbox, tab)).read();
    expect(rows[0]).toEqual(header);
    expect(column(rows.slice(1), header.indexOf('Оператор'))).toEqual(texts);
    expect(rows[1]![header.indexOf('Начало звонка')]).toBeCloseTo(
      46_329 + (10 * 3600 + 15 * 60 + 30) / 86_400,
      9,
    );
    expect(rows[1]![header.indexOf('Баллы')]).toBe('');
    expect(rows[1]![header.indexOf('Максимум')]).toBe(10);
  });

  it('leaves other days, and what people sorted, added and wrote beside it', async () => {
    const sheet = resultsSheet();
    await replace(sheet, [...calls([1, 2, 3]), ...calls([7], { day: '2026-11-02' })], [day, '2026-11-02']);
    const people = await openSheet(sandbox, tab);
    const [, one, two, three, other] = await people.read();
    // Sorted backwards, a line of their own between, remarks beside, a total below.
    const line = [...Array<string>(3).fill('своя строка'), ...Array<string>(width - 3).fill('')];
    await people.write(
      'A2',
      [three!, other!, line, two!, one!].map((row) => [
        ...row,
        ...Array<null>(width - row.length).fill(null),
        'важно',
      ]),
    );
    await people.write('T9', [['итого']]);
    const changes = await replace(sheet, calls([1, 3, 4], { operator: 'Новый Оператор' }));
    expect(changes).toEqual({ added: 1, replaced: 2, emptied: 1 });
    const rows = await people.read();
    expect(column(rows, 0)).toEqual([
      ...[header[0], keyOf(3), keyOf(7, '2026-11-02'), 'своя строка', '', keyOf(1)],
      ...[undefined, undefined, '', keyOf(4)],
    ]);
    expect(column(rows.slice(1, 6), width)).toEqual(Array(5).fill('важно'));
    expect(column([rows[1]!, rows[2]!, rows[5]!, rows[9]!], 3)).toEqual([
      ...['Новый Оператор', 'Малев Сергей', 'Новый Оператор', 'Новый Оператор'],
    ]);
    expect(rows[8]![19]).toBe('итого');
  });

  it('empties what became unknown, and a second row of the same call', async () => {
    const sheet = resultsSheet();
    await replace(sheet, calls([1, 2]));
    const people = await openSheet(sandbox, tab);
    await people.write('A4', [[keyOf(1), 'копия']]);
    expect(await replace(sheet, calls([1], { phoneNumber: null }))).toMatchObject({
      replaced: 1,
      emptied: 2,
    });
    const rows = await people.read();
    expect(rows).toHaveLength(2);
    expect(rows[1]![header.indexOf('Телефон клиента')]).toBe('');
  });

  it('adds the columns and rows that a small tab lacks', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => index + 1);
    await replace(resultsSheet('Маленький лист'), calls(ids));
    const rows = await (await openSheet(sandbox, 'Маленький лист')).read();
    expect([rows.length, rows[0]]).toEqual([21, header]);
  });

  it('writes nothing at all for a day without calls in an empty sheet', async () => {
    expect(await replace(resultsSheet(), [])).toEqual({ added: 0, replaced: 0, emptied: 0 });
    expect(await (await openSheet(sandbox, tab)).read()).toEqual([]);
  });

  it('writes 3,000 calls in few requests, and again without a row more', async () => {
    const long = 'оценка с обоснованием '.repeat(60);
    const exported = calls(
      Array.from({ length: 3000 }, (_, index) => index + 1),
      { operator: long },
    );
    const sheet = resultsSheet();
    expect(await replace(sheet, exported)).toMatchObject({ added: 3000 });
    expect(await replace(sheet, exported)).toMatchObject({ added: 0, replaced: 3000, emptied: 0 });
    const { requestsByPath } = sandbox.statistics().google;
    expect(requestsByPath['/v4/spreadsheets/{id}/values:batchUpdate']).toBeLessThan(30);
    const rows = await (await openSheet(sandbox, tab)).read('A1:A');
    expect([rows.length, new Set(column(rows, 0)).size]).toEqual([3001, 3001]);
    expect(waits).toEqual([]);
  });
});

describe('when Google does not answer as it should', () => {
  it.each(['reset-after', 'truncate', 'cut', '503', 'reset'])(
    'a write answered by %s is repeated and doubles no row',
    async (kind) => {
      await restart([`google:${kind}:on=write@#1`, `google:${kind}:on=change@#1`]);
      expect(await replace(resultsSheet(), calls([1, 2, 3]))).toEqual({ added: 3, replaced: 0, emptied: 0 });
      const rows = await (await openSheet(sandbox, tab)).read();
      expect(column(rows, 0)).toEqual([header[0], keyOf(1), keyOf(2), keyOf(3)]);
      expect(waits.length).toBeGreaterThanOrEqual(1);
    },
  );

  it('rows that were added while the answer was lost are not added again', async () => {
    await restart(['google:reset-after:on=change@#1']);
    await replace(resultsSheet('Маленький лист'), calls([1, 2, 3, 4]));
    expect(waits).toHaveLength(1);
    const { requestsByPath } = sandbox.statistics().google;
    expect(requestsByPath['/v4/spreadsheets/{id}:batchUpdate']).toBe(2);
    const people = await openSheet(sandbox, 'Маленький лист');
    // 3 rows, 2 more for the calls, 200 to spare: the next one is beyond the grid.
    await expect(people.read('A205')).resolves.toEqual([]);
    await expect(people.read('A206')).rejects.toThrow(/exceeds grid limits/);
  });

  it('429 is waited out, as long as Google says, and not for ever', async () => {
    await restart(['google:429:retry-after=7:on=write@#1,2']);
    await replace(resultsSheet(), calls([1]));
    expect(waits).toEqual([7000, 7000]);
    await restart(['google:429:on=write@100%']);
    await expect(replace(resultsSheet(), calls([1]))).rejects.toThrow(
      /quota of requests a minute stays used up/,
    );
    expect(waits.length).toBeLessThan(12);
  });

  it("a page instead of Google's answer to a write is no confirmation", async () => {
    await restart(['google:html:on=write@#1']);
    await expect(replace(resultsSheet(), calls([1]))).rejects.toThrow(
      /not Google's API.*GOOGLE_SHEETS_BASE_URL/,
    );
  });
});

describe('somebody who edits the sheet while it is written', () => {
  /** Does something once the first write has arrived, whose answer is held back. */
  async function meddle(exporting: Promise<unknown>, edit: () => Promise<void>): Promise<unknown> {
    const people = await openSheet(sandbox, tab);
    while (!(await people.read('A1:A')).some(([cell]) => cell === keyOf(3))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await edit();
    return exporting;
  }

  it('is noticed, and what is missing is written once more', async () => {
    await restart(['google:slow:ms=1500:on=write@#1']);
    const people = await openSheet(sandbox, tab);
    const exporting = replace(resultsSheet(), calls([1, 2, 3]));
    await meddle(exporting, () => people.write('A3', [['важная строка']]));
    const keys = column(await people.read(), 0);
    expect(keys).toEqual([header[0], keyOf(1), 'важная строка', keyOf(3), keyOf(2)]);
  });

  it('is told when rows of another day are gone', async () => {
    await restart(['google:slow:ms=1500:on=write@#2']);
    const sheet = resultsSheet();
    await replace(sheet, calls([7], { day: '2026-11-02' }), ['2026-11-02']);
    const people = await openSheet(sandbox, tab);
    const exporting = replace(sheet, calls([1, 2, 3]));
    const told = expect(exporting).rejects.toThrow(
      /rows of other days are gone: export 2026-11-02 once more/,
    );
    await meddle(
      exporting.catch(() => undefined),
      () => people.write('A2', [['чужое']]),
    );
    await told;
  });
});

describe('what stops an export says what to do, and nothing is written', () => {
  const refused: [string, string, string | undefined, RegExp][] = [
    ['a missing tab', 'Итоги', undefined, /has no sheet "Итоги": add an empty one.*RESULTS_SHEET_NAME/],
    [
      'a foreign header',
      'Чужая таблица',
      undefined,
      /another header than CallQ's: in column A.*Nothing was written/,
    ],
    ['a protected tab', 'Защищённый лист', undefined, /protected: let \S+@\S+ edit them/],
    [
      'a spreadsheet shared for reading',
      tab,
      '1CallQSandboxReadOnly_0000000000000000000005',
      /share the spreadsheet with \S+@\S+ as an editor/,
    ],
    [
      'one that is not shared',
      tab,
      '1CallQSandboxNotShared_000000000000000000003',
      /with \S+@\S+ as an editor/,
    ],
    ['one that does not exist', tab, 'missing', /check REQUIREMENTS_SHEET_ID/],
    [
      'an Excel file',
      tab,
      '1CallQSandboxExcel_00000000000000000000000004',
      /save it as a Google spreadsheet/,
    ],
  ];

  it.each(refused)('%s', async (_what, sheetName, spreadsheetId, message) => {
    const before = await (await openSheet(sandbox, 'Чужая таблица')).read();
    await expect(replace(resultsSheet(sheetName, spreadsheetId), calls([1]))).rejects.toThrow(message);
    expect(await (await openSheet(sandbox, 'Чужая таблица')).read()).toEqual(before);
    expect(waits).toEqual([]);
  });

  it('a sheet with rows and no header', async () => {
    await (await openSheet(sandbox, tab)).write('B7', [['заметки отдела']]);
    await expect(replace(resultsSheet(), calls([1]))).rejects.toThrow(
      /no header of CallQ's. Nothing was written/,
    );
    expect(await (await openSheet(sandbox, tab)).read('A1:A')).toEqual([]);
  });

  it('a column that somebody put before the others', async () => {
    await replace(resultsSheet(), calls([1]));
    const people = await openSheet(sandbox, tab);
    await people.write('A1', [['№', ...header]]);
    const before = await people.read();
    await expect(replace(resultsSheet(), calls([2]))).rejects.toThrow(
      /in column A it should be "Ключ CallQ"/,
    );
    expect(await people.read()).toEqual(before);
  });

  it('ten million cells', async () => {
    const full = '1CallQSandboxFull_000000000000000000000000006';
    const many = calls(Array.from({ length: 3500 }, (_, index) => index + 1));
    await expect(replace(resultsSheet(tab, full), many)).rejects.toThrow(
      /no room for 2501 more rows: .*10 million/,
    );
    expect(await (await openSheet(sandbox, tab, full)).read()).toEqual([]);
  });

  it('an abort ends it at once', async () => {
    const controller = new AbortController();
    controller.abort('SIGTERM');
    await expect(resultsSheet().replaceDays([day], calls([1]), controller.signal)).rejects.toBe('SIGTERM');
  });
});
