import { cleanText } from './clean-text.ts';

/** One cell of a spreadsheet as the Sheets API gives it, unformatted. */
export type Cell = string | number | boolean;

export function cellText(cell: Cell): string {
  return cleanText(String(cell)).trim();
}

/** `10,5` and `1 000` are numbers in Russian sheets; anything else that is no finite number is NULL. */
export function parseScoreNumber(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== 'string') return null;
  const text = cell.replace(/[\s\u00a0\u202f]/gu, '').replace(',', '.');
  const number = /^[+-]?\d+(\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}
