import type { ClientBase } from 'pg';
import { DatabaseSetupError } from '../../database-setup-error.ts';
import { DIRECTORY_TABLES, OLD_TABLES, OWN_TABLES } from './old-columns.ts';
import {
  countRepeatedLogins,
  countUnusableIds,
  type FoundColumn,
  type FoundTable,
  hasBothDepartments,
  readFoundColumns,
  readFoundTables,
} from './read-old-tables.ts';
import { judgeColumn } from './judge-column.ts';

/** Foreign keys of CallQ's tables point at these. */
const KEYED_TABLES = [...DIRECTORY_TABLES, 'calls'];

/**
 * Looks at tables that are there before the first migration, and returns warnings. Reads the catalog and counts.
 * @throws DatabaseSetupError listing, all together, what CallQ cannot work with and the command that mends it.
 */
export async function checkOldTables(client: ClientBase): Promise<string[]> {
  const found = await readFoundTables(client, Object.keys(OLD_TABLES));
  const foreign = await readFoundTables(client, OWN_TABLES);
  const problems = [
    ...foreign.map(
      ({ table }) =>
        `Table ${table} exists and is not CallQ's: rename it, or give CallQ a schema of its own.`,
    ),
    ...found.flatMap(judgeTable),
  ];
  const tables = found.filter((table) => judgeTable(table).length === 0);
  const columns = await readFoundColumns(
    client,
    tables.map(({ table }) => table),
  );
  const insertsDepartments =
    !tables.some(({ table }) => table === 'departments') || !(await hasBothDepartments(client));
  const judgements = columns.map((column) => judgeColumn(column, insertsDepartments));
  problems.push(
    ...judgements.flatMap((judgement) => judgement.problems),
    ...(await judgeKeys(client, tables, columns)),
  );
  if (problems.length > 0) {
    throw new DatabaseSetupError(['The tables of this database cannot be adopted as they are:', ...problems]);
  }
  return judgements.flatMap((judgement) => judgement.warnings);
}

function judgeTable(found: FoundTable): string[] {
  const { table } = found;
  if (found.kind !== 'r')
    return [`${table} is no ordinary table: rename it, or give CallQ a schema of its own.`];
  if (!found.isInCurrentSchema) {
    return [
      `Table ${table} lies in another schema than new tables would: set the user's search_path to its schema.`,
    ];
  }
  if (!found.isOwned) {
    return [`Table ${table} belongs to ${found.owner}: run \`callq db migrate\` as that user.`];
  }
  return [];
}

/** Rows that would not let a key be made. */
async function judgeKeys(
  client: ClientBase,
  tables: readonly FoundTable[],
  columns: readonly FoundColumn[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const { table, hasIdKey } of tables) {
    if (!KEYED_TABLES.includes(table) || hasIdKey) continue;
    if (!columns.some((column) => column.table === table && column.column === 'id')) {
      problems.push(`${table} has no column id.`);
      continue;
    }
    const unusable = await countUnusableIds(client, table);
    if (unusable > 0) {
      problems.push(`${table}.id cannot become a key: ${unusable} ids are missing or stand in several rows.`);
    }
  }
  const login = columns.find(({ table, column }) => table === 'operators' && column === 'tbank_login');
  if (login && judgeColumn(login, false).problems.length === 0) {
    const repeated = await countRepeatedLogins(client);
    if (repeated > 0) problems.push(`operators.tbank_login: ${repeated} logins stand in several rows.`);
  }
  return problems;
}
