-- Shares of unsupported scores are kept: a later analysis of the same calls, with another prompt, must not take them away.

CREATE TABLE analysis_evidence (
  analysis_id bigint NOT NULL,
  criterion_id text NOT NULL,
  unsupported boolean NOT NULL,
  CONSTRAINT analysis_evidence_pkey PRIMARY KEY (analysis_id, criterion_id),
  CONSTRAINT analysis_evidence_analysis_id_fkey
    FOREIGN KEY (analysis_id) REFERENCES analyses (id) ON DELETE CASCADE
);

COMMENT ON TABLE analysis_evidence IS
  'The criteria that an analysis scored above 0, and whether their quotes were found. Append-only.';
COMMENT ON COLUMN analysis_evidence.unsupported IS 'Without a quote that was found in the transcript.';

CREATE TRIGGER analysis_evidence_append_only BEFORE UPDATE ON analysis_evidence
  FOR EACH ROW EXECUTE FUNCTION refuse_update();

-- What is laid out now is all that is known of before.
INSERT INTO analysis_evidence (analysis_id, criterion_id, unsupported)
SELECT calls.analysis_id, call_evaluations.criterion_id, call_evaluations.unsupported
FROM call_evaluations
JOIN calls ON calls.id = call_evaluations.call_id
WHERE calls.analysis_id IS NOT NULL AND call_evaluations.criterion_id IS NOT NULL
  AND call_evaluations.unsupported IS NOT NULL
ON CONFLICT DO NOTHING;

CREATE OR REPLACE VIEW evidence_shares AS
SELECT
  analyses.run_id,
  analyses.department_id,
  analyses.prompt_fingerprint,
  analysis_evidence.criterion_id,
  count(*) AS scored_above_zero,
  count(*) FILTER (WHERE analysis_evidence.unsupported) AS unsupported,
  round(count(*) FILTER (WHERE analysis_evidence.unsupported)::numeric / count(*), 4) AS unsupported_share
FROM analysis_evidence
JOIN analyses ON analyses.id = analysis_evidence.analysis_id
GROUP BY analyses.run_id, analyses.department_id, analyses.prompt_fingerprint, analysis_evidence.criterion_id;

COMMENT ON VIEW evidence_shares IS
  'Share of scores above 0 without a found quote, by run, prompt version and criterion; kept when calls are analysed again.';
