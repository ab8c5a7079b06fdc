import { randomUUID } from 'node:crypto';

import { StopRunError } from '../domain/errors.ts';
import type { RunLogger } from '../domain/ports.ts';
import { exitCodeOfExport, exitCodes, interruptionCodes, mostSevere } from '../domain/exit-code.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { allNames } from '../config/parse-config.ts';
import type { Config } from '../config/parse-config.ts';
import type { RunEnding } from '../domain/run-ending.ts';
import type { DayToRun } from '../pipeline/plan-days.ts';
import type { DaysRun } from '../pipeline/run-days.ts';
import { runDays } from '../pipeline/run-days.ts';
import type { RunRequest } from '../pipeline/run-request.ts';
import type { ChosenDay, DayOptions } from './choose-days.ts';
import { chooseDays, daysBefore, namesDay } from './choose-days.ts';
import { Announcer, announcerNames } from './announcer.ts';
import { describeError, errorClassOf } from './describe-error.ts';
import { exportRun } from './export-run.ts';
import type { Host } from './host.ts';
import { openDatabase } from './open-database.ts';
import { exportNotice, wantsExport } from './open-export.ts';
import { openLogEntries } from './open-log-entries.ts';
import type { RunLog } from './open-run-log.ts';
import { logNames, openRunLog } from './open-run-log.ts';
import { openRunPorts } from './open-run-ports.ts';
import type { Invocation, RunBeginning } from './run-ending.ts';
import { endingOf, failedEnding } from './run-ending.ts';
import { exportText } from './print-export.ts';
import { summaryTable } from './print-summary.ts';
import type { RunReport } from './report-on-run.ts';
import { reportOnRun } from './report-on-run.ts';
import { Resources } from './resources.ts';
import { readSpending } from './read-spending.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readReadableSettings, readSettings } from './settings.ts';
import { readVersion } from './version.ts';

