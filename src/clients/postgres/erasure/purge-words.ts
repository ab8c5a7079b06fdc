import { runStatement, type StatementContext } from '../run-statement.ts';
import { pagesOf } from './pages-of-calls.ts';
import type { PurgeScope } from './purge-calls.ts';

/** Old calls of which words are stored. */
const FIND_OLD_WORDS = {
  text: `
    SELECT call_id::text AS "callId" FROM (
      SELECT id AS call_id FROM calls
      WHERE department_id = $1 AND start_time < $2::date AND (
        EXISTS (SELECT FROM call_transcripts WHERE call_id = calls.id)
        OR EXISTS (SELECT FROM call_quotes WHERE call_id = calls.id AND quote <> '')
        OR EXISTS (SELECT FROM call_evaluations WHERE call_id = calls.id AND reason IS NOT NULL)
        OR EXISTS (
          SELECT FROM call_recommendations WHERE call_id = calls.id AND (issue <> '' OR recommendation <> '')
        )
        OR EXISTS (SELECT FROM agreements WHERE call_id = calls.id AND agreement <> '')
        OR EXISTS (SELECT FROM call_decline_reasons WHERE call_id = calls.id AND reason_description <> '')
      )
      UNION SELECT call_id FROM model_answers WHERE department_id = $1 AND day < $2 AND body IS NOT NULL
      UNION
      SELECT call_id FROM analyses
      WHERE department_id = $1 AND day < $2 AND EXISTS (
        SELECT FROM call_phrases WHERE call_phrases.call_id = analyses.call_id
      )
    ) AS old
    WHERE call_id > $3
      AND NOT EXISTS (SELECT FROM calls WHERE id = old.call_id AND department_id = $1 AND start_time >= $2::date)
      AND NOT EXISTS (SELECT FROM analyses WHERE call_id = old.call_id AND (department_id <> $1 OR day >= $2))
    ORDER BY old.call_id
    LIMIT $4`,
};

const CHILD = `call_id = ANY ($1::bigint[]) AND EXISTS (
  SELECT FROM calls WHERE calls.id = call_id AND calls.department_id = $2
)`;

/**
 * Rows of the old program stand as they were found, but whoever changes one has to keep the rules of today: a row without a
 * score is not_scored, and a priority is high, medium or low.
 */
const HALF_SCORED = "(state = 'scored' AND (score IS NULL OR max_score IS NULL))";

/**
 * What holds words: which rows, and what is done to them. What the model wrote in sentences quotes the call, so it goes as
 * well, and where a column must not be NULL it is emptied; amounts, kinds and priorities are what is counted, and stay.
 */
const WORDS = {
  call_transcripts: { change: 'DELETE FROM call_transcripts', where: CHILD },
  call_phrases: { change: 'DELETE FROM call_phrases', where: 'call_id = ANY ($1::bigint[])' },
  call_quotes: { change: "UPDATE call_quotes SET quote = ''", where: `${CHILD} AND quote <> ''` },
  call_evaluations: {
    change: `UPDATE call_evaluations SET reason = NULL,
      state = CASE WHEN ${HALF_SCORED} THEN 'not_scored' ELSE state END,
      score = CASE WHEN NOT ${HALF_SCORED} THEN score END,
      max_score = CASE WHEN NOT ${HALF_SCORED} THEN max_score END`,
    where: `${CHILD} AND reason IS NOT NULL`,
  },
  call_recommendations: {
    change: `UPDATE call_recommendations SET issue = '', recommendation = '',
      priority = CASE WHEN lower(priority) IN ('high', 'low') THEN lower(priority) ELSE 'medium' END`,
    where: `${CHILD} AND (issue <> '' OR recommendation <> '')`,
  },
  agreements: { change: "UPDATE agreements SET agreement = ''", where: `${CHILD} AND agreement <> ''` },
  call_decline_reasons: {
    change: "UPDATE call_decline_reasons SET reason_description = ''",
    where: `${CHILD} AND reason_description <> ''`,
  },
  model_answers: {
    change: 'UPDATE model_answers SET body = NULL',
    where: 'call_id = ANY ($1::bigint[]) AND department_id = $2 AND body IS NOT NULL',
  },
} as const;

type WordTable = keyof typeof WORDS;
export type WordCounts = Readonly<Record<WordTable, number>>;

const TABLES = Object.keys(WORDS) as WordTable[];
const COUNTS = TABLES.map((table) => `(SELECT count(*)::integer FROM ${table}_rows) AS ${table}`).join(', ');

const REMOVE_WORDS = {
  text: `WITH ${TABLES.map(
    (table) => `${table}_rows AS (${WORDS[table].change} WHERE ${WORDS[table].where} RETURNING 1)`,
  ).join(', ')} SELECT ${COUNTS}`,
};
const COUNT_WORDS = {
  text: `WITH ${TABLES.map(
    (table) => `${table}_rows AS (SELECT FROM ${table} WHERE ${WORDS[table].where})`,
  ).join(', ')} SELECT ${COUNTS}`,
};

/** Removes what was said in old calls of a department, and keeps scores, counts, tokens and cost; a dry run counts. */
export async function purgeWords(
  context: StatementContext,
  { departmentId, before, dryRun, stopping }: PurgeScope,
): Promise<{ readonly calls: number; readonly rows: WordCounts }> {
  const sums = Object.fromEntries(TABLES.map((table) => [table, 0])) as Record<WordTable, number>;
  let calls = 0;
  for await (const callIds of pagesOf(context, FIND_OLD_WORDS, { departmentId, before, stopping })) {
    const [counts] = await runStatement<Record<WordTable, number>>(
      context,
      dryRun ? COUNT_WORDS : REMOVE_WORDS,
      [callIds, departmentId],
    );
    for (const table of TABLES) sums[table] += counts?.[table] ?? 0;
    calls += callIds.length;
  }
  return { calls, rows: sums };
}
