import type { ClientBase } from 'pg';
import type { AgreementRows, ReportScope } from '../../../domain/report-rows.ts';
import { IN_SCOPE, OPERATOR, PLACED, scopeValues } from './scope.ts';

/** Agreements told one by one. */
const LARGEST = 50;

const SUM_AGREEMENTS = `
  SELECT ${OPERATOR} AS "operatorId", count(*)::integer AS count, count(amount)::integer AS "withAmount",
    sum(amount)::text AS sum
  FROM calls JOIN agreements ON agreements.call_id = calls.id
  WHERE ${IN_SCOPE}
  GROUP BY 1
  ORDER BY sum(amount) DESC NULLS LAST, count(*) DESC, 1`;

const LIST_LARGEST = `
  WITH ${PLACED}
  SELECT placed.id::text AS "callId", placed.operator_id AS "operatorId", placed.rank,
    to_char(placed.start_time, 'YYYY-MM-DD HH24:MI') AS "startTime", amount::text AS amount, coalesce(agreement, '') AS agreement
  FROM placed JOIN agreements ON agreements.call_id = placed.id
  ORDER BY agreements.amount DESC NULLS LAST, placed.start_time DESC, placed.id, agreements.ctid
  LIMIT ${LARGEST}`;

/** Sums by operator, and the largest agreements of all. */
export async function listAgreements(client: ClientBase, scope: ReportScope): Promise<AgreementRows> {
  const sums = await client.query<AgreementRows['byOperator'][number]>(SUM_AGREEMENTS, scopeValues(scope));
  const largest = await client.query<AgreementRows['largest'][number]>(LIST_LARGEST, scopeValues(scope));
  return { byOperator: sums.rows, largest: largest.rows };
}
