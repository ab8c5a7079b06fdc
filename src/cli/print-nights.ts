import { describeImbalance } from '../domain/balance.ts';
import type { LastExport, LastRun, Night } from '../clients/postgres/read-nights.ts';

const columns = ['listed', 'saved', 'not sales', 'excluded', 'pending', 'failed', 'difference'] as const;

/** A line a day, and below it what is worth a look. */
export function nightsTable(department: number, nights: readonly Night[]): string {
  if (nights.length === 0) return `Department ${department}: no run was ever made.\n`;
  const header = `day         ${columns.map((column) => column.padStart(12)).join('')}  last run`;
  return [`Department ${department}`, header, ...nights.flatMap(nightLines), ''].join('\n');
}

function nightLines({ day, balance, lastRun, exports }: Night): string[] {
  if (balance === null || lastRun === null)
    return [`${day}  no run: this day was never begun. Run it: callq run --date ${day}`];
  const { listed, saved, notSales, excluded, pending, failed, difference } = balance;
  const numbers = [listed, saved, notSales, excluded, pending, failed, difference].map((number) =>
    (number === null ? 'unknown' : String(number)).padStart(12),
  );
  const remarks: readonly (readonly [number, string])[] = [
    [balance.pendingTranscript, 'of the pending calls wait for a transcript'],
    [balance.vanished ?? 0, 'calls are no longer listed by T-Bank and are kept'],
    [balance.purged, 'calls were purged: counted by the state they had'],
    [balance.outOfReach, 'calls that failed or were left have vanished or were purged: no run takes them up'],
    [balance.outdatedRows, 'rows of calls are of an earlier judgement than the ledger'],
  ];
  const imbalance = describeImbalance(day, balance);
  return [
    `${day}  ${numbers.join('')}  ${lastRunText(lastRun)}`,
    ...(listed === null ? ['            no run has read the listing of this day to its end'] : []),
    ...remarks.filter(([count]) => count > 0).map(([count, text]) => `            ${count} ${text}`),
    ...(imbalance === null ? [] : [`            ${imbalance}`]),
    ...exports.filter(isExportMissing).map((one) => `            ${missingExportText(day, one)}`),
  ];
}

function lastRunText(lastRun: LastRun): string {
  const { id, selection, startedAt, finishedAt, goingOn, exitCode, errorClass } = lastRun;
  const ending =
    finishedAt === null
      ? goingOn
        ? 'going on'
        : 'without an end: killed'
      : `exit ${exitCode ?? 'unknown'}${errorClass === null ? '' : ` (${errorClass})`}`;
  const some = selection === 'chosen' || selection === 'unfinished' ? `, ${selection} calls only` : '';
  return `${id}, ${startedAt}${some}: ${ending}`;
}

/** An export that failed or was killed: the results are in the database, and not where people look for them. */
export function isExportMissing({ finishedAt, goingOn, errorClass }: LastExport): boolean {
  return errorClass !== null || (finishedAt === null && !goingOn);
}

function missingExportText(day: string, { kind, startedAt, errorClass }: LastExport): string {
  const ending =
    errorClass === null ? 'has no end: killed, or its end could not be noted' : `failed (${errorClass})`;
  const again =
    kind === 'export'
      ? `callq export sheets --date ${day} or callq run --date ${day}`
      : `callq run --date ${day}`;
  return `the ${kind} of ${startedAt} ${ending}: the log says why; once more by ${again}`;
}
