import type { Projection } from '../../../domain/ports.ts';
import type { Transcript } from '../../../domain/transcript.ts';
import { renderTranscript } from '../../../domain/transcript.ts';
import { type BoundValue, toJson } from '../bind-values.ts';

const CHILDREN = [
  'call_transcripts',
  'call_evaluations',
  'call_recommendations',
  'agreements',
  'call_decline_reasons',
  'call_quotes',
];

/**
 * Parts of a statement that put the rows of a projection in the place of the old children of the call that a part named
 * `call` returns, and keep the evidence of the one that a part named `analysis` returns. Parts run in no fixed order:
 * `cleared` is read before a row is made.
 * @param first number of the first of the six values of `toChildValues`
 */
export function replaceChildren(first: number): string {
  const [transcript, evaluations, recommendations, agreements, declineReasons, quotes] = Array.from(
    { length: 6 },
    (_, index) => `$${first + index}`,
  );
  return `${CHILDREN.map(
    (table) => `old_${table} AS (
      DELETE FROM ${table} WHERE call_id = $1 AND EXISTS (SELECT FROM call) RETURNING call_id
    )`,
  ).join(', ')}, cleared AS (
      SELECT ${CHILDREN.map((table) => `(SELECT count(*) FROM old_${table})`).join(' + ')} AS rows
    ), transcript AS (
      INSERT INTO call_transcripts (call_id, transcript)
      SELECT call.id, ${transcript} FROM cleared, call WHERE cleared.rows >= 0
    ), evaluations AS (
      INSERT INTO call_evaluations (
        call_id, position, criterion_id, category, criterion, reason, state, score, max_score, unsupported
      )
      SELECT call.id, new.position, new.criterion_id, new.category, new.criterion, new.reason,
        new.state, new.score, CASE WHEN new.state = 'scored' THEN new.maximum END, new.unsupported
      FROM cleared, call, ROWS FROM (jsonb_to_recordset(${evaluations}::jsonb) AS (
        "criterionId" text, category text, criterion text, maximum numeric, state text, score numeric, reason text,
        unsupported boolean
      )) WITH ORDINALITY AS new (
        criterion_id, category, criterion, maximum, state, score, reason, unsupported, position
      )
      WHERE cleared.rows >= 0
    ), evidence AS (
      INSERT INTO analysis_evidence (analysis_id, criterion_id, unsupported)
      SELECT analysis.id, new."criterionId", new.unsupported
      FROM analysis, jsonb_to_recordset(${evaluations}::jsonb) AS new ("criterionId" text, unsupported boolean)
      WHERE new.unsupported IS NOT NULL
      ON CONFLICT DO NOTHING
    ), recommendations AS (
      INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority)
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset(${recommendations}::jsonb) AS new (
        category text, issue text, recommendation text, priority text
      )
      WHERE cleared.rows >= 0
    ), agreed AS (
      INSERT INTO agreements (call_id, amount, agreement)
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset(${agreements}::jsonb) AS new (
        amount numeric, agreement text
      )
      WHERE cleared.rows >= 0
    ), declined AS (
      INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category)
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset(${declineReasons}::jsonb) AS new (
        "reasonType" text, "reasonDescription" text, "productCategory" text
      )
      WHERE cleared.rows >= 0
    ), quoted AS (
      INSERT INTO call_quotes (
        call_id, position, quote_number, criterion_id, speaker, quote, finding, phrase_index, start_second
      )
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset(${quotes}::jsonb) AS new (
        position smallint, quote_number smallint, criterion_id text, speaker text, quote text, finding text,
        phrase_index integer, start_second integer
      )
      WHERE cleared.rows >= 0
    )`;
}

/** The six values of `replaceChildren`, in its order. */
export function toChildValues(projection: Projection | null, transcript: Transcript): BoundValue[] {
  const { evaluations = [], recommendations = [], agreements = [], declineReasons = [] } = projection ?? {};
  return [
    renderTranscript(transcript),
    ...[evaluations, recommendations, agreements, declineReasons].map(toJson),
    toQuoteRows(evaluations),
  ];
}

function toQuoteRows(evaluations: Projection['evaluations']): string {
  return toJson(
    evaluations.flatMap(({ criterionId, quotes }, criterion) =>
      quotes.map((quote, number) => ({
        position: criterion + 1,
        quote_number: number + 1,
        criterion_id: criterionId,
        speaker: quote.speaker,
        quote: quote.text,
        finding: quote.finding,
        phrase_index: quote.phraseIndex,
        start_second: quote.startSecond,
      })),
    ),
  );
}
