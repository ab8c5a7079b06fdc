import { DateTime } from 'luxon';

import { purgeAnswerBodies } from '../clients/postgres/erasure/purge-answer-bodies.ts';
import { purgeCalls } from '../clients/postgres/erasure/purge-calls.ts';
import { purgeWords } from '../clients/postgres/erasure/purge-words.ts';
import type { Host } from './host.ts';
import { openDepartments } from './open-departments.ts';
import { commandExitCode, rowLines } from './print-erasure.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface PurgeOptions extends EnvironmentOptions {
  /** Days. */
  readonly olderThan: number;
  readonly transcriptsOnly?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** What was, or in a dry run would be, removed; also the keys of `--json`. */
interface PurgeReport {
  readonly department: number;
  readonly dryRun: boolean;
  readonly exitCode: number;
  readonly transcriptsOnly: boolean;
  /** Business days before this one. */
  readonly before: string;
  readonly calls: number;
  readonly rows: Readonly<Record<string, number>>;
  /** Of younger calls, by CALLQ_KEEP_ANSWERS_DAYS; null without the setting. */
  readonly answerBodies: { readonly before: string; readonly rows: number } | null;
}

/** `callq purge`: old calls of one department, or only what was said in them, and raw answers whose time is over. */
export async function purgeCommand(host: Host, options: PurgeOptions): Promise<number> {
  const { config } = readSettings(host, options, [
    ...(['DATA_BASE', 'DEPARTAMENT_ID', 'CALLQ_TIMEZONE', 'CALLQ_KEEP_ANSWERS_DAYS'] as const),
  ]);
  const { DEPARTAMENT_ID: department, CALLQ_KEEP_ANSWERS_DAYS: answerDays } = config;
  const { dryRun = false, transcriptsOnly = false } = options;
  const today = DateTime.fromJSDate(host.now(), { zone: config.CALLQ_TIMEZONE }).startOf('day');
  const dayBefore = (days: number): string => today.minus({ days }).toISODate() ?? '';
  const before = dayBefore(options.olderThan);
  return Resources.using(async (resources) => {
    const opened = await openDepartments(host, options, {
      ...{ name: 'callq purge', dataBase: config.DATA_BASE, resources, department },
    });
    const scope = {
      departmentId: department,
      before,
      dryRun,
      stopping: opened.stopping,
    };
    const purged = await (transcriptsOnly ? purgeWords : purgeCalls)(opened.context, scope);
    const answersBefore = answerDays === undefined ? null : dayBefore(answerDays);
    const answerBodies =
      answersBefore === null
        ? null
        : {
            before: answersBefore,
            rows: await purgeAnswerBodies(opened.context, { ...scope, before: answersBefore }, before),
          };
    await opened.held();
    const exitCode = commandExitCode(host);
    const report = { department, dryRun, exitCode, transcriptsOnly, before, ...purged, answerBodies };
    host.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : purgeText(report));
    return exitCode;
  });
}

function purgeText(report: PurgeReport): string {
  const { department, before, calls, rows, answerBodies, transcriptsOnly, dryRun } = report;
  const what = transcriptsOnly ? 'what was said in calls' : 'calls';
  const lines = [
    `Department ${department}, ${what} before ${before}${dryRun ? ', dry run: nothing was changed' : ''}`,
    `  calls found  ${calls}`,
    ...rowLines(rows, 'call_ledger (kept, without names and hash)'),
    ...(answerBodies === null
      ? []
      : [`Raw answers of calls before ${answerBodies.before}: ${answerBodies.rows} bodies`]),
  ];
  return `${lines.join('\n')}\n`;
}
