import type { Day } from './call.ts';
import type { ExportedCall } from './exported-call.ts';

/** What an export of some days changed in the sheet; numbers of rows. */
export interface SheetChanges {
  readonly added: number;
  readonly replaced: number;
  /** Of calls that are no longer there, or that stood there twice. */
  readonly emptied: number;
}

/** The sheet that results are exported to (RESULTS_SHEET_NAME). */
export interface ResultsSheet {
  /**
   * Makes the sheet hold exactly these calls of these days, in CallQ's rows and columns; everything else stays. Safe to
   * repeat. Throws StopRunError, which says what to do.
   */
  replaceDays(
    days: readonly Day[],
    calls: readonly ExportedCall[],
    signal: AbortSignal,
  ): Promise<SheetChanges>;
}

/** What became of an export: the days that were not exported, and the short class of what stopped it. */
export interface FailedExport {
  readonly days: readonly Day[];
  readonly errorClass: string;
}

/** Where it is noted what became of an export: the runs of its days have ended by then. */
export interface ExportRecord {
  begin(days: readonly Day[]): Promise<void>;
  /** @param failed NULL: all of its days were exported */
  end(failed: FailedExport | null): Promise<void>;
}

/** `export`: sheet of results and Apps Script function; `report`: the pages of CALLQ_REPORT_DIR. */
export type ExportKind = 'export' | 'report';

/** The department's own function that is told when there is something new (APPS_SCRIPT_URL). */
export interface AppsScript {
  /** Waits until the function has ended, up to minutes. Throws StopRunError, which says what to do. */
  call(signal: AbortSignal): Promise<void>;
}
