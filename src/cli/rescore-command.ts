import { readAnswer } from '../clients/llm/read-answer.ts';
import { createMasker } from '../clients/masking/create-masker.ts';
import { createRescoreStore } from '../clients/postgres/create-rescore-store.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { exitCodeOfRescore } from '../domain/exit-code.ts';
import type { DayRescore } from '../pipeline/rescore-days.ts';
import { rescoreDays } from '../pipeline/rescore-days.ts';
import type { DayOptions } from './choose-days.ts';
import { chooseDays } from './choose-days.ts';
import type { Host } from './host.ts';
import { openDepartments } from './open-departments.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';
import { readVersion } from './version.ts';

export interface RescoreOptions extends DayOptions, EnvironmentOptions {
  readonly call?: readonly number[];
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** `callq rescore`: judgements recomputed from stored answers; no service is asked, only the database. */
export async function rescoreCommand(host: Host, options: RescoreOptions): Promise<number> {
  const { config } = readSettings(host, options, [
    ...([
      'DATA_BASE',
      'DEPARTAMENT_ID',
      'CALLQ_TIMEZONE',
      'CHECK_DAY_AGO',
      'CALLQ_MIN_SCORED_SHARE',
    ] as const),
  ]);
  const { CALLQ_TIMEZONE: zone, CHECK_DAY_AGO: checkDayAgo, DEPARTAMENT_ID: department } = config;
  const days = chooseDays(options, { zone, checkDayAgo, now: host.now() }).map(({ day }) => day);
  if (options.call !== undefined && days.length > 1) {
    throw new StopRunError('usage', '--call belongs to one day: name it with --date or --days-ago.');
  }
  const dryRun = options.dryRun ?? false;
  return Resources.using(async (resources) => {
    const opened = await openDepartments(host, options, {
      ...{ name: 'callq rescore', dataBase: config.DATA_BASE, resources, department },
    });
    const summaries = await rescoreDays(
      {
        store: createRescoreStore(opened.context, department),
        masker: createMasker(),
        read: readAnswer,
        leastScoredShare: config.CALLQ_MIN_SCORED_SHARE,
        logger: opened.context.logger,
        stopping: opened.stopping,
        version: readVersion(),
        dryRun,
      },
      days,
      options.call === undefined ? null : new Set(options.call),
    );
    await opened.held();
    const exitCode = exitCodeOfRescore({
      interruption: host.interruption.aborted ? (host.interruption.reason as Interruption) : null,
      failed: summaries.reduce((sum, { failed }) => sum + failed, 0),
    });
    host.stdout.write(
      options.json === true
        ? `${JSON.stringify({ department, dryRun, exitCode, days: summaries })}\n`
        : summaries.map((summary) => rescoreText(department, summary, dryRun)).join(''),
    );
    return exitCode;
  });
}

function rescoreText(department: number, summary: DayRescore, dryRun: boolean): string {
  const { day, calls, changed, unchanged, notRescorable, failed, left, verdictChanged, withoutRow } = summary;
  const lines = [
    `Department ${department}, ${day}${dryRun ? ', dry run: nothing was written' : ''}`,
    `  calls            ${calls}`,
    `  changed          ${changed}${verdictChanged > 0 ? ` (${verdictChanged} with another verdict)` : ''}`,
    `  unchanged        ${unchanged}`,
    `  not rescorable   ${notRescorable}`,
    `  failed           ${failed}`,
    ...(left > 0 ? [`  not reached      ${left}`] : []),
    ...(withoutRow > 0
      ? [`  without a row in calls: ${withoutRow}. The next callq run of the day makes them, without paying.`]
      : []),
    ...summary.failures.map(
      ({ callId, failureClass, message }) => `  call ${callId}: ${failureClass}, ${message}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
