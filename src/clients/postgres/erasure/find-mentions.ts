import { runStatement, type Statement, type StatementContext } from '../run-statement.ts';

/** So many calls of one place are searched by one statement. */
const callsAtOnce = 2000;

/** Digits of each line: what stands between them does not matter, a line is never read on into the next one. */
const digitsOf = (...columns: readonly string[]): string =>
  `regexp_replace(concat_ws(chr(10), ${columns.join(', ')}), '[^0-9\\n]', '', 'g')`;

/**
 * Where words of a call stand, those of the model included; rows of the old program have call_transcripts and no phrases.
 * A body is JSON in bytes: bytes that are no ASCII are taken out first, because they are written in digits, and the marks of
 * JSON end a number.
 */
const PLACES = {
  call_phrases: digitsOf('text'),
  call_transcripts: digitsOf('transcript'),
  call_quotes: digitsOf('quote'),
  call_evaluations: digitsOf('reason'),
  call_recommendations: digitsOf('category', 'issue', 'recommendation'),
  agreements: digitsOf('agreement'),
  call_decline_reasons: digitsOf('reason_type', 'reason_description', 'product_category'),
  model_answers: `regexp_replace(
    regexp_replace(encode(body, 'escape'), '\\\\[0-7]{3}', '', 'g'), '[^0-9",:{}]', '', 'g'
  )`,
} as const;

type Place = keyof typeof PLACES;

/** Ids of calls by the table in which their words hold the number. */
export type Mentions = Readonly<Record<Place, readonly number[]>>;

function findIn(place: Place): Statement {
  return {
    text: `
      WITH page AS (
        SELECT DISTINCT call_id FROM ${place} WHERE call_id > $1 ORDER BY call_id LIMIT $2
      )
      SELECT (SELECT max(call_id) FROM page)::text AS last, ARRAY(
        SELECT page.call_id::text FROM page
        WHERE EXISTS (
          SELECT FROM ${place} AS said
          WHERE said.call_id = page.call_id AND ${PLACES[place]} LIKE '%' || $3::text || '%'
        )
        ORDER BY page.call_id
      ) AS "callIds"`,
  };
}

/** Calls in one of whose texts the digits stand in a row; words («девятьсот двенадцать») are not found. */
export async function findMentions(context: StatementContext, digits: string): Promise<Mentions> {
  const found: Record<string, readonly number[]> = {};
  for (const place of Object.keys(PLACES) as Place[]) {
    found[place] = await searchPlace(context, findIn(place), digits);
  }
  return found as Mentions;
}

async function searchPlace(
  context: StatementContext,
  statement: Statement,
  digits: string,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (let last: string | null = '0'; last !== null;) {
    const rows: { last: string | null; callIds: string[] }[] = await runStatement(context, statement, [
      ...[last, callsAtOnce, digits],
    ]);
    found.push(...(rows[0]?.callIds ?? []).map(Number));
    last = rows[0]?.last ?? null;
  }
  return found;
}
