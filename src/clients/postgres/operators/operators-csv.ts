import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { cleanLine } from '../../../domain/clean-text.ts';

const REQUIRED_COLUMNS = ['full_name', 'department_id'];
const KNOWN_COLUMNS = [...REQUIRED_COLUMNS, 'id', 'tbank_login', 'office', 'supervisor', 'active'];
/** How many calls carried the name: written for people, ignored when read. */
const COUNT_COLUMN = 'calls';
const LARGEST_INTEGER = 2_147_483_647;
const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...{ true: true, t: true, yes: true, y: true, '1': true, да: true },
  ...{ false: false, f: false, no: false, n: false, '0': false, нет: false },
};

/** One line of the file. A field is absent when the file has no such column, NULL when the cell is empty. */
export interface OperatorLine {
  /** Number of the line in the file, the header being 1. */
  readonly line: number;
  readonly id: number | null;
  readonly fullName: string;
  readonly departmentId: number;
  readonly tbankLogin?: string | null;
  readonly office?: string | null;
  readonly supervisor?: string | null;
  readonly active?: boolean;
}

/** The lines of a file, or what is wrong with it, each problem naming its line. */
export type OperatorsFile =
  | { readonly ok: true; readonly lines: readonly OperatorLine[] }
  | { readonly ok: false; readonly problems: readonly string[] };

type RawLine = Readonly<Record<string, string>>;

const cell = z.string().transform((text) => {
  const clean = cleanLine(text);
  return clean === '' ? null : clean;
});
const mandatoryCell = z
  .string()
  .transform(cleanLine)
  .refine((text) => text !== '', 'must not be empty');
const wholeNumber = z
  .string()
  .regex(/^\d{1,10}$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= LARGEST_INTEGER, `must lie between 1 and ${LARGEST_INTEGER}`);
const booleanCell = z
  .string()
  .refine((text) => text === '' || Object.hasOwn(BOOLEANS, text.toLowerCase()), 'must be true or false')
  .transform((text) => text === '' || BOOLEANS[text.toLowerCase()] === true);
const lineSchema = z.object({
  id: z.literal('').or(wholeNumber).optional(),
  full_name: mandatoryCell,
  department_id: wholeNumber,
  tbank_login: cell.optional(),
  office: cell.optional(),
  supervisor: cell.optional(),
  active: booleanCell.optional(),
});

/** Reads the text of a CSV file with a header line; comma, semicolon or tab, with or without a BOM. */
export function parseOperatorsCsv(text: string): OperatorsFile {
  if (text.includes('\ufffd')) return refuse('the file is not UTF-8: save it as "CSV UTF-8"');
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const delimiter = [';', '\t'].find((mark) => firstLine.includes(mark)) ?? ',';
  let records: { record: string[]; info: { lines: number } }[];
  try {
    // The types of the library do not follow `info`.
    records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'the file is no CSV');
  }
  const [header, ...rows] = records;
  const columns = (header?.record ?? []).map((name) => name.toLowerCase());
  const headerProblems = judgeHeader(columns);
  if (headerProblems.length > 0) return { ok: false, problems: headerProblems };
  const readings = rows
    .filter(({ record }) => record.some((value) => value !== ''))
    .map(({ record, info }) => readLine(columns, record, info.lines));
  const problems = readings.flatMap((reading) => (typeof reading === 'string' ? [reading] : []));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, lines: readings.filter((reading) => typeof reading !== 'string') };
}

/** The same columns as read, and how many calls carried each name. */
export function writeOperatorsCsv(
  operators: readonly { fullName: string; departmentId: number; tbankLogin: string | null; calls: number }[],
): string {
  const columns = ['full_name', 'department_id', 'tbank_login', COUNT_COLUMN];
  const rows = operators.map((found) => [found.fullName, found.departmentId, found.tbankLogin, found.calls]);
  return stringify([columns, ...rows]);
}

function judgeHeader(columns: readonly string[]): string[] {
  const missing = REQUIRED_COLUMNS.filter((name) => !columns.includes(name));
  const unknown = columns.filter((name) => name !== COUNT_COLUMN && !KNOWN_COLUMNS.includes(name));
  const repeated = columns.filter((name, index) => columns.indexOf(name) !== index);
  return [
    ...missing.map((name) => `line 1: column ${name} is missing`),
    ...unknown.map((name) => `line 1: unknown column "${name}"; known are ${KNOWN_COLUMNS.join(', ')}`),
    ...repeated.map((name) => `line 1: column ${name} stands there twice`),
  ];
}

function readLine(
  columns: readonly string[],
  record: readonly string[],
  line: number,
): OperatorLine | string {
  const extra = record.slice(columns.length).some((value) => value !== '');
  if (record.length < columns.length || extra) {
    return `line ${line}: ${record.length} cells instead of ${columns.length}`;
  }
  const raw: RawLine = Object.fromEntries(columns.map((name, index) => [name, record[index] ?? '']));
  const parsed = lineSchema.safeParse(raw);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    return `line ${line}: ${wrong.join(', ')}`;
  }
  const { id, full_name: fullName, department_id: departmentId, ...optional } = parsed.data;
  return {
    ...{ line, id: typeof id === 'number' ? id : null, fullName, departmentId },
    ...(optional.tbank_login === undefined ? {} : { tbankLogin: optional.tbank_login }),
    ...(optional.office === undefined ? {} : { office: optional.office }),
    ...(optional.supervisor === undefined ? {} : { supervisor: optional.supervisor }),
    ...(optional.active === undefined ? {} : { active: optional.active }),
  };
}

function refuse(problem: string): OperatorsFile {
  return { ok: false, problems: [problem] };
}
