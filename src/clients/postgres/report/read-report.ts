import type { Pool } from 'pg';
import type { ReportScope, ReportSource } from '../../../domain/report-rows.ts';
import { countVersions } from './count-versions.ts';
import { listAgreements } from './list-agreements.ts';
import { listDeclineReasons } from './list-decline-reasons.ts';
import { listRecommendations } from './list-recommendations.ts';
import { listReportCalls } from './list-report-calls.ts';
import { listTellingCalls } from './list-telling-calls.ts';
import { readCoverage } from './read-coverage.ts';
import { readDepartment } from './read-department.ts';
import { readFullCalls } from './read-full-calls.ts';
import { readTrend } from './read-trend.ts';
import { sumCriteria } from './sum-criteria.ts';
import { sumOperators } from './sum-operators.ts';

/** One moment for all statements: a run that goes on meanwhile does not make the numbers of a report disagree. */
const BEGIN = 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY';

/** Runs the work with rows of one moment; nothing is written. */
export async function readReport<T>(
  pool: Pool,
  scope: ReportScope,
  work: (source: ReportSource) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    await client.query(BEGIN);
    const since = (firstDay: string): ReportScope => ({ ...scope, firstDay });
    const of = (operatorId: number): ReportScope & { operatorId: number } => ({ ...scope, operatorId });
    const done = await work({
      department: () => readDepartment(client, scope.departmentId),
      coverage: () => readCoverage(client, scope),
      trend: (firstDay) => readTrend(client, since(firstDay)),
      versions: (firstDay) => countVersions(client, since(firstDay)),
      criteria: () => sumCriteria(client, scope),
      operators: () => sumOperators(client, scope),
      recommendations: () => listRecommendations(client, scope),
      agreements: () => listAgreements(client, scope),
      declineReasons: () => listDeclineReasons(client, scope),
      calls: (limit) => listReportCalls(client, scope, limit),
      tellingCalls: (operatorId) => listTellingCalls(client, operatorId === null ? scope : of(operatorId)),
      fullCalls: (operatorId) => readFullCalls(client, of(operatorId)),
    });
    await client.query('COMMIT');
    return done;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // A connection in an unknown state is not given to anybody else.
    client.release(failure !== undefined);
  }
}
