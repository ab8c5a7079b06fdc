import { replaceChildren } from './call-children.ts';
import { LEDGER_COLUMNS, LEDGER_ROW, ON_LEDGER_CONFLICT } from './ledger-rows.ts';

/**
 * Everything of one call in one statement, so that it is there whole or not at all, in one round trip. The rows of a call that another department has stored stay as they are, and then `saved` says no.
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
    ), ${replaceChildren(12)}, ledger AS (
      INSERT INTO call_ledger (${LEDGER_COLUMNS})
      SELECT $2, $3, $4, entry.* FROM jsonb_to_recordset($18::jsonb) AS entry ${LEDGER_ROW}
      WHERE $10::jsonb = '[]' OR EXISTS (SELECT FROM call)
      ${ON_LEDGER_CONFLICT}
    )
    SELECT $10::jsonb = '[]' OR EXISTS (SELECT FROM call) AS saved`,
};
