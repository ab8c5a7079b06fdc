import { StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { Outage } from '../clients/postgres/outage.ts';
import { Patience } from '../clients/postgres/patience.ts';
import { readCallDetails } from '../clients/postgres/read-call-details.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { Resources } from './resources.ts';
import { openWarnings } from './open-warnings.ts';
import { callText } from './print-call.ts';
import { scoreAnalyses } from './score-analyses.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface ShowOptions extends EnvironmentOptions {
  readonly json?: boolean;
}

/** `callq show CALL_ID`: scores, reasons, quotes with their time, cost, versions, history of analyses. */
export async function showCommand(host: Host, callId: number, options: ShowOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE', 'CALLQ_MIN_SCORED_SHARE']);
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq show',
      readOnly: true,
    });
    await assertSchemaCurrent(pool);
    const details = await readCallDetails(pool, callId);
    if (details === null) {
      throw new StopRunError(
        'usage',
        `The database knows no call ${callId}: no run has listed it. Calls are named by T-Bank's segmentId (calls.id).`,
      );
    }
    const context = {
      pool,
      logger: openWarnings(host),
      patience: new Patience(host.interruption),
      outage: new Outage(),
    };
    const analyses = await scoreAnalyses(context, details, config.CALLQ_MIN_SCORED_SHARE);
    const shown = { ...details, analyses };
    host.stdout.write(options.json === true ? `${JSON.stringify(shown)}\n` : callText(shown));
    return exitCodes.done;
  });
}
