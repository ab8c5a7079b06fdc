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

-- Calls that were purged are accounted for without a row in calls.
CREATE OR REPLACE VIEW night_reconciliation AS
SELECT
  day,
  department_id,
  (cardinality(listing.call_ids) + cardinality(listing.vanished_ids))::integer AS listed,
  (coalesce(ledger.saved, 0) - coalesce(ledger.without_row, 0) + coalesce(strays.without_ledger, 0))::integer AS saved,
  coalesce(ledger.not_sales, 0)::integer AS not_sales,
  coalesce(ledger.excluded, 0)::integer AS excluded,
  (coalesce(ledger.pending, 0) + coalesce(ledger.pending_transcript, 0))::integer AS pending,
  coalesce(ledger.failed, 0)::integer AS failed,
  (
    cardinality(listing.call_ids) + cardinality(listing.vanished_ids) - coalesce(ledger.total, 0)
    + coalesce(ledger.without_row, 0) - coalesce(strays.without_ledger, 0)
  )::integer AS difference,
  coalesce(ledger.pending_transcript, 0)::integer AS pending_transcript,
  cardinality(listing.vanished_ids)::integer AS vanished,
  (
    cardinality(listing.call_ids) + cardinality(listing.vanished_ids) - coalesce(accounted.found, 0)
  )::integer AS missing,
  CASE WHEN listing.call_ids IS NOT NULL THEN coalesce(ledger.total, 0) - coalesce(accounted.found, 0) END::integer
    AS unlisted,
  coalesce(ledger.without_row, 0)::integer AS without_row,
  coalesce(strays.without_ledger, 0)::integer AS without_ledger,
  coalesce(ledger.outdated_rows, 0)::integer AS outdated_rows
FROM (SELECT DISTINCT runs.department_id, runs.day FROM runs) AS nights
LEFT JOIN day_listings AS listing USING (department_id, day)
LEFT JOIN (
  SELECT
    entry.department_id,
    entry.day,
    count(*) AS total,
    count(*) FILTER (WHERE entry.state = 'saved') AS saved,
    count(*) FILTER (WHERE entry.state = 'saved' AND calls.id IS NULL AND entry.purged_at IS NULL) AS without_row,
    count(*) FILTER (WHERE entry.state <> 'saved' AND calls.id IS NOT NULL) AS outdated_rows,
    count(*) FILTER (WHERE entry.state = 'not_sales') AS not_sales,
    count(*) FILTER (WHERE entry.state = 'failed') AS failed,
    count(*) FILTER (WHERE entry.state = 'pending') AS pending,
    count(*) FILTER (WHERE entry.state = 'pending_transcript') AS pending_transcript,
    count(*) FILTER (
      WHERE entry.state NOT IN ('saved', 'not_sales', 'failed', 'pending', 'pending_transcript')
    ) AS excluded
  FROM call_ledger AS entry
  LEFT JOIN calls ON calls.id = entry.call_id AND calls.department_id = entry.department_id
  GROUP BY entry.department_id, entry.day
) AS ledger USING (department_id, day)
LEFT JOIN (
  SELECT listed.department_id, listed.day, count(*) AS found
  FROM (
    SELECT department_id, day, unnest(call_ids || vanished_ids) AS call_id FROM day_listings
  ) AS listed
  JOIN call_ledger USING (department_id, day, call_id)
  GROUP BY listed.department_id, listed.day
) AS accounted USING (department_id, day)
LEFT JOIN (
  SELECT calls.department_id, date(calls.start_time) AS day, count(*) AS without_ledger
  FROM calls
  WHERE NOT EXISTS (
    SELECT FROM call_ledger AS entry
    WHERE entry.department_id = calls.department_id AND entry.call_id = calls.id
  )
  GROUP BY calls.department_id, date(calls.start_time)
) AS strays USING (department_id, day);
