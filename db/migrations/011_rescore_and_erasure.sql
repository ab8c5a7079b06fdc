-- Judgements recomputed from stored answers; retention and erasure of what was said.

ALTER TABLE analyses
  ADD COLUMN rescore_of bigint,
  ADD COLUMN rescored_by text,
  ADD CONSTRAINT analyses_rescore_of_fkey FOREIGN KEY (rescore_of) REFERENCES analyses (id),
  -- A rescore whose confirmation was lost can be sent again.
  ADD CONSTRAINT analyses_rescore_of_key UNIQUE (rescore_of),
  ADD CONSTRAINT analyses_rescore_check CHECK ((rescore_of IS NULL) = (rescored_by IS NULL));

COMMENT ON COLUMN analyses.rescore_of IS
  'The analysis whose answers callq rescore judged anew. Tokens, cost and latency are those of the same answers: sum them over rows where this is NULL, or over model_answers. NULL: judged in a run.';
COMMENT ON COLUMN analyses.rescored_by IS 'Version of the program that rescored. NULL: judged in a run.';

-- The same answers count once, as they are read now.
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
WHERE NOT EXISTS (SELECT FROM analyses AS later WHERE later.rescore_of = analyses.id)
GROUP BY analyses.run_id, analyses.department_id, analyses.prompt_fingerprint, analysis_evidence.criterion_id;

COMMENT ON VIEW evidence_shares IS
  'Share of scores above 0 without a found quote, by run, prompt version and criterion; kept when calls are analysed again. A rescore counts instead of what it replaces.';

ALTER TABLE model_answers ALTER COLUMN body DROP NOT NULL;

CREATE FUNCTION refuse_update_but_of_body() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  kept model_answers := NEW;
BEGIN
  kept.body := OLD.body;
  IF NEW.body IS NULL AND kept IS NOT DISTINCT FROM OLD THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
DROP TRIGGER model_answers_append_only ON model_answers;
CREATE TRIGGER model_answers_append_only BEFORE UPDATE ON model_answers
  FOR EACH ROW EXECUTE FUNCTION refuse_update_but_of_body();

COMMENT ON FUNCTION refuse_update_but_of_body() IS
  'Keeps what was received as it was; the body alone may be removed when its time is over.';
COMMENT ON COLUMN model_answers.body IS 'Response body, at most 1 MiB. NULL: removed by callq purge.';

ALTER TABLE call_ledger
  ADD COLUMN phone_hmac text,
  ADD COLUMN purged_at timestamptz,
  ADD CONSTRAINT call_ledger_phone_hmac_check CHECK (phone_hmac ~ '^[0-9a-f]{64}$');
CREATE INDEX call_ledger_phone_hmac_index ON call_ledger (phone_hmac) WHERE phone_hmac IS NOT NULL;

COMMENT ON COLUMN call_ledger.phone_hmac IS
  'HMAC-SHA-256 of the client''s number (E.164) under CALLQ_FORGET_KEY, so that callq forget finds calls without a row in calls. NULL: no number, no key when it was listed, purged or forgotten.';
COMMENT ON COLUMN call_ledger.purged_at IS
  'When callq purge removed what was stored about the call. NULL: not purged, or taken up again since.';

CREATE TABLE forgotten_numbers (
  phone_hmac text NOT NULL,
  forgotten_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT forgotten_numbers_pkey PRIMARY KEY (phone_hmac),
  CONSTRAINT forgotten_numbers_phone_hmac_check CHECK (phone_hmac ~ '^[0-9a-f]{64}$')
);

COMMENT ON TABLE forgotten_numbers IS
  'Numbers that callq forget erased, as HMAC under CALLQ_FORGET_KEY: their calls are not taken again.';

CREATE TABLE forget_key (
  is_only_row boolean NOT NULL DEFAULT true,
  check_value text NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT forget_key_pkey PRIMARY KEY (is_only_row),
  CONSTRAINT forget_key_is_only_row_check CHECK (is_only_row)
);

COMMENT ON TABLE forget_key IS
  'At most one row: by which CALLQ_FORGET_KEY the HMACs of this database were made. The key itself is not here.';
COMMENT ON COLUMN forget_key.check_value IS 'HMAC of a fixed text under the key: tells another key apart.';
