-- Judgements that can be checked: quotes looked for in the phrases, fair arithmetic, what was wrong with answers, known cost.

ALTER TABLE calls
  ADD COLUMN final_percentage numeric,
  ADD COLUMN critical_failed boolean,
  ADD COLUMN scored_share numeric;

ALTER TABLE call_evaluations ADD COLUMN unsupported boolean;

CREATE TABLE call_quotes (
  call_id bigint NOT NULL,
  position smallint NOT NULL,
  quote_number smallint NOT NULL,
  criterion_id text NOT NULL,
  speaker text NOT NULL,
  quote text NOT NULL,
  finding text NOT NULL,
  phrase_index integer,
  start_second integer,
  CONSTRAINT call_quotes_pkey PRIMARY KEY (call_id, position, quote_number),
  CONSTRAINT call_quotes_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls (id) ON DELETE CASCADE,
  CONSTRAINT call_quotes_speaker_check CHECK (speaker IN ('operator', 'client')),
  CONSTRAINT call_quotes_finding_check CHECK (finding IN ('exact', 'close', 'wrong_speaker', 'not_found')),
  CONSTRAINT call_quotes_place_check CHECK (
    (finding = 'not_found') = (phrase_index IS NULL) AND (phrase_index IS NULL) = (start_second IS NULL)
  )
);

ALTER TABLE analyses
  ADD COLUMN masker_version text,
  ADD COLUMN left_out integer,
  ADD COLUMN repeated integer,
  ADD COLUMN unmatched integer,
  ADD COLUMN invalid_scores integer,
  ADD COLUMN clamped integer,
  ADD COLUMN refused_not_applicable integer,
  ADD COLUMN cost_source text,
  ADD COLUMN latency_ms bigint,
  ADD CONSTRAINT analyses_cost_source_check CHECK (cost_source IN ('header', 'price_table', 'unknown'));

ALTER TABLE model_answers
  ADD COLUMN masker_version text,
  ADD COLUMN cost_source text,
  ADD CONSTRAINT model_answers_cost_source_check CHECK (cost_source IN ('header', 'price_table', 'unknown'));

CREATE VIEW evidence_shares AS
SELECT
  analyses.run_id,
  analyses.department_id,
  analyses.prompt_fingerprint,
  call_evaluations.criterion_id,
  count(*) FILTER (WHERE call_evaluations.unsupported IS NOT NULL) AS scored_above_zero,
  count(*) FILTER (WHERE call_evaluations.unsupported) AS unsupported,
  round(
    count(*) FILTER (WHERE call_evaluations.unsupported)::numeric
      / nullif(count(*) FILTER (WHERE call_evaluations.unsupported IS NOT NULL), 0),
    4
  ) AS unsupported_share
FROM call_evaluations
JOIN calls ON calls.id = call_evaluations.call_id
JOIN analyses ON analyses.id = calls.analysis_id
GROUP BY analyses.run_id, analyses.department_id, analyses.prompt_fingerprint, call_evaluations.criterion_id;

COMMENT ON COLUMN calls.final_percentage IS
  'Weighted percentage, rounded down to hundredths; 0: a critical criterion scored 0. NULL: too little was scored, or row of before.';
COMMENT ON COLUMN calls.critical_failed IS
  'A critical criterion scored 0. NULL: none did, but one was not scored; or row of before.';
COMMENT ON COLUMN calls.scored_share IS
  'Scored part of the weighted maximum of the criteria that apply, 0 to 1. NULL: that maximum is 0, or row of before.';
COMMENT ON COLUMN call_evaluations.unsupported IS
  'Scored above 0 without a quote that was found in the transcript. NULL: not scored above 0, or row of before.';
COMMENT ON TABLE call_quotes IS 'Quotes the model gave for its scores, looked for in the phrases by code.';
COMMENT ON COLUMN call_quotes.position IS 'Order of the criterion in the check-list, as in call_evaluations.';
COMMENT ON COLUMN call_quotes.quote_number IS 'From 1, within the criterion.';
COMMENT ON COLUMN call_quotes.speaker IS 'Who is said to have said it.';
COMMENT ON COLUMN call_quotes.finding IS
  'exact: letter by letter; close: but for case, punctuation, ё/е and single letters; wrong_speaker: said by the other; not_found.';
COMMENT ON COLUMN call_quotes.phrase_index IS 'Phrase it begins in (call_phrases). NULL: not found.';
COMMENT ON COLUMN call_quotes.start_second IS 'Start of that phrase, whole seconds from the start of the call. NULL: not found.';
COMMENT ON COLUMN analyses.masker_version IS 'Masker the transcript went out with. NULL: as it was said.';
COMMENT ON COLUMN analyses.left_out IS 'Criteria without an entry, summed over its answers. NULL: row of before.';
COMMENT ON COLUMN analyses.repeated IS 'Criteria with contradicting entries, summed over its answers. NULL: row of before.';
COMMENT ON COLUMN analyses.unmatched IS 'Entries that belong to no criterion. NULL: row of before.';
COMMENT ON COLUMN analyses.invalid_scores IS 'Entries whose score is no number. NULL: row of before.';
COMMENT ON COLUMN analyses.clamped IS 'Scores outside of 0 to maximum, moved to the nearer end. NULL: row of before.';
COMMENT ON COLUMN analyses.refused_not_applicable IS
  'Criteria called not applicable without the tag that allows it. NULL: row of before.';
COMMENT ON COLUMN model_answers.masker_version IS 'Masker the transcript went out with. NULL: as it was said.';
COMMENT ON COLUMN analyses.cost_source IS
  'header: the gateway said it; price_table: computed; unknown: cost_usd is NULL. The weakest of its answers. NULL: row of before.';
COMMENT ON COLUMN analyses.latency_ms IS 'Milliseconds, sum over its answers. NULL: row of before.';
COMMENT ON COLUMN model_answers.cost_source IS
  'header: the gateway said it; price_table: computed; unknown: cost_usd is NULL. NULL: row of before.';
COMMENT ON VIEW evidence_shares IS
  'Share of scores above 0 without a found quote, by run, prompt version and criterion, over the calls laid out now.';
