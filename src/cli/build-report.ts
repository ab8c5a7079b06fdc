import { DateTime } from 'luxon';
import type { Pool } from 'pg';

import { identifyDatabase } from '../clients/postgres/report/identify-database.ts';
import { readReport } from '../clients/postgres/report/read-report.ts';
import type { ReportFolder } from '../clients/report-folder/open-report-folder.ts';
import { openReportFolder } from '../clients/report-folder/open-report-folder.ts';
import { StopRunError } from '../domain/errors.ts';
import type { ReportScope, ReportSource } from '../domain/report-rows.ts';
import { indexPage } from '../report/index-page.ts';
import { operatorCalls, operatorPage } from '../report/operator-page.ts';
import { operatorPageName, pageOfRank } from '../report/page-names.ts';
import type { OperatorSummary, ReportModel, ReportRows } from '../report/report-model.ts';
import { buildModel } from '../report/report-model.ts';
import { mostCallsTold } from '../report/sections/calls.ts';
import { readVersion } from './version.ts';

/** Days of the trend, the last of the report included. */
const trendDays = 30;

/** Gathers the rows, renders the pages and puts the finished folder in its place, which it returns. All is as of one moment. */
export async function buildReport(
  pool: Pool,
  scope: ReportScope,
  to: { readonly path: string; readonly zone: string; readonly now: Date },
): Promise<string> {
  const database = await identifyDatabase(pool);
  const marker = { ...scope, database, builtAt: to.now.toISOString(), version: readVersion() };
  const folder = await openReportFolder(to.path, marker).catch((error: unknown) => {
    throw explainFileError(error, to.path);
  });
  try {
    await readReport(pool, scope, async (source) => {
      const rows = await gatherRows(source, scope, to);
      await folder.writePage('index.html', [indexPage(rows)]);
      const model = buildModel(rows);
      for (const operator of model.operatorsByScore) await writeOperator(folder, source, { model, operator });
    });
    await folder.finish();
    return to.path;
  } catch (error) {
    await folder.discard();
    throw explainFileError(error, to.path);
  }
}

/** A folder or disk that refuses is told with its code; any other error stays what it is. */
function explainFileError(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || !/^E[A-Z]+$/u.test(code)) return error;
  return new StopRunError(
    'report',
    `the report could not be written to ${path} (${code}). Look at the rights of that folder and the space on its disk, or choose another.`,
    { cause: error },
  );
}

async function gatherRows(
  source: ReportSource,
  scope: ReportScope,
  { zone, now }: { readonly zone: string; readonly now: Date },
): Promise<ReportRows> {
  const lastDay = DateTime.fromISO(scope.lastDay, { zone: 'utc' });
  const trendFrom = lastDay.minus({ days: trendDays - 1 }).toISODate() ?? scope.firstDay;
  const versionsFrom = trendFrom < scope.firstDay ? trendFrom : scope.firstDay;
  return {
    scope,
    trendFrom,
    builtAt: DateTime.fromJSDate(now, { zone }).toFormat('dd.MM.yyyy HH:mm'),
    version: readVersion(),
    department: await source.department(),
    coverage: await source.coverage(),
    trend: await source.trend(trendFrom),
    versions: await source.versions(versionsFrom),
    criteria: await source.criteria(),
    telling: await source.tellingCalls(null),
    operators: await source.operators(),
    recommendations: await source.recommendations(),
    agreements: await source.agreements(),
    declineReasons: await source.declineReasons(),
    calls: await source.calls(mostCallsTold),
  };
}

/** The calls are written as they are read: an operator of a year does not have to fit into memory. */
async function writeOperator(
  folder: ReportFolder,
  source: ReportSource,
  { model, operator }: { readonly model: ReportModel; readonly operator: OperatorSummary },
): Promise<void> {
  const telling = await source.tellingCalls(operator.operatorId);
  const batches = source.fullCalls(operator.operatorId)[Symbol.asyncIterator]();
  let batch = await batches.next();
  for (let page = 1; page <= pageOfRank(operator.calls); page += 1) {
    const { start, end } = operatorPage(model, operator, { page, telling });
    await folder.writePage(
      operatorPageName(operator.operatorId, page),
      (async function* () {
        yield start;
        while (batch.done !== true && pageOfRank(batch.value[0]?.rank ?? 1) === page) {
          yield operatorCalls(model, batch.value);
          batch = await batches.next();
        }
        yield end;
      })(),
    );
  }
}
