import type { Day } from '../domain/call.ts';
import type { ExportRecord, FailedExport } from '../domain/export-ports.ts';
import type { Logger } from '../domain/ports.ts';
import type { ExportOutcome, ExportPorts } from '../pipeline/export-days.ts';
import { exportDays, failedDays } from '../pipeline/export-days.ts';
import { errorClassOf } from './describe-error.ts';

/**
 * Carries out an export between two notes of it, which `callq status` shows. A note that fails is a warning: what the export
 * does is worth more than the note of it.
 */
export async function noteExport<Outcome>(
  {
    record,
    logger,
    days,
  }: { readonly record: ExportRecord; readonly logger: Logger; readonly days: readonly Day[] },
  carryOut: () => Promise<{ readonly outcome: Outcome; readonly failed: FailedExport | null }>,
): Promise<Outcome> {
  const note = async (write: () => Promise<void>): Promise<void> => {
    if (days.length === 0) return;
    try {
      await write();
    } catch (error) {
      logger.warn(
        'callq status will not know what became of this export: it could not be noted in day_exports',
        {
          failureClass: errorClassOf(error),
        },
      );
    }
  };
  await note(() => record.begin(days));
  const { outcome, failed } = await carryOut();
  await note(() => record.end(failed));
  return outcome;
}

/** The days to the sheet, then the function, noted. Never throws, as `exportDays` does not. */
export function exportNoted(
  ports: ExportPorts,
  record: ExportRecord,
  days: readonly Day[],
): Promise<ExportOutcome> {
  return noteExport({ record, logger: ports.logger, days }, async () => {
    const outcome = await exportDays(ports, days);
    return { outcome, failed: failedDays(ports, outcome, days) };
  });
}
