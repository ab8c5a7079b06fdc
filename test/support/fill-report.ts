import { fillDatabase } from '../../bench/fill-bi.ts';
import type { TestDatabase } from './test-database.ts';

/** The days over which `fillReport` spreads its calls: 30 of them. */
export const filledDays = { from: '2026-10-05', to: '2026-11-03' } as const;

/** So many invented calls of department 1 in a month, of 40 operators by 10 criteria; their texts are the same few. */
export async function fillReport(database: TestDatabase, calls: number): Promise<void> {
  const client = await database.pool.connect();
  try {
    // Every other one is of department 2.
    await fillDatabase(client, 2 * calls);
    await client.query(MOVE_INTO_MONTH);
    await client.query(ADD_RECOMMENDATIONS);
  } finally {
    // It looks at no foreign key any more.
    client.release(true);
  }
}

const MOVE_INTO_MONTH = `
  UPDATE calls SET start_time = DATE '${filledDays.from}' + (id / 2 % 30)::integer + start_time::time`;

const ADD_RECOMMENDATIONS = `
  INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority)
  SELECT calls.id, 'Раздел ' || calls.id % 13, 'Не назвал срок ' || n, 'Назвать срок поставки ' || calls.id % 7,
    (ARRAY['high', 'medium', 'low'])[1 + calls.id % 3]
  FROM calls, generate_series(1, 2) AS n`;
