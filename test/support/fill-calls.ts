import type { Pool } from 'pg';

/** Invented calls of one day, one a second from 8 o'clock, each with two criteria, a recommendation and an agreement. */
export async function fillCalls(
  pool: Pool,
  facts: { readonly day: string; readonly count: number; readonly firstId: number; readonly reason?: string },
): Promise<void> {
  const { day, count, firstId, reason = 'поздоровался' } = facts;
  await pool.query(
    `INSERT INTO calls (id, start_time, finish_time, started_at, operator_id, department_id, phone_number,
       total_score, max_score, performance_percentage)
     SELECT $2::bigint + n, $1::date + interval '8 hours' + n * interval '1 second',
       CASE WHEN n % 5 > 0 THEN $1::date + interval '8 hours' + n * interval '1 second' + interval '90 seconds' END,
       now(), (SELECT min(id) FROM operators WHERE department_id = 1), 1,
       '+7999' || lpad((n % 10000000)::text, 7, '0'), n % 11, 10, (n % 11) * 10
     FROM generate_series(0, $3::integer - 1) AS n`,
    [day, firstId, count],
  );
  const range = 'generate_series($1::bigint, $1::bigint + $2::integer - 1) AS id';
  await pool.query(
    `INSERT INTO call_evaluations (call_id, position, category, criterion, score, max_score, reason, state, unsupported)
     SELECT id, position, 'Контакт', 'Критерий ' || position, CASE WHEN position = 1 THEN 7.5 END,
       CASE WHEN position = 1 THEN 10 END, $3, CASE WHEN position = 1 THEN 'scored' ELSE 'not_scored' END,
       CASE WHEN position = 1 THEN false END
     FROM ${range}, generate_series(1, 2) AS position`,
    [firstId, count, reason],
  );
  await pool.query(
    `INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority)
     SELECT id, 'Контакт', 'не назвал имя', 'назвать имя', 'high' FROM ${range}`,
    [firstId, count],
  );
  await pool.query(
    `INSERT INTO agreements (call_id, amount, agreement) SELECT id, 1500.5, 'привезти в среду' FROM ${range}`,
    [firstId, count],
  );
  await pool.query('ANALYZE calls, call_evaluations, call_recommendations, agreements');
}
