import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { codeSpans, readDocument, tableRows } from '../../unit/docs/documents.ts';

/** A view with its meaning and its columns in their order. */
interface Described {
  readonly view: string;
  readonly meaning: string | null;
  readonly columns: readonly (readonly [name: string, meaning: string | null])[];
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function readComments(): Promise<Described[]> {
  const { rows } = await database.pool.query<Described>(`
    SELECT relname AS view, obj_description(pg_class.oid) AS meaning,
      json_agg(json_build_array(attname, col_description(pg_class.oid, attnum)) ORDER BY attnum) AS columns
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND relname LIKE 'bi\\_%'
    GROUP BY pg_class.oid`);
  return byName(rows);
}

function readDocumentation(): Described[] {
  const described = readDocument('docs/bi.md')
    .split(/^### /mu)
    .slice(1)
    .filter((chapter) => chapter.startsWith('`bi_'))
    .map((chapter) => {
      const [heading = '', , meaning = ''] = chapter.split('\n');
      const columns = tableRows(chapter).map(
        ([name = '', text = '']) => [codeSpans(name)[0] ?? name, text] as const,
      );
      return { view: codeSpans(heading)[0] ?? '', meaning, columns };
    });
  return byName(described);
}

/** In the database they stand in the order in which migrations made them. */
function byName(views: readonly Described[]): Described[] {
  return [...views].sort((one, other) => (one.view < other.view ? -1 : 1));
}

test('docs/bi.md and the comments in the database say the same of every view and column', async () => {
  const views = await readComments();
  expect(views.length).toBeGreaterThan(9);
  expect(readDocumentation()).toEqual(views);
});