export interface RunOptions extends DayOptions, EnvironmentOptions {
  readonly limit?: number;
  readonly call?: readonly number[];
  readonly onlyUnfinished?: boolean;
  readonly force?: boolean;
  readonly concurrency?: number;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** `callq run`: one pass over one department and one or more days. Returns the exit code. */
export async function runCommand(host: Host, options: RunOptions): Promise<number> {
  const readable = readReadableSettings(host, options, [...logNames, ...announcerNames]);
  const beginning = {
    ...{ department: readable.DEPARTAMENT_ID, version: readVersion(), invocationId: randomUUID() },
    startedAt: host.now(),
  };
  const log = openRunLog(host, readable, {
    json: options.json ?? false,
    invocationId: beginning.invocationId,
  });
  // A dry run is somebody who looks on, and no night.
  const announcer = options.dryRun === true ? null : new Announcer(host, readable, log.logger);
  try {
    return await Resources.using(async (resources) => {
      resources.add(() => announcer?.close());
      try {
        const { ending, exitCode } = await runNight(host, options, { log, announcer, beginning, resources });
        await announcer?.ended(ending);
        return exitCode;
      } catch (error) {
        logFailedStart(log, error);
        await announcer?.ended(failedEnding(host, beginning, error));
        throw error;
      }
    });
  } finally {
    log.close();
  }
}

interface Night {
  readonly log: RunLog;
  readonly announcer: Announcer | null;
  readonly beginning: RunBeginning;
  readonly resources: Resources;
}

async function runNight(
  host: Host,
  options: RunOptions,
  { log, announcer, beginning, resources: outer }: Night,
): Promise<{ readonly ending: RunEnding; readonly exitCode: number }> {
  const { config } = readSettings(host, options, allNames);
  const days = chooseDays(options, {
    zone: config.CALLQ_TIMEZONE,
    checkDayAgo: config.CHECK_DAY_AGO,
    now: host.now(),
  });
  if (options.call !== undefined && days.length > 1) {
    throw new StopRunError('usage', '--call belongs to one day: name it with --date or --days-ago.');
  }
  if (options.call !== undefined && options.onlyUnfinished === true) {
    throw new StopRunError('usage', '--call and --only-unfinished exclude each other.');
  }
  const request = runRequest(host, options, { config, days, beginning });
  const exporting = wantsExport(config) && !request.dryRun;
  const database = await openDatabase(host, options, config.DATA_BASE, outer);
  const entries = openLogEntries(log, database, { config, request, resources: outer });
  return Resources.using(async (resources) => {
    if (exporting) host.stderr.write(exportNotice(config));
    const ports = await openRunPorts(host, { log, config, database, entries, request, resources });
    warnOfToday(days, ports.logger);
    announcer?.begun(beginning.invocationId);
    const done = await runDays(ports, request);
    ports.endProgress();
    logEnds(log.logger, done);
    const report = await reportOnRun(host, {
      ...{ config, days, done, connectionString: database.connectionString, logger: ports.logger },
      dryRun: request.dryRun,
      record: ports.store.exportRecord(beginning.invocationId, 'report'),
    });
    const toExport = { config, database, resources, ports, done, invocationId: beginning.invocationId };
    const exported = exporting ? await exportRun(host, toExport) : null;
    const invocation = { ...done, exported };
    const exitCode = mostSevere([exitCodeOf(host, invocation), report.exitCode]);
    printSummaries(host, options, {
      department: config.DEPARTAMENT_ID,
      done: invocation,
      report,
      exitCode,
    });
    const ending = await endingOf(host, beginning, { done: invocation, exitCode, store: ports.store });
    return { exitCode, ending };
  });
}

/** The log says why a night could not start; stderr has it once, as text, when the program ends (report-failure.ts). */
function logFailedStart(log: RunLog, error: unknown): void {
  log.errorBesideConsole(describeError(error), { failureClass: errorClassOf(error) });
}

/** The summary goes to stdout: without these lines a log file does not tell whether a night came to its end. */
function logEnds(logger: RunLogger, { summaries }: DaysRun): void {
  for (const { runId, day, exitCode, listed, actions } of summaries) {
    const counts = Object.entries({ listed, ...actions }).map(([name, count]) => `${name} ${count}`);
    logger.info(`the day ended with exit code ${exitCode}: ${counts.join(', ')}`, {
      ...(runId === null ? {} : { runId }),
      day,
    });
  }
}

function runRequest(
  host: Host,
  options: RunOptions,
  { config, days, beginning }: { config: Config; days: readonly ChosenDay[]; beginning: RunBeginning },
): RunRequest {
  return {
    ...daysToRun(host, options, config, days),
    daysNamed: namesDay(options),
    onlyUnfinished: options.onlyUnfinished ?? false,
    askedModel: config.MODEL,
    rules: {
      minDurationSeconds: config.CALLQ_MIN_DURATION_SECONDS,
      skipWithoutPhone: config.CALLQ_SKIP_WITHOUT_PHONE,
      minPhrases: config.CALLQ_MIN_PHRASES,
      leastScoredShare: config.CALLQ_MIN_SCORED_SHARE,
      longCalls: config.CALLQ_LONG_CALLS,
    },
    limits: {
      transcriptsAtOnce: config.TBANK_CONCURRENCY,
      requestsAtOnce: options.concurrency ?? config.LLM_CONCURRENCY,
      answerTries: config.LLM_JSON_TRIES,
      maxInputTokens: config.LLM_MAX_INPUT_TOKENS,
    },
    analysisLimit: options.limit ?? null,
    onlyCalls: options.call === undefined ? null : new Set(options.call),
    force: options.force ?? false,
    mask: config.CALLQ_MASK,
    ...readSpending(host, config),
    dryRun: options.dryRun ?? false,
    identity: {
      invocationId: beginning.invocationId,
      version: beginning.version,
      host: host.hostname,
      processId: host.processId,
    },
  };
}

/** Without a day named, the night also looks back: by itself after its own day, with `--only-unfinished` at once. */
function daysToRun(
  host: Host,
  options: RunOptions,
  config: Config,
  days: readonly ChosenDay[],
): Pick<RunRequest, 'days' | 'earlierDays'> {
  const toRun = (chosen: readonly ChosenDay[]): readonly DayToRun[] =>
    chosen.map((day) => ({ ...day, transcriptMayStillCome: day.daysAgo <= config.CALLQ_PENDING_DAYS }));
  const [own] = days;
  if (own === undefined || namesDay(options) || options.call !== undefined) {
    return { days: toRun(days), earlierDays: null };
  }
  const settings = { zone: config.CALLQ_TIMEZONE, now: host.now() };
  const earlier = daysBefore(own, config.CALLQ_PENDING_DAYS, settings);
  if (options.onlyUnfinished === true) return { days: toRun([...earlier, own]), earlierDays: null };
  return { days: toRun(days), earlierDays: toRun(earlier) };
}

function warnOfToday(days: readonly ChosenDay[], logger: { warn(message: string): void }): void {
  if (days.some((day) => day.daysAgo === 0)) {
    logger.warn('today is not over yet: calls that come later are taken by the next run of this day');
  }
}

function printSummaries(
  host: Host,
  options: RunOptions,
  ended: { department: number; done: Invocation; report: RunReport; exitCode: number },
): void {
  const { department, report, exitCode } = ended;
  const { summaries, notBegun, neverListed, exported } = ended.done;
  if (options.json === true) {
    host.stdout.write(
      `${JSON.stringify({ department, exitCode, days: summaries, daysNotBegun: notBegun, daysNeverListed: neverListed, report: report.path, export: exported })}\n`,
    );
    return;
  }
  for (const summary of summaries) host.stdout.write(summaryTable(department, summary));
  if (options.onlyUnfinished === true && summaries.length + notBegun.length + neverListed.length === 0) {
    host.stdout.write('Nothing is unfinished on these days.\n');
  }
  if (neverListed.length > 0) {
    host.stdout.write(
      `Never run, or never listed to its end: ${neverListed.join(', ')}. What is missing there is not known: run without --only-unfinished.\n`,
    );
  }
  if (notBegun.length > 0) host.stdout.write(`Not begun: ${notBegun.join(', ')}\n`);
  if (report.path !== null) host.stdout.write(`Report: ${report.path}\n`);
  if (exported !== null) host.stdout.write(exportText(exported));
}

function exitCodeOf(host: Host, { summaries, neverListed, exported }: Invocation): number {
  const interruption = host.interruption.aborted
    ? interruptionCodes[host.interruption.reason as Interruption]
    : exitCodes.done;
  const unknown = neverListed.length > 0 ? exitCodes.finishedWithFailures : exitCodes.done;
  const exportCode = exported === null ? exitCodes.done : exitCodeOfExport(exported);
  return mostSevere([interruption, unknown, exportCode, ...summaries.map((summary) => summary.exitCode)]);
}
