import type { Pool } from 'pg';

import { leftOutColumns, leftOutTables } from './compared-columns.ts';

/** All rows that are compared, each as `table {…}`, in order. */
export type Contents = readonly string[];

/** What stands in a database, whatever serial numbers and times a night gave it. */
export async function readContents(pool: Pool): Promise<Contents> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  const compared = tables.filter(({ name }) => leftOutTables[name] === undefined);
  const selects = compared.map(({ name }) => {
    const columns = Object.keys(leftOutColumns[name] ?? {}).map((column) => `'${column}'`);
    return `SELECT '${name} ' || (to_jsonb(t) - ARRAY[${columns.join()}]::text[])::text AS row FROM "${name}" t`;
  });
  const { rows } = await pool.query<{ row: string }>(`${selects.join(' UNION ALL ')} ORDER BY row`);
  return rows.map(({ row }) => row);
}

/** How two databases differ, at most so many lines: rows that only one of them has. */
export function findDifferences(found: Contents, expected: Contents, most = 6): string[] {
  const count = new Map<string, number>();
  for (const row of expected) count.set(row, (count.get(row) ?? 0) + 1);
  for (const row of found) count.set(row, (count.get(row) ?? 0) - 1);
  const lines = [...count].flatMap(([row, n]) =>
    n === 0 ? [] : [`${n > 0 ? 'missing' : 'too many'} (${Math.abs(n)}): ${row.slice(0, 400)}`],
  );
  return lines.length <= most ? lines : [...lines.slice(0, most), `… and ${lines.length - most} more`];
}
