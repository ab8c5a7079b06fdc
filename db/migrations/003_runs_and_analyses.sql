-- What CallQ did, call by call: runs, ledger, answers as received, analyses, phrases.

CREATE TABLE runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invocation_id uuid NOT NULL,
  department_id integer NOT NULL,
  day date NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  version text NOT NULL,
  host text NOT NULL,
  process_id integer NOT NULL,
  asked_model text,
  checklist_fingerprint text,
  prompt_fingerprint text,
  instructions_fingerprint text,
  listed integer,
  analysed integer,
  kept integer,
  excluded integer,
  failed integer,
  left_over integer,
  input_tokens bigint,
  output_tokens bigint,
  cost_usd numeric,
  average_percentage numeric,
  exit_code smallint,
  error_class text,
  CONSTRAINT runs_invocation_id_department_id_day_key UNIQUE (invocation_id, department_id, day),
  CONSTRAINT runs_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id)
);
CREATE INDEX runs_department_id_day_index ON runs (department_id, day);

COMMENT ON TABLE runs IS 'One row per department and day of an invocation of callq run.';
COMMENT ON COLUMN runs.invocation_id IS 'The same for all days of one start of the program.';
COMMENT ON COLUMN runs.day IS 'The business day processed, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN runs.finished_at IS 'NULL: still going on, or killed.';
COMMENT ON COLUMN runs.version IS 'Version of the program.';
COMMENT ON COLUMN runs.asked_model IS 'MODEL of the run. NULL: ended before it was known.';
COMMENT ON COLUMN runs.checklist_fingerprint IS 'SHA-256 of the check-list. NULL: ended before it was read.';
COMMENT ON COLUMN runs.prompt_fingerprint IS 'SHA-256 of the prompt template. NULL: ended before it was read.';
COMMENT ON COLUMN runs.instructions_fingerprint IS 'SHA-256 of the instructions. NULL: ended before they were read.';
COMMENT ON COLUMN runs.listed IS 'Calls listed; the sum of the five actions. NULL: not finished.';
COMMENT ON COLUMN runs.analysed IS 'Calls with this action. NULL: not finished.';
COMMENT ON COLUMN runs.kept IS 'Calls with this action. NULL: not finished.';
COMMENT ON COLUMN runs.excluded IS 'Calls with this action. NULL: not finished.';
COMMENT ON COLUMN runs.failed IS 'Calls with this action. NULL: not finished.';
COMMENT ON COLUMN runs.left_over IS 'Calls with action left. NULL: not finished.';
COMMENT ON COLUMN runs.input_tokens IS 'Sum over the answers of this run that told it. NULL: none did.';
COMMENT ON COLUMN runs.output_tokens IS 'Sum over the answers of this run that told it. NULL: none did.';
COMMENT ON COLUMN runs.cost_usd IS 'US dollars, sum over the answers of this run that told it. NULL: none did.';
COMMENT ON COLUMN runs.average_percentage IS
  'Average performance_percentage of the calls of the day when the run ended. NULL: none.';
COMMENT ON COLUMN runs.exit_code IS 'Exit code of this day. NULL: not finished.';
COMMENT ON COLUMN runs.error_class IS 'What stopped the run early. NULL: nothing did.';

CREATE TABLE call_ledger (
  department_id integer NOT NULL,
  day date NOT NULL,
  call_id bigint NOT NULL,
  state text NOT NULL,
  reason text,
  failure_stage text,
  failure_class text,
  action text NOT NULL,
  run_id bigint NOT NULL,
  operator_name text,
  operator_login text,
  started_at timestamptz,
  duration_seconds integer,
  first_listed_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT call_ledger_pkey PRIMARY KEY (department_id, day, call_id),
  CONSTRAINT call_ledger_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id),
  CONSTRAINT call_ledger_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs (id),
  CONSTRAINT call_ledger_state_check CHECK (state IN (
    'saved', 'not_sales', 'too_short', 'unknown_operator', 'ambiguous_operator', 'internal_segment',
    'other_department', 'no_transcript', 'pending_transcript', 'too_few_phrases', 'too_long', 'malformed',
    'failed', 'pending'
  )),
  CONSTRAINT call_ledger_action_check CHECK (CASE
    WHEN action IN ('analysed', 'kept') THEN state IN ('saved', 'not_sales')
    WHEN action = 'excluded' THEN state NOT IN ('saved', 'not_sales', 'failed', 'pending')
    WHEN action = 'failed' THEN state = 'failed'
    WHEN action = 'left' THEN state = 'pending'
    ELSE false
  END),
  CONSTRAINT call_ledger_failure_check CHECK (CASE state
    WHEN 'failed' THEN failure_stage IS NOT NULL AND failure_class IS NOT NULL
    ELSE failure_stage IS NULL AND failure_class IS NULL
  END),
  CONSTRAINT call_ledger_failure_stage_check CHECK (failure_stage IN ('transcript', 'analysis', 'saving')),
  CONSTRAINT call_ledger_pending_check CHECK (
    state <> 'pending' OR coalesce(reason, '') IN ('limit', 'interrupted', 'stopped', 'over_budget')
  )
);
CREATE INDEX call_ledger_call_id_index ON call_ledger (call_id);

