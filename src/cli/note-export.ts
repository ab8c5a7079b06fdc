import type { Day } from '../domain/call.ts';
import type { ExportRecord, FailedExport } from '../domain/export-ports.ts';
import type { Logger } from '../domain/ports.ts';
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
  if (days.length > 0) await note(() => record.begin(days));
  const { outcome, failed } = await carryOut();
  if (days.length > 0) await note(() => record.end(failed));
  return outcome;
}
