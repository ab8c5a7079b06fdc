import { join, resolve } from 'node:path';

import type { Pool } from 'pg';

import { removeOldReports } from '../clients/report-folder/remove-old-reports.ts';
import type { Config } from '../config/parse-config.ts';
import type { ReportScope } from '../domain/report-rows.ts';
import { buildReport } from './build-report.ts';

/** Where reports go unless told otherwise. */
const defaultBase = '.callq/reports';

/**
 * Builds a report in the folder of reports, under a name made of department, days and operator, so that the same one built
 * again replaces itself; then removes those that are too old, and warns of those that hold something else too. Returns the folder.
 */
export async function placeReport(
  pool: Pool,
  scope: ReportScope,
  to: {
    readonly workingDirectory: string;
    readonly zone: string;
    readonly now: Date;
    readonly warn: (message: string) => void;
  } & Partial<Pick<Config, 'CALLQ_REPORT_DIR' | 'CALLQ_REPORT_KEEP_DAYS'>>,
): Promise<string> {
  const base = resolve(to.workingDirectory, to.CALLQ_REPORT_DIR ?? defaultBase);
  const path = await buildReport(pool, scope, { ...to, path: join(base, reportName(scope)) });
  const keepDays = to.CALLQ_REPORT_KEEP_DAYS;
  if (keepDays !== undefined) {
    for (const spared of await removeOldReports(path, { keepDays, now: to.now })) {
      to.warn(
        `${spared} is older than CALLQ_REPORT_KEEP_DAYS, but holds something besides the report, so it is left alone: remove it by hand.`,
      );
    }
  }
  return path;
}

function reportName(scope: ReportScope): string {
  const days = scope.firstDay === scope.lastDay ? scope.lastDay : `${scope.firstDay}_${scope.lastDay}`;
  const operator = scope.operatorId === null ? '' : `-operator${scope.operatorId}`;
  return `department${scope.departmentId}-${days}${operator}`;
}
