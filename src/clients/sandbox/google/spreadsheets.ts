import {
  officeCheckList,
  officeInstructions,
  taggedCheckList,
  tradeCheckList,
  tradeInstructions,
} from './check-lists.ts';

export type Cell = string | number | boolean;
/** Rows of a tab, the first one first. */
export type Tab = readonly (readonly Cell[])[];
export type Spreadsheet = ReadonlyMap<string, Tab>;

/** Spreadsheet and tabs of each department. */
export const departmentSheets = {
  1: {
    id: '1CallQSandboxTrade_0000000000000000000000001',
    checkList: 'Чек-лист ТП',
    instructions: 'Инструкции для ИИ',
  },
  2: {
    id: '1CallQSandboxOffice_000000000000000000000002',
    checkList: "Чек-лист ОМ'26",
    instructions: 'Инструкции ОМ',
  },
} as const;

const header = ['Критерий', 'Комментарий', 'Максимальный балл', 'Условия оценки'];

/** Tabs to try mistakes with; both spreadsheets have them. */
const brokenTabs: readonly (readonly [string, Tab])[] = [
  [
    'Балл не число',
    [header, ['Контакт'], ['Приветствие', '', 'пять', 'поздоровался'], ['Имя', '', 3, 'назвал имя']],
  ],
  [
    'Повтор критерия',
    [header, ['Контакт'], ['Приветствие', '', 5, ''], ['Имя', '', 3, ''], ['Приветствие', '', 2, '']],
  ],
  ['Без критериев', [header, ['Контакт'], ['Завершение']]],
  ['Пустой лист', []],
];

/** Spreadsheets with the tabs of department 1: one shared for reading only, one with room for few more cells. */
export const readOnlySpreadsheet = '1CallQSandboxReadOnly_0000000000000000000005';
export const fullSpreadsheet = '1CallQSandboxFull_000000000000000000000000006';

/** All spreadsheets by id: those of the departments, one that is not shared, and an uploaded Excel file. */
export const spreadsheets: ReadonlyMap<string, Spreadsheet | 'not shared' | 'xlsx'> = new Map<
  string,
  Spreadsheet | 'not shared' | 'xlsx'
>([
  [
    departmentSheets[1].id,
    new Map([
      [departmentSheets[1].checkList, tradeCheckList],
      [departmentSheets[1].instructions, tradeInstructions],
      ['Чек-лист с метками', taggedCheckList],
      ...brokenTabs,
    ]),
  ],
  [
    departmentSheets[2].id,
    new Map([
      [departmentSheets[2].checkList, officeCheckList],
      [departmentSheets[2].instructions, officeInstructions],
      ...brokenTabs,
    ]),
  ],
  ...[readOnlySpreadsheet, fullSpreadsheet].map((id): [string, Spreadsheet] => [
    id,
    new Map([
      [departmentSheets[1].checkList, tradeCheckList],
      [departmentSheets[1].instructions, tradeInstructions],
    ]),
  ]),
  ['1CallQSandboxNotShared_000000000000000000003', 'not shared'],
  ['1CallQSandboxExcel_00000000000000000000000004', 'xlsx'],
]);
