import type { ExportOutcome } from '../pipeline/export-days.ts';

/** What became of an export, for people. */
export function exportText({ days, rows, appsScriptCalled, failure }: ExportOutcome): string {
  const { added, replaced, emptied } = rows;
  const range = days.length > 1 ? `${days[0] ?? ''} … ${days.at(-1) ?? ''}` : (days[0] ?? '');
  const lines = [
    ...(days.length > 0
      ? [`Exported ${range} to the sheet: ${added} rows added, ${replaced} replaced, ${emptied} emptied`]
      : []),
    ...(appsScriptCalled ? ['Called the Apps Script function'] : []),
    ...(failure === null
      ? []
      : [
          `The export failed: ${failure.message}. The results are in the database; when the cause is gone, ` +
            'callq export sheets does the rest, with --date or --from and --to.',
        ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
