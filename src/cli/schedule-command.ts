import { Cron } from 'croner';
import { DateTime } from 'luxon';

import { StopRunError } from '../domain/errors.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { interruptionCodes } from '../domain/exit-code.ts';
import type { Host } from './host.ts';
import { reportFailure } from './report-failure.ts';
import { runCommand } from './run-command.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface ScheduleOptions extends EnvironmentOptions {
  readonly cron: string;
}

/** How long the clock is not looked at: it may be set, and a machine may sleep. */
const longestNapMs = 30_000;

/**
 * `callq schedule`: `callq run`, again and again, for hosts without cron, until SIGTERM or Ctrl-C, which also end the
 * run that is going on. A failed run does not end it, and each run reads its settings anew. A time that comes while its
 * own run is still going on is passed over; against other processes the department's lock decides, as with any run.
 */
export async function scheduleCommand(host: Host, options: ScheduleOptions): Promise<number> {
  const { config } = readSettings(host, options, ['CALLQ_TIMEZONE']);
  const zone = config.CALLQ_TIMEZONE;
  const times = readCron(options.cron, zone);
  const say = (text: string): void => {
    host.stderr.write(`callq: ${text}\n`);
  };
  const interrupted = (): boolean => host.interruption.aborted;
  while (!interrupted()) {
    const next = times.nextRun(host.now());
    if (next === null) throw new StopRunError('usage', '--cron: this time never comes again.');
    say(`next run ${DateTime.fromJSDate(next, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')} ${zone}`);
    await untilTime(next, host);
    if (interrupted()) break;
    const exitCode = await runCommand(host, options).catch((error: unknown) => reportFailure(host, error));
    say(`the run ended with exit code ${exitCode}`);
  }
  return interruptionCodes[host.interruption.reason as Interruption];
}

function readCron(pattern: string, zone: string): Cron {
  try {
    return new Cron(pattern, { timezone: zone, paused: true });
  } catch (error) {
    throw new StopRunError(
      'usage',
      "--cron is no cron expression. Five fields are right: minute, hour, day, month, weekday, such as '0 3 * * *'.",
      { cause: error },
    );
  }
}

async function untilTime(time: Date, host: Host): Promise<void> {
  for (;;) {
    const left = time.getTime() - host.now().getTime();
    if (left <= 0 || host.interruption.aborted) return;
    await nap(Math.min(left, longestNapMs), host.interruption);
  }
}

function nap(milliseconds: number, interruption: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      interruption.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    interruption.addEventListener('abort', wake);
  });
}
