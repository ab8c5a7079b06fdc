import type { Config } from '../config/parse-config.ts';
import { countUnfinished, isBalanced } from '../domain/balance.ts';
import { StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import type { LastRun, Night, WantedNights } from '../clients/postgres/read-nights.ts';
import { readNights } from '../clients/postgres/read-nights.ts';
import { assertDepartment } from './assert-department.ts';
import type { DayOptions } from './choose-days.ts';
import { chooseDays, namesDay } from './choose-days.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { isExportMissing, nightsTable } from './print-nights.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface StatusOptions extends DayOptions, EnvironmentOptions {
  readonly last?: number;
  readonly json?: boolean;
}

const usualNights = 7;

/** `callq status`: how the nights went and whether they balance. Exit 1 when one of them needs a look. */
export async function statusCommand(host: Host, options: StatusOptions): Promise<number> {
  const { config } = readSettings(host, options, [
    ...(['DATA_BASE', 'DEPARTAMENT_ID', 'CALLQ_TIMEZONE', 'CHECK_DAY_AGO'] as const),
  ]);
  const wanted = wantedNights(host, options, config);
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq status',
      readOnly: true,
    });
    await assertSchemaCurrent(pool);
    await assertDepartment(pool, config.DEPARTAMENT_ID);
    const department = { id: config.DEPARTAMENT_ID, zone: config.CALLQ_TIMEZONE };
    const nights = (await readNights(pool, department, wanted)).map((night) => ({
      ...night,
      needsLook: needsLook(night),
    }));
    host.stdout.write(
      options.json === true
        ? `${JSON.stringify({ department: department.id, nights })}\n`
        : nightsTable(department.id, nights),
    );
    return nights.some((night) => night.needsLook) ? exitCodes.finishedWithFailures : exitCodes.done;
  });
}

function wantedNights(
  host: Host,
  options: StatusOptions,
  { CALLQ_TIMEZONE: zone, CHECK_DAY_AGO: checkDayAgo }: Pick<Config, 'CALLQ_TIMEZONE' | 'CHECK_DAY_AGO'>,
): WantedNights {
  if (!namesDay(options)) {
    const [due] = chooseDays({ allowToday: true }, { zone, checkDayAgo, now: host.now() });
    return { last: options.last ?? usualNights, dueUntil: due?.day ?? null };
  }
  if (options.last !== undefined)
    throw new StopRunError('usage', '--last and a named day exclude each other.');
  const days = chooseDays({ ...options, allowToday: true }, { zone, checkDayAgo: 0, now: host.now() });
  return { days: days.map(({ day }) => day) };
}

/** Whether a night is not what an undisturbed one leaves; calls whose transcript is still to come are. */
function needsLook({ balance, lastRun, exports }: Night): boolean {
  if (balance === null || lastRun === null || isBalanced(balance) !== true) return true;
  if (exports.some(isExportMissing)) return true;
  return countUnfinished(balance) > 0 || endedBadly(lastRun);
}

/** Stopped early or killed: what it was to do besides the calls that the ledger knows, nobody can say. */
function endedBadly({ finishedAt, goingOn, errorClass, exitCode }: LastRun): boolean {
  if (finishedAt === null) return !goingOn;
  return errorClass !== null || exitCode === exitCodes.couldNotRun;
}
