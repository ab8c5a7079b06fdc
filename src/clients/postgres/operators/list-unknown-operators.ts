import type { Pool } from 'pg';
import { OperatorDirectory, type Operator } from '../../../domain/operator-directory.ts';
import { writeOperatorsCsv } from './operators-csv.ts';

const LIST_UNKNOWN_OPERATORS = `
  SELECT coalesce(operator_name, '') AS "fullName", operator_login AS "tbankLogin", count(*)::integer AS calls
  FROM call_ledger
  WHERE department_id = $1 AND state = 'unknown_operator' AND (operator_name IS NOT NULL OR operator_login IS NOT NULL)
  GROUP BY 1, 2
  ORDER BY calls DESC, 1, 2`;

const LIST_OPERATORS = `
  SELECT id::integer AS id, full_name AS "fullName", tbank_login AS "tbankLogin"
  FROM operators
  WHERE department_id = $1 AND full_name IS NOT NULL`;

interface UnknownOperator {
  fullName: string;
  tbankLogin: string | null;
  calls: number;
}

/**
 * Names that calls of the department carried and its directory lacks, the most frequent first, as a CSV file that can be
 * corrected and imported. Names that were added meanwhile are left out, and so are those of inactive operators.
 */
export async function listUnknownOperators(pool: Pool, departmentId: number): Promise<string> {
  const unknown = await pool.query<UnknownOperator>(LIST_UNKNOWN_OPERATORS, [departmentId]);
  const directory = new OperatorDirectory((await pool.query<Operator>(LIST_OPERATORS, [departmentId])).rows);
  const stillUnknown = unknown.rows.filter(
    ({ fullName, tbankLogin }) =>
      directory.match({ operatorName: fullName, operatorLogin: tbankLogin }).kind === 'unknown',
  );
  return writeOperatorsCsv(stillUnknown.map((operator) => ({ ...operator, departmentId })));
}
