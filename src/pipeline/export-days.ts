import type { Day } from '../domain/call.ts';
import { StopRunError } from '../domain/errors.ts';
import type { AppsScript, FailedExport, ResultsSheet, SheetChanges } from '../domain/export-ports.ts';
import type { ExportedCall } from '../domain/exported-call.ts';
import type { Logger } from '../domain/ports.ts';
import type { RunSummary } from './run-summary.ts';

/** What an export needs from outside. NULL: not set, so it is left out. */
export interface ExportPorts {
  readonly sheet: ResultsSheet | null;
  readonly appsScript: AppsScript | null;
  /** In the order of their start. */
  readonly callsOf: (day: Day) => AsyncIterable<ExportedCall>;
  /** To be awaited before each write: throws StopRunError when the department's lock is lost. */
  readonly held: () => Promise<void>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** What became of an export. Its failure is a value: the results are in the database whatever happens here. */
export interface ExportOutcome {
  /** Days whose calls stand in the sheet now; none when there is no sheet. */
  readonly days: readonly Day[];
  readonly rows: SheetChanges;
  readonly appsScriptCalled: boolean;
  /** What stopped it; NULL: all of it was done. */
  readonly failure: { readonly errorClass: string; readonly message: string } | null;
}

/** Calls written with one look at the sheet: short days share a look, and no more than this is kept in memory. */
const callsAtOnce = 2000;

/** The calls of these days to the sheet, then the function. A day is exported whole or said not to be. */
export async function exportDays(ports: ExportPorts, days: readonly Day[]): Promise<ExportOutcome> {
  const { sheet, appsScript, signal, logger } = ports;
  const done: Day[] = [];
  let rows: SheetChanges = { added: 0, replaced: 0, emptied: 0 };
  let appsScriptCalled = false;
  try {
    if (sheet !== null) {
      for await (const { together, calls } of groupDays(ports, days)) {
        await ports.held();
        const changes = await sheet.replaceDays(together, calls, signal);
        rows = addChanges(rows, changes);
        done.push(...together);
        for (const day of together) logger.info('exported to the sheet', { day });
      }
    }
    if (appsScript !== null) {
      await ports.held();
      await appsScript.call(signal);
      appsScriptCalled = true;
      logger.info('the Apps Script function was called');
    }
    return { days: done, rows, appsScriptCalled, failure: null };
  } catch (error) {
    return { days: done, rows, appsScriptCalled, failure: failureOf(error, signal) };
  }
}

/** Which of the days were not exported, for the record; NULL: all were. Without the function, where one is set, none is whole. */
export function failedDays(
  { appsScript }: Pick<ExportPorts, 'appsScript'>,
  { days: done, appsScriptCalled, failure }: ExportOutcome,
  days: readonly Day[],
): FailedExport | null {
  if (failure === null) return null;
  const uncalled = appsScript !== null && !appsScriptCalled;
  return {
    days: uncalled ? days : days.filter((day) => !done.includes(day)),
    errorClass: failure.errorClass,
  };
}

async function* groupDays(
  { callsOf }: ExportPorts,
  days: readonly Day[],
): AsyncGenerator<{ together: readonly Day[]; calls: readonly ExportedCall[] }> {
  let together: Day[] = [];
  let calls: ExportedCall[] = [];
  for (const day of days) {
    together.push(day);
    for await (const call of callsOf(day)) calls.push(call);
    if (calls.length < callsAtOnce) continue;
    yield { together, calls };
    together = [];
    calls = [];
  }
  if (together.length > 0) yield { together, calls };
}

function addChanges(one: SheetChanges, other: SheetChanges): SheetChanges {
  return {
    added: one.added + other.added,
    replaced: one.replaced + other.replaced,
    emptied: one.emptied + other.emptied,
  };
}

function failureOf(error: unknown, signal: AbortSignal): NonNullable<ExportOutcome['failure']> {
  if (error instanceof StopRunError) return { errorClass: error.errorClass, message: error.message };
  if (signal.aborted) {
    return {
      errorClass: 'not_exported',
      message: 'it was interrupted, and some rows may be written already',
    };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return { errorClass: 'unexpected', message: `the export failed in CallQ itself or its database: ${name}` };
}

/**
 * The days of an invocation whose calls are exported: those that were run to their end, whatever failed on them. A day
 * that was interrupted or stopped is only half there, and its next run exports it.
 */
export function daysToExport(
  summaries: readonly Pick<RunSummary, 'day' | 'stoppedBy' | 'interruptedBy'>[],
): readonly Day[] {
  const ended = summaries.filter((summary) => summary.stoppedBy === null && summary.interruptedBy === null);
  return [...new Set(ended.map(({ day }) => day))].sort();
}

/** An invocation that ended before there was anything whole to export. */
export function nothingExported(message: string): ExportOutcome {
  const rows = { added: 0, replaced: 0, emptied: 0 };
  return { days: [], rows, appsScriptCalled: false, failure: { errorClass: 'not_exported', message } };
}