COMMENT ON TABLE call_ledger IS 'Where each listed call stands: one row per department, day and call.';
COMMENT ON COLUMN call_ledger.day IS 'The business day in whose listing the call stood, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN call_ledger.call_id IS
  'segmentId of T-Bank. Negative: an entry without id (malformed), numbered by its content.';
COMMENT ON COLUMN call_ledger.state IS 'Where the call stands.';
COMMENT ON COLUMN call_ledger.reason IS 'Why; for pending one of limit, interrupted, stopped, over_budget. NULL: the state says it all.';
COMMENT ON COLUMN call_ledger.failure_stage IS 'Where a failed call failed. NULL unless failed.';
COMMENT ON COLUMN call_ledger.failure_class IS 'Short class of the failure. NULL unless failed.';
COMMENT ON COLUMN call_ledger.action IS 'What the last run did about the call.';
COMMENT ON COLUMN call_ledger.run_id IS 'The last run that listed the call.';
COMMENT ON COLUMN call_ledger.operator_name IS 'Operator as T-Bank names them, for callq operators unknown. NULL: T-Bank named none.';
COMMENT ON COLUMN call_ledger.operator_login IS 'Operator''s login as T-Bank gives it. NULL: T-Bank gave none.';
COMMENT ON COLUMN call_ledger.started_at IS 'Start of the call. NULL: malformed.';
COMMENT ON COLUMN call_ledger.duration_seconds IS 'NULL: malformed.';
COMMENT ON COLUMN call_ledger.first_listed_at IS 'When a run first saw the call.';
COMMENT ON COLUMN call_ledger.updated_at IS 'When a run last wrote the row.';

CREATE TABLE model_answers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id bigint NOT NULL,
  department_id integer NOT NULL,
  day date NOT NULL,
  run_id bigint NOT NULL,
  checklist_fingerprint text NOT NULL,
  prompt_fingerprint text NOT NULL,
  instructions_fingerprint text NOT NULL,
  transcript_fingerprint text NOT NULL,
  asked_model text NOT NULL,
  answering_model text,
  attempt smallint NOT NULL,
  status smallint NOT NULL,
  finish_reason text,
  body bytea NOT NULL,
  body_truncated boolean NOT NULL,
  input_tokens integer,
  cached_tokens integer,
  output_tokens integer,
  reasoning_tokens integer,
  cost_usd numeric,
  latency_ms integer NOT NULL,
  gateway_call_id text,
  received_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT model_answers_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id),
  CONSTRAINT model_answers_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs (id),
  -- An answer whose confirmation was lost can be sent again.
  CONSTRAINT model_answers_run_id_call_id_attempt_key UNIQUE (run_id, call_id, attempt),
  CONSTRAINT model_answers_attempt_check CHECK (attempt >= 1),
  CONSTRAINT model_answers_body_check CHECK (octet_length(body) <= 1048576)
);
CREATE INDEX model_answers_call_id_index ON model_answers (call_id);

COMMENT ON TABLE model_answers IS
  'Answers of the model as received, stored before they are interpreted. Append-only; calls do not cascade here.';
COMMENT ON COLUMN model_answers.checklist_fingerprint IS 'SHA-256 of the check-list the question was asked with.';
COMMENT ON COLUMN model_answers.prompt_fingerprint IS 'SHA-256 of the prompt template.';
COMMENT ON COLUMN model_answers.instructions_fingerprint IS 'SHA-256 of the instructions.';
COMMENT ON COLUMN model_answers.transcript_fingerprint IS 'SHA-256 of the phrases.';
COMMENT ON COLUMN model_answers.asked_model IS 'The model that was asked for.';
COMMENT ON COLUMN model_answers.answering_model IS 'The model that says it answered. NULL: it does not say.';
COMMENT ON COLUMN model_answers.attempt IS 'Which question about this call in this run, from 1.';
COMMENT ON COLUMN model_answers.status IS 'HTTP status.';
COMMENT ON COLUMN model_answers.finish_reason IS 'As the gateway says it. NULL: not said.';
COMMENT ON COLUMN model_answers.body IS 'Response body, at most 1 MiB.';
COMMENT ON COLUMN model_answers.body_truncated IS 'The body was larger and is cut.';
COMMENT ON COLUMN model_answers.input_tokens IS 'Tokens of the question, cached ones included. NULL: unknown.';
COMMENT ON COLUMN model_answers.cached_tokens IS 'Part of input_tokens read from a cache. NULL: unknown.';
COMMENT ON COLUMN model_answers.output_tokens IS 'Tokens of the answer, reasoning included. NULL: unknown.';
COMMENT ON COLUMN model_answers.reasoning_tokens IS 'Part of output_tokens. NULL: unknown.';
COMMENT ON COLUMN model_answers.cost_usd IS 'US dollars as the gateway''s header says. NULL: unknown.';
COMMENT ON COLUMN model_answers.latency_ms IS 'Milliseconds from sending to the last byte.';
COMMENT ON COLUMN model_answers.gateway_call_id IS 'x-litellm-call-id. NULL: none.';

