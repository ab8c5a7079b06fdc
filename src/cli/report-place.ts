import { join, resolve } from 'node:path';

import type { ReportScope } from '../domain/report-rows.ts';

/** Where reports go unless told otherwise. */
const defaultBase = '.callq/reports';

/** The folder that holds the folders of reports. */
export function reportBase(workingDirectory: string, reportDir: string | undefined): string {
  return resolve(workingDirectory, reportDir ?? defaultBase);
}

/** One folder per department, days and operator: the same report built again replaces itself. */
export function reportPath(base: string, scope: ReportScope): string {
  const days = scope.firstDay === scope.lastDay ? scope.lastDay : `${scope.firstDay}_${scope.lastDay}`;
  const operator = scope.operatorId === null ? '' : `-operator${scope.operatorId}`;
  return join(base, `department${scope.departmentId}-${days}${operator}`);
}
