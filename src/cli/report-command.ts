import { join, resolve } from 'node:path';
import type { Pool } from 'pg';

import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { findOperators } from '../clients/postgres/report/find-operators.ts';
import { StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';
import type { ReportScope } from '../domain/report-rows.ts';
import { assertDepartment } from './assert-department.ts';
import { buildReport } from './build-report.ts';
import type { DayOptions } from './choose-days.ts';
import { chooseDays } from './choose-days.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { placeReport } from './place-report.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface ReportOptions extends DayOptions, EnvironmentOptions {
  readonly department?: number;
  readonly operator?: string;
  readonly out?: string;
}

const settingNames = [
  ...(['DATA_BASE', 'DEPARTAMENT_ID', 'CALLQ_TIMEZONE', 'CHECK_DAY_AGO'] as const),
  ...(['CALLQ_REPORT_DIR', 'CALLQ_REPORT_KEEP_DAYS'] as const),
] as const;

/** `callq report`: a folder of pages about the stored calls of some days. Asks no service and writes nothing to the database. */
export async function reportCommand(host: Host, options: ReportOptions): Promise<number> {
  const { config } = readSettings(host, options, settingNames);
  const { CALLQ_TIMEZONE: zone, CHECK_DAY_AGO: checkDayAgo } = config;
  const departmentId = options.department ?? config.DEPARTAMENT_ID;
  const now = host.now();
  const days = chooseDays({ ...options, allowToday: true }, { zone, checkDayAgo, now });
  const path = await Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq report',
      readOnly: true,
    });
    await assertSchemaCurrent(pool);
    const source = options.department === undefined ? 'DEPARTAMENT_ID' : '--department';
    await assertDepartment(pool, departmentId, source);
    const scope: ReportScope = {
      departmentId,
      firstDay: days[0]?.day ?? '',
      lastDay: days.at(-1)?.day ?? '',
      operatorId:
        options.operator === undefined ? null : await chooseOperator(pool, departmentId, options.operator),
    };
    const to = { zone, now, workingDirectory: host.workingDirectory };
    return options.out === undefined
      ? placeReport(pool, scope, {
          ...to,
          ...config,
          warn: (message) => {
            host.stderr.write(`callq: ${message}\n`);
          },
        })
      : buildReport(pool, scope, { ...to, path: resolve(host.workingDirectory, options.out) });
  });
  host.stdout.write(`${join(path, 'index.html')}\n`);
  return exitCodes.done;
}

async function chooseOperator(pool: Pool, departmentId: number, wanted: string): Promise<number> {
  const found = await findOperators(pool, departmentId, wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new StopRunError(
    'usage',
    found.length === 0
      ? `--operator fits nobody of department ${departmentId}. Give the id from the table operators, or words of the full name.`
      : `--operator fits ${found.length} operators of department ${departmentId}; give one of their ids: ${found.slice(0, 20).join(', ')}.`,
  );
}
