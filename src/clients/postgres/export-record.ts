import type { ExportKind, ExportRecord } from '../../domain/export-ports.ts';
import type { StatementContext } from './run-statement.ts';
import { beginExport } from './statements/begin-export.ts';
import { endExport } from './statements/end-export.ts';

/** Whose export it is: together with a day the key of a row. */
export interface ExportIdentity {
  readonly departmentId: number;
  readonly invocationId: string;
  readonly kind: ExportKind;
}

/** The rows of one export in `day_exports`. They are its own: written also when the lock is lost, which is what they then tell. */
export function createExportRecord(
  { pool, logger, patience, outage }: StatementContext,
  identity: ExportIdentity,
): ExportRecord {
  const context = { pool, logger, patience, outage };
  return {
    begin: (days) => beginExport(context, identity, days),
    end: (failed) => endExport(context, identity, failed),
  };
}
