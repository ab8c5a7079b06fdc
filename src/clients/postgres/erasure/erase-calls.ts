import { runStatement, type StatementContext } from '../run-statement.ts';

/**
 * Everything that hangs on a call, children before parents; `$1` are the calls, `$2` the department, NULL for all. A test
 * compares the list with the tables that have a `call_id`.
 */
const OF_DEPARTMENT = '($2::integer IS NULL OR department_id = $2)';
const CHILD = `call_id = ANY ($1::bigint[]) AND EXISTS (SELECT FROM calls WHERE calls.id = call_id AND ${OF_DEPARTMENT})`;
const RECORD = `call_id = ANY ($1::bigint[]) AND ${OF_DEPARTMENT}`;
const ERASED = {
  call_transcripts: CHILD,
  call_evaluations: CHILD,
  call_quotes: CHILD,
  call_recommendations: CHILD,
  agreements: CHILD,
  call_decline_reasons: CHILD,
  calls: `id = ANY ($1::bigint[]) AND ${OF_DEPARTMENT}`,
  analyses: RECORD,
  model_answers: RECORD,
  // What another department's analysis was made from stays with it.
  call_phrases: `call_id = ANY ($1::bigint[]) AND ($2::integer IS NULL OR NOT EXISTS (
    SELECT FROM analyses WHERE analyses.call_id = call_phrases.call_id AND analyses.department_id <> $2
  ))`,
  log_entries: RECORD,
} as const;

type ErasedTable = keyof typeof ERASED;
export type RowCounts = Readonly<Record<ErasedTable | 'call_ledger', number>>;

const TABLES = Object.keys(ERASED) as ErasedTable[];

export const noRows = Object.fromEntries([...TABLES, 'call_ledger'].map((table) => [table, 0])) as RowCounts;

export function sumRows(first: RowCounts, second: RowCounts): RowCounts {
  return Object.fromEntries(
    Object.entries(first).map(([table, count]) => [table, count + second[table as keyof RowCounts]]),
  ) as RowCounts;
}

/** What the ledger keeps of the erased calls: which rows are concerned, and what is written into them. */
export interface LedgerErasure {
  /** A condition on `call_ledger`; may use `$1` and `$2`. */
  readonly where: string;
  readonly set: string;
}

/** Removes the calls in one transaction, safe to be sent twice; returns how many rows of each table went, or changed. */
export async function eraseCalls(
  context: StatementContext,
  callIds: readonly number[],
  departmentId: number | null,
  ledger: LedgerErasure,
): Promise<RowCounts> {
  const parts = TABLES.map(
    (table) => `${table}_rows AS (DELETE FROM ${table} WHERE ${ERASED[table]} RETURNING 1)`,
  );
  const update = `call_ledger_rows AS (UPDATE call_ledger SET ${ledger.set} WHERE ${ledger.where} RETURNING 1)`;
  const counts = [...TABLES, 'call_ledger'].map(
    (table) => `(SELECT count(*)::integer FROM ${table}_rows) AS ${table}`,
  );
  const text = `WITH ${[...parts, update].join(', ')} SELECT ${counts.join(', ')}`;
  const [row] = await runStatement<RowCounts & Record<string, unknown>>(context, { text }, [
    callIds,
    departmentId,
  ]);
  return row ?? noRows;
}

/** The same counts, and nothing is changed. */
export async function countCalls(
  context: StatementContext,
  callIds: readonly number[],
  departmentId: number | null,
  ledger: Pick<LedgerErasure, 'where'>,
): Promise<RowCounts> {
  const counts = TABLES.map(
    (table) => `(SELECT count(*)::integer FROM ${table} WHERE ${ERASED[table]}) AS ${table}`,
  );
  const text = `SELECT ${counts.join(', ')}, (SELECT count(*)::integer FROM call_ledger WHERE ${ledger.where}) AS call_ledger`;
  const [row] = await runStatement<RowCounts & Record<string, unknown>>(context, { text }, [
    callIds,
    departmentId,
  ]);
  return row ?? noRows;
}