CREATE TABLE analyses (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id bigint NOT NULL,
  department_id integer NOT NULL,
  day date NOT NULL,
  run_id bigint NOT NULL,
  checklist_fingerprint text NOT NULL,
  prompt_fingerprint text NOT NULL,
  instructions_fingerprint text NOT NULL,
  transcript_fingerprint text NOT NULL,
  asked_model text NOT NULL,
  answering_model text,
  verdict text NOT NULL,
  requests integer NOT NULL,
  answer_ids bigint[] NOT NULL,
  input_tokens integer,
  cached_tokens integer,
  output_tokens integer,
  reasoning_tokens integer,
  cost_usd numeric,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT analyses_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id),
  CONSTRAINT analyses_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs (id),
  CONSTRAINT analyses_verdict_check CHECK (verdict IN ('sales', 'not_sales')),
  CONSTRAINT analyses_requests_check CHECK (requests = cardinality(answer_ids) AND requests >= 1)
);
CREATE INDEX analyses_call_id_index ON analyses (call_id);
CREATE INDEX analyses_run_id_index ON analyses (run_id);

COMMENT ON TABLE analyses IS
  'Judgements of calls, one row each time a call was judged. Append-only; a deleted call is laid out again from here.';
COMMENT ON COLUMN analyses.call_id IS 'segmentId; no foreign key, because the row outlives its call.';
COMMENT ON COLUMN analyses.checklist_fingerprint IS 'SHA-256 of the check-list that judged.';
COMMENT ON COLUMN analyses.prompt_fingerprint IS 'SHA-256 of the prompt template.';
COMMENT ON COLUMN analyses.instructions_fingerprint IS 'SHA-256 of the instructions.';
COMMENT ON COLUMN analyses.transcript_fingerprint IS 'SHA-256 of the phrases judged; with call_id the key of call_phrases.';
COMMENT ON COLUMN analyses.asked_model IS 'The model that was asked for.';
COMMENT ON COLUMN analyses.answering_model IS 'The model that says it answered. NULL: it does not say.';
COMMENT ON COLUMN analyses.verdict IS 'sales: scored, has a row in calls. not_sales: has none.';
COMMENT ON COLUMN analyses.requests IS 'Answers it was computed from.';
COMMENT ON COLUMN analyses.answer_ids IS 'Ids of model_answers, in the order in which they came.';
COMMENT ON COLUMN analyses.input_tokens IS 'Sum over its answers, cached ones included. NULL: unknown for at least one.';
COMMENT ON COLUMN analyses.cached_tokens IS 'Part of input_tokens read from a cache. NULL: unknown for at least one.';
COMMENT ON COLUMN analyses.output_tokens IS 'Sum over its answers, reasoning included. NULL: unknown for at least one.';
COMMENT ON COLUMN analyses.reasoning_tokens IS 'Part of output_tokens. NULL: unknown for at least one.';
COMMENT ON COLUMN analyses.cost_usd IS 'US dollars, sum over its answers. NULL: unknown for at least one.';

CREATE FUNCTION refuse_update() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
COMMENT ON FUNCTION refuse_update() IS 'Keeps what was judged and received as it was.';
CREATE TRIGGER analyses_append_only BEFORE UPDATE ON analyses
  FOR EACH ROW EXECUTE FUNCTION refuse_update();
CREATE TRIGGER model_answers_append_only BEFORE UPDATE ON model_answers
  FOR EACH ROW EXECUTE FUNCTION refuse_update();

CREATE TABLE call_phrases (
  call_id bigint NOT NULL,
  transcript_fingerprint text NOT NULL,
  phrase_index integer NOT NULL,
  speaker text NOT NULL,
  start_ms integer NOT NULL,
  text text NOT NULL,
  CONSTRAINT call_phrases_pkey PRIMARY KEY (call_id, transcript_fingerprint, phrase_index),
  CONSTRAINT call_phrases_speaker_check CHECK (speaker IN ('operator', 'client'))
);

COMMENT ON TABLE call_phrases IS
  'Transcripts as they were judged, phrase by phrase; call_transcripts is rendered from them. calls do not cascade here.';
COMMENT ON COLUMN call_phrases.transcript_fingerprint IS 'SHA-256 of all phrases of this version of the transcript.';
COMMENT ON COLUMN call_phrases.phrase_index IS 'Order in the call, from 0.';
COMMENT ON COLUMN call_phrases.start_ms IS 'Milliseconds from the start of the call.';

CREATE TABLE database_mark (
  is_only_row boolean NOT NULL DEFAULT true,
  kind text NOT NULL,
  marked_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT database_mark_pkey PRIMARY KEY (is_only_row),
  CONSTRAINT database_mark_is_only_row_check CHECK (is_only_row),
  CONSTRAINT database_mark_kind_check CHECK (kind IN ('sandbox', 'production'))
);

COMMENT ON TABLE database_mark IS 'At most one row: which calls this database holds.';
COMMENT ON COLUMN database_mark.kind IS 'sandbox: invented calls; production: real ones.';
