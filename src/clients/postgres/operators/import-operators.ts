import type { Pool, PoolClient } from 'pg';
import { StopRunError } from '../../../domain/errors.ts';
import { explainConnectionError } from '../explain-connection-error.ts';
import { getSqlState } from '../sql-state.ts';
import { applyImport } from './apply-import.ts';
import { parseOperatorsCsv } from './operators-csv.ts';
import { type Directory, planImport } from './plan-import.ts';

const READ_DEPARTMENTS = 'SELECT id::integer AS id FROM departments';
const READ_OPERATORS = `
  SELECT id::integer AS id, full_name AS "fullName", tbank_login AS "tbankLogin",
    department_id::integer AS "departmentId"
  FROM operators
  FOR UPDATE`;

/** How many operators are new and how many were there. */
export interface ImportReport {
  readonly added: number;
  readonly updated: number;
}

/**
 * Takes over the operators of a CSV file, all of them or none.
 * @throws StopRunError naming every line that cannot be taken.
 */
export async function importOperators(pool: Pool, text: string): Promise<ImportReport> {
  const file = parseOperatorsCsv(text);
  if (!file.ok) throw refuseFile(file.problems);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const plan = planImport(file.lines, await readDirectory(client));
    if (!plan.ok) throw refuseFile(plan.problems);
    await applyImport(client, plan.planned);
    await client.query('COMMIT');
    const added = plan.planned.filter(({ kind }) => kind === 'add').length;
    return { added, updated: plan.planned.length - added };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw explainFailure(error);
  } finally {
    client.release();
  }
}

/** Two imports at once wait for each other: the second one must see what the first one added. */
async function readDirectory(client: PoolClient): Promise<Directory> {
  await client.query('LOCK TABLE operators IN SHARE ROW EXCLUSIVE MODE');
  const departments = await client.query<{ id: number }>(READ_DEPARTMENTS);
  const operators = await client.query<Directory['operators'][number]>(READ_OPERATORS);
  return { departmentIds: new Set(departments.rows.map(({ id }) => id)), operators: operators.rows };
}

/** The server's message names columns and constraints; what was in them it says elsewhere. */
function explainFailure(error: unknown): unknown {
  const explained = explainConnectionError(error);
  const state = getSqlState(explained);
  if (state === undefined || !(explained instanceof Error)) return explained;
  const message = `Nothing was imported, the database refuses it: ${explained.message} (${state})`;
  return new StopRunError('operators_file', message, { cause: error });
}

function refuseFile(problems: readonly string[]): StopRunError {
  return new StopRunError('operators_file', ['Nothing was imported.', ...problems].join('\n'));
}
