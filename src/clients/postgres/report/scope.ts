import type { ReportScope } from '../../../domain/report-rows.ts';

/** Parameters $1 to $4 of the statements about calls. */
export function scopeValues(scope: ReportScope): (string | number | null)[] {
  return [scope.departmentId, scope.firstDay, scope.lastDay, scope.operatorId];
}

/** Rows of the old program may have none: those calls are a group of their own, under an id that no operator has. */
export const OPERATOR = 'coalesce(calls.operator_id, 0)';

/** Calls of the scope: by the expression that the index of `calls` is made of. */
export const IN_SCOPE = `calls.department_id = $1 AND date(calls.start_time) BETWEEN $2::date AND $3::date
  AND ($4::integer IS NULL OR ${OPERATOR} = $4)`;

/** Place of a call among those of its operator, newest first. Every statement that tells a place orders like this. */
export const RANK = `row_number() OVER (PARTITION BY ${OPERATOR} ORDER BY calls.start_time DESC, calls.id DESC)`;

/** The calls of the scope with their places: `placed (id, operator_id, start_time, rank)`. */
export const PLACED = `placed AS (
    SELECT calls.id, ${OPERATOR} AS operator_id, calls.start_time, ${RANK}::integer AS rank FROM calls WHERE ${IN_SCOPE}
  )`;

/** Rows of the old program may hold any word: as in answers, what is no known priority is a medium one. */
export const PRIORITY = "CASE WHEN lower(priority) IN ('high', 'low') THEN lower(priority) ELSE 'medium' END";
