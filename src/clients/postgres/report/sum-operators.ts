import type { ClientBase } from 'pg';
import type { OperatorRow, ReportScope } from '../../../domain/report-rows.ts';
import { IN_SCOPE, OPERATOR, scopeValues } from './scope.ts';

const sumsOf = (column: string): string => `json_build_object(
      'count', count(${column}), 'sum', coalesce(sum(${column}), 0)::float8,
      'squares', coalesce(sum(${column}::numeric * ${column}), 0)::float8
    )`;

const SUM_OPERATORS = `
  SELECT summed.*, operators.full_name AS "fullName", offices.name AS office, supervisors.full_name AS supervisor
  FROM (
    SELECT ${OPERATOR} AS "operatorId", count(*)::integer AS calls,
      ${sumsOf('performance_percentage')} AS score, ${sumsOf('final_percentage')} AS "finalScore",
      count(*) FILTER (WHERE critical_failed)::integer AS "criticalFailed"
    FROM calls
    WHERE ${IN_SCOPE}
    GROUP BY 1
  ) AS summed
  LEFT JOIN operators ON operators.id = summed."operatorId"
  LEFT JOIN offices ON offices.id = operators.office_id
  LEFT JOIN supervisors ON supervisors.id = operators.supervisor_id
  ORDER BY operators.full_name, summed."operatorId"`;

/** Operators with calls in the scope, by name. */
export async function sumOperators(client: ClientBase, scope: ReportScope): Promise<readonly OperatorRow[]> {
  const { rows } = await client.query<OperatorRow>(SUM_OPERATORS, scopeValues(scope));
  return rows;
}
