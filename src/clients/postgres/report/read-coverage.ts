import type { ClientBase } from 'pg';
import type { CoverageRows, ReportScope } from '../../../domain/report-rows.ts';

/** Days without a run, or one that was never listed to its end, make the sum unknown. */
const READ_LISTED = `
  SELECT count(*)::integer AS "daysRun",
    CASE WHEN count(*) > 0 AND count(*) = count(listing.day)
      THEN coalesce(sum(cardinality(listing.call_ids) + cardinality(listing.vanished_ids)), 0)::integer
    END AS listed
  FROM (
    SELECT DISTINCT day FROM runs WHERE department_id = $1 AND day BETWEEN $2::date AND $3::date
  ) AS nights
  LEFT JOIN day_listings AS listing ON listing.department_id = $1 AND listing.day = nights.day`;

const COUNT_STATES = `
  SELECT state,
    CASE state WHEN 'pending' THEN reason WHEN 'failed' THEN failure_stage || '/' || failure_class END AS detail,
    count(*)::integer AS count
  FROM call_ledger
  WHERE department_id = $1 AND day BETWEEN $2::date AND $3::date
  GROUP BY 1, 2
  ORDER BY 3 DESC, 1, 2`;

/** A run that was killed has no sum of its own, but its answers were paid for; of a purged day only the sum is left. */
const READ_SPENDING = `
  SELECT sum(CASE WHEN runs.finished_at IS NULL THEN received.cost ELSE runs.cost_usd END)::text AS "costUsd",
    coalesce(sum(received.answers), 0)::integer AS answers,
    coalesce(sum(received.without_cost), 0)::integer AS "answersWithoutCost"
  FROM runs
  CROSS JOIN LATERAL (
    SELECT sum(cost_usd) AS cost, count(*) AS answers, count(*) FILTER (WHERE cost_usd IS NULL) AS without_cost
    FROM model_answers WHERE model_answers.run_id = runs.id
  ) AS received
  WHERE runs.department_id = $1 AND runs.day BETWEEN $2::date AND $3::date`;

/** What was listed on these days, what became of it, and what it cost. */
export async function readCoverage(client: ClientBase, scope: ReportScope): Promise<CoverageRows> {
  const values = [scope.departmentId, scope.firstDay, scope.lastDay];
  const listed = await client.query<Pick<CoverageRows, 'listed' | 'daysRun'>>(READ_LISTED, values);
  const states = await client.query<CoverageRows['states'][number]>(COUNT_STATES, values);
  const spending = await client.query<CoverageRows['spending']>(READ_SPENDING, values);
  return {
    ...(listed.rows[0] ?? { listed: null, daysRun: 0 }),
    states: states.rows,
    spending: spending.rows[0] ?? { costUsd: null, answers: 0, answersWithoutCost: 0 },
  };
}
