import type { CallState } from '../domain/call-state.ts';
import { exitCodes } from '../domain/exit-code.ts';
import type { LedgerCall } from '../clients/postgres/list-ledger-calls.ts';
import { listLedgerCalls } from '../clients/postgres/list-ledger-calls.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { assertDepartment } from './assert-department.ts';
import type { DayOptions } from './choose-days.ts';
import { chooseDays, namesDay } from './choose-days.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface CallsOptions extends DayOptions, EnvironmentOptions {
  readonly state?: readonly CallState[];
  readonly limit: number;
  readonly json?: boolean;
}

/** `callq calls`: calls of the ledger with the reasons for their states; no phone number and nothing that was said. */
export async function callsCommand(host: Host, options: CallsOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE', 'DEPARTAMENT_ID', 'CALLQ_TIMEZONE']);
  const { DEPARTAMENT_ID: departmentId, CALLQ_TIMEZONE: zone } = config;
  const days = namesDay(options)
    ? chooseDays({ ...options, allowToday: true }, { zone, checkDayAgo: 0, now: host.now() })
    : null;
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq calls',
      readOnly: true,
    });
    await assertSchemaCurrent(pool);
    await assertDepartment(pool, departmentId);
    const found = await listLedgerCalls(pool, {
      departmentId,
      zone,
      states: options.state ?? [],
      days: days === null ? null : days.map(({ day }) => day),
      limit: options.limit,
    });
    if (options.json === true) {
      host.stdout.write(`${JSON.stringify({ department: departmentId, ...found })}\n`);
      return exitCodes.done;
    }
    for (const call of found.calls) host.stdout.write(`${callLine(call)}\n`);
    if (found.more) host.stderr.write(`callq: there are more; these are the first ${options.limit}.\n`);
    else if (found.calls.length === 0) host.stderr.write('callq: the ledger holds no such call.\n');
    return exitCodes.done;
  });
}

function callLine(call: LedgerCall): string {
  const { failureStage, failureClass } = call;
  const duration = call.durationSeconds === null ? 'unknown' : `${call.durationSeconds} s`;
  return [
    `${call.day}  ${call.callId}  ${call.state}`,
    failureStage === null ? null : `${failureStage}/${failureClass ?? 'unknown'}`,
    `${call.startedAt ?? 'start unknown'}, ${duration}`,
    call.operatorName ?? call.operatorLogin ?? 'operator unknown',
    call.reason,
    call.vanished ? 'no longer listed' : null,
    call.purged ? 'purged' : null,
  ]
    .filter((part) => part !== null)
    .join('  ');
}
