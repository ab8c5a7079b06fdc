import { fullSpreadsheet, readOnlySpreadsheet, spreadsheets, type Cell } from './spreadsheets.ts';

/** A tab that can be written; rows from 0. */
export interface Sheet {
  readonly sheetId: number;
  readonly title: string;
  rowCount: number;
  columnCount: number;
  readonly isProtected: boolean;
  readonly cells: Cell[][];
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  /** Shared for reading only. */
  readonly readOnly: boolean;
}

const usualRows = 1000;
const usualColumns = 26;

/** All that can be written, as this sandbox has it: what one writes is not in another. */
export class Workbooks {
  readonly #workbooks = new Map<string, Workbook | 'not shared' | 'xlsx'>();

  constructor() {
    for (const [id, spreadsheet] of spreadsheets) {
      this.#workbooks.set(id, typeof spreadsheet === 'string' ? spreadsheet : openWorkbook(id, spreadsheet));
    }
  }

  find(id: string): Workbook | 'not shared' | 'xlsx' | undefined {
    return this.#workbooks.get(id);
  }
}

function openWorkbook(id: string, tabs: ReadonlyMap<string, readonly (readonly Cell[])[]>): Workbook {
  const sheet = (title: string, size: Partial<Sheet>, place: number): Sheet => ({
    sheetId: place === 0 ? 0 : 1_000_000 + place * 7919,
    title,
    rowCount: usualRows,
    columnCount: usualColumns,
    isProtected: false,
    cells: [],
    ...size,
  });
  const written: [string, Partial<Sheet>][] = [
    ...[...tabs].map(([title, rows]): [string, Partial<Sheet>] => [
      title,
      { cells: rows.map((row) => [...row]) },
    ]),
    ['Результаты', {}],
    ['Маленький лист', { rowCount: 3, columnCount: 5 }],
    [
      'Чужая таблица',
      {
        cells: [
          ['Дата', 'Выручка'],
          ['2026-11-01', 120_000],
        ],
      },
    ],
    ['Защищённый лист', { isProtected: true }],
    ...(id === fullSpreadsheet
      ? [['Архив', { rowCount: 9_900_000, columnCount: 1 }] as [string, Partial<Sheet>]]
      : []),
  ];
  return {
    sheets: written.map(([title, size], place) => sheet(title, size, place)),
    readOnly: id === readOnlySpreadsheet,
  };
}
