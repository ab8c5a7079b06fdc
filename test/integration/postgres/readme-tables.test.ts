import { afterAll, beforeAll, expect, it } from 'vitest';

import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { codeSpans, readDocument, readmes } from '../../unit/docs/documents.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Words in backticks that are values or settings, not columns. */
const values =
  /^(scored|not_applicable|not_scored|exact|close|wrong_speaker|not_found|header|price_table|unknown|high|medium|low|segmentId|[A-Z_]+)$/u;

/** First table named in a row → its other names in backticks, of the chapter about tables for BI. */
function namedIn(readme: string): Map<string, string[]> {
  const [, chapter = ''] = readDocument(readme).split(/^## (?:Tables for BI|Таблицы для BI)$/mu);
  const rows = (chapter.split(/^## /mu)[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((row) => {
      const [first = '', ...rest] = row.slice(1).split(' | ');
      return [codeSpans(first)[0] ?? '', codeSpans(rest.join()).filter((name) => !values.test(name))];
    }),
  );
}

it.each(readmes)(
  '%s names tables and columns for BI that are there, the new ones among them',
  async (readme) => {
    const { rows } = await database.pool.query<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    const known = new Set(rows.flatMap(({ table, column }) => [table, `${table}.${column}`]));
    const named = [...namedIn(readme)].flatMap(([table, columns]) => [
      table,
      ...columns.map((column) => `${table}.${column}`),
    ]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    const expected = ['call_quotes.finding', 'evidence_shares.unsupported_share', 'calls.final_percentage'];
    expect(named).toEqual(
      expect.arrayContaining([
        ...expected,
        'calls.critical_failed',
        'calls.scored_share',
        'analyses.cost_source',
      ]),
    );
  },
);

it('both READMEs name the same', () => {
  expect([...namedIn('README.ru.md')]).toEqual([...namedIn('README.md')]);
});
