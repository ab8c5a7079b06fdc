/** A part of a tab; rows and columns from 0, `undefined` where the range is open. */
export interface ParsedRange {
  readonly sheet: string;
  readonly firstColumn: number;
  readonly lastColumn: number | undefined;
  readonly firstRow: number;
  readonly lastRow: number | undefined;
}

const quoted = /^'((?:[^']|'')+)'(?:!(.+))?$/;
/** Without quotes only plain names are understood; letters with digits alone would be a cell. */
const plain = /^([A-Za-z_][A-Za-z0-9_]*)!(.+)$/;
const cells = /^([A-Z]{1,3})(\d*)(?::([A-Z]{1,3})(\d*))?$/i;

/** Reads an A1 range; `undefined` when Google could not parse it. */
export function parseRange(text: string): ParsedRange | undefined {
  const withQuotes = quoted.exec(text);
  const parts = withQuotes ?? plain.exec(text);
  const sheet = withQuotes === null ? parts?.[1] : withQuotes[1]?.replaceAll("''", "'");
  if (parts === null || sheet === undefined) return undefined;
  if (parts[2] === undefined) {
    return { sheet, firstColumn: 0, lastColumn: undefined, firstRow: 0, lastRow: undefined };
  }
  const corner = cells.exec(parts[2]);
  if (corner === null) return undefined;
  const [, firstColumn = '', firstRow = '', lastColumn, lastRow] = corner;
  if (lastColumn === undefined && firstRow === '') return undefined;
  return {
    sheet,
    firstColumn: columnNumber(firstColumn),
    lastColumn: columnNumber(lastColumn ?? firstColumn),
    firstRow: firstRow === '' ? 0 : Number(firstRow) - 1,
    lastRow: rowNumber(lastRow ?? firstRow),
  };
}

function rowNumber(text: string): number | undefined {
  return text === '' ? undefined : Number(text) - 1;
}

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters.toUpperCase()) number = number * 26 + letter.charCodeAt(0) - 64;
  return number - 1;
}

/** Column letters, for the range an answer repeats. */
export function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}
