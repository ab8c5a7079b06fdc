import type { Day } from '../../../domain/call.ts';
import { runStatement, type Statement, type StatementContext } from '../run-statement.ts';

/** Calls changed by one transaction. */
const callsAtOnce = 200;
/** Less than every id: those of malformed entries are negative. */
const beforeAll = '-9223372036854775808';

/**
 * The calls that a statement finds, page by page in the order of their ids, until there are none or a stop.
 * @param statement gives `callId` for department `$1`, day `$2`, after id `$3`, at most `$4`
 */
export async function* pagesOf(
  context: StatementContext,
  statement: Statement,
  scope: { readonly departmentId: number; readonly before: Day; readonly stopping: AbortSignal },
): AsyncGenerator<number[], void, undefined> {
  let last = beforeAll;
  while (!scope.stopping.aborted) {
    const found = await runStatement<{ callId: string }>(context, statement, [
      ...[scope.departmentId, scope.before, last, callsAtOnce],
    ]);
    const end = found.at(-1)?.callId;
    if (end === undefined) return;
    yield found.map(({ callId }) => Number(callId));
    last = end;
  }
}
