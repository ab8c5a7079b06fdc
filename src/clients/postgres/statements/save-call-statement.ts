import { LEDGER_COLUMNS, LEDGER_ROW, ON_LEDGER_CONFLICT } from './ledger-rows.ts';

const CHILDREN = [
  'call_transcripts',
  'call_evaluations',
  'call_recommendations',
  'agreements',
  'call_decline_reasons',
  'call_quotes',
];

/**
 * Everything of one call in one statement, so that it is there whole or not at all, in one round trip. Parts of a
 * statement run in no fixed order: where the old rows must be gone first, `cleared` is read before a row is made.
 * The rows of a call that another department has stored stay as they are, and then `saved` says no.
 */
export const SAVE_CALL = {
  name: 'save_call',
  text: `
    WITH known AS (
      SELECT id FROM analyses
      WHERE call_id = $1 AND CASE WHEN $6::bigint IS NOT NULL THEN id = $6 ELSE answer_ids = $8::bigint[] END
      LIMIT 1
    ), added AS (
      INSERT INTO analyses (
        call_id, department_id, day, run_id, transcript_fingerprint, requests, answer_ids, checklist_fingerprint,
        prompt_fingerprint, instructions_fingerprint, asked_model, answering_model, verdict, input_tokens,
        cached_tokens, output_tokens, reasoning_tokens, cost_usd, masker_version, left_out, repeated, unmatched,
        invalid_scores, clamped, refused_not_applicable, cost_source, latency_ms, parts
      )
      SELECT $1, $2, $3, $4, $5, cardinality($8::bigint[]), $8::bigint[], new.*
      FROM jsonb_to_recordset($7::jsonb) AS new (
        checklist text, prompt text, instructions text, asked_model text, answering_model text, verdict text,
        input integer, cached integer, output integer, reasoning integer, cost_usd numeric, masker_version text,
        "leftOut" integer, repeated integer, unmatched integer, "invalidScores" integer, clamped integer,
        "refusedNotApplicable" integer, cost_source text, latency_ms bigint, parts smallint
      )
      WHERE NOT EXISTS (SELECT FROM known)
      RETURNING id
    ), analysis AS (
      SELECT id FROM known UNION ALL SELECT id FROM added
    ), phrases AS (
      INSERT INTO call_phrases (call_id, transcript_fingerprint, speaker, start_ms, text, phrase_index)
      SELECT $1, $5, phrase.speaker, phrase.start_ms, phrase.text, phrase.number - 1
      FROM ROWS FROM (jsonb_to_recordset($9::jsonb) AS (speaker text, "startMs" integer, text text))
        WITH ORDINALITY AS phrase (speaker, start_ms, text, number)
      ON CONFLICT DO NOTHING
    ), call AS (
      INSERT INTO calls (
        id, department_id, analysis_id, start_time, finish_time, started_at, operator_id, phone_number,
        total_score, max_score, performance_percentage, final_percentage, critical_failed, scored_share
      )
      SELECT $1, $2, analysis.id, new.started_at AT TIME ZONE $11::text, new.finished_at AT TIME ZONE $11::text,
        new.started_at, new.operator_id, new.phone, new.total, new.maximum, new.percentage,
        new."finalPercentage", new."criticalFailed", new."scoredShare"
      FROM analysis, jsonb_to_recordset($10::jsonb) AS new (
        started_at timestamptz, finished_at timestamptz, operator_id integer, phone text, total numeric,
        maximum numeric, percentage integer, "finalPercentage" numeric, "criticalFailed" boolean,
        "scoredShare" numeric
      )
      ON CONFLICT (id) DO UPDATE SET
        department_id = EXCLUDED.department_id, analysis_id = EXCLUDED.analysis_id,
        start_time = EXCLUDED.start_time, finish_time = EXCLUDED.finish_time, started_at = EXCLUDED.started_at,
        operator_id = EXCLUDED.operator_id, phone_number = EXCLUDED.phone_number,
        total_score = EXCLUDED.total_score, max_score = EXCLUDED.max_score,
        performance_percentage = EXCLUDED.performance_percentage, final_percentage = EXCLUDED.final_percentage,
        critical_failed = EXCLUDED.critical_failed, scored_share = EXCLUDED.scored_share
      WHERE calls.department_id IS NULL OR calls.department_id = EXCLUDED.department_id
      RETURNING id
    ), unsuitable AS (
      DELETE FROM calls
      WHERE id = $1 AND $10::jsonb = '[]' AND (department_id IS NULL OR department_id = $2)
    ), ${CHILDREN.map(
      (table) => `old_${table} AS (
      DELETE FROM ${table} WHERE call_id = $1 AND EXISTS (SELECT FROM call) RETURNING call_id
    )`,
    ).join(', ')}, cleared AS (
      SELECT ${CHILDREN.map((table) => `(SELECT count(*) FROM old_${table})`).join(' + ')} AS rows
    ), transcript AS (
      INSERT INTO call_transcripts (call_id, transcript)
      SELECT call.id, $12 FROM cleared, call WHERE cleared.rows >= 0
    ), evaluations AS (
      INSERT INTO call_evaluations (
        call_id, position, criterion_id, category, criterion, reason, state, score, max_score, unsupported
      )
      SELECT call.id, new.position, new.criterion_id, new.category, new.criterion, new.reason,
        new.state, new.score, CASE WHEN new.state = 'scored' THEN new.maximum END, new.unsupported
      FROM cleared, call, ROWS FROM (jsonb_to_recordset($13::jsonb) AS (
        "criterionId" text, category text, criterion text, maximum numeric, state text, score numeric, reason text,
        unsupported boolean
      )) WITH ORDINALITY AS new (
        criterion_id, category, criterion, maximum, state, score, reason, unsupported, position
      )
      WHERE cleared.rows >= 0
    ), evidence AS (
      INSERT INTO analysis_evidence (analysis_id, criterion_id, unsupported)
      SELECT analysis.id, new."criterionId", new.unsupported
      FROM analysis, jsonb_to_recordset($13::jsonb) AS new ("criterionId" text, unsupported boolean)
      WHERE new.unsupported IS NOT NULL
      ON CONFLICT DO NOTHING
    ), recommendations AS (
      INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority)
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset($14::jsonb) AS new (
        category text, issue text, recommendation text, priority text
      )
      WHERE cleared.rows >= 0
    ), agreed AS (
      INSERT INTO agreements (call_id, amount, agreement)
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset($15::jsonb) AS new (
        amount numeric, agreement text
      )
      WHERE cleared.rows >= 0
    ), declined AS (
      INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category)
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset($16::jsonb) AS new (
        "reasonType" text, "reasonDescription" text, "productCategory" text
      )
      WHERE cleared.rows >= 0
    ), quoted AS (
      INSERT INTO call_quotes (
        call_id, position, quote_number, criterion_id, speaker, quote, finding, phrase_index, start_second
      )
      SELECT call.id, new.* FROM cleared, call, jsonb_to_recordset($18::jsonb) AS new (
        position smallint, quote_number smallint, criterion_id text, speaker text, quote text, finding text,
        phrase_index integer, start_second integer
      )
      WHERE cleared.rows >= 0
    ), ledger AS (
      INSERT INTO call_ledger (${LEDGER_COLUMNS})
      SELECT $2, $3, $4, entry.* FROM jsonb_to_recordset($17::jsonb) AS entry ${LEDGER_ROW}
      WHERE $10::jsonb = '[]' OR EXISTS (SELECT FROM call)
      ${ON_LEDGER_CONFLICT}
    )
    SELECT $10::jsonb = '[]' OR EXISTS (SELECT FROM call) AS saved`,
};
