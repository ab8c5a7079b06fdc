import type { ClientBase } from 'pg';
import type { ReportScope, TrendRow } from '../../../domain/report-rows.ts';
import { IN_SCOPE, scopeValues } from './scope.ts';

const READ_TREND = `
  SELECT date(calls.start_time)::text AS day, count(performance_percentage)::integer AS count,
    coalesce(sum(performance_percentage), 0)::float8 AS sum,
    coalesce(sum(performance_percentage::bigint * performance_percentage), 0)::float8 AS squares
  FROM calls
  WHERE ${IN_SCOPE}
  GROUP BY date(calls.start_time)
  ORDER BY date(calls.start_time)`;

/** Days with calls, oldest first. */
export async function readTrend(client: ClientBase, scope: ReportScope): Promise<readonly TrendRow[]> {
  const { rows } = await client.query<TrendRow>(READ_TREND, scopeValues(scope));
  return rows;
}
