import type { Operator } from '../../../domain/operator-directory.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const LIST_ACTIVE_OPERATORS = {
  text: `
    SELECT id::integer AS id, full_name AS "fullName", tbank_login AS "tbankLogin"
    FROM operators
    WHERE department_id = $1 AND active AND full_name IS NOT NULL
    ORDER BY id`,
};

/** Whose calls are analysed. */
export function listActiveOperators(context: StatementContext, departmentId: number): Promise<Operator[]> {
  return runStatement<{ id: number; fullName: string; tbankLogin: string | null }>(
    context,
    LIST_ACTIVE_OPERATORS,
    [departmentId],
  );
}
