import type { Day } from '../../../domain/call.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const READ_AVERAGE_PERCENTAGE = {
  text: `
    SELECT avg(performance_percentage)::double precision AS average FROM calls
    WHERE date(start_time) = $1 AND department_id = $2`,
};

/** Over the calls of the day that are stored now; NULL without any. */
export async function readAveragePercentage(
  context: StatementContext,
  departmentId: number,
  day: Day,
): Promise<number | null> {
  const [row] = await runStatement<{ average: number | null }>(context, READ_AVERAGE_PERCENTAGE, [
    day,
    departmentId,
  ]);
  return row?.average ?? null;
}
