-- Warnings and errors of the log, for LOGGING_ON_DB.

CREATE TABLE log_entries (
  invocation_id uuid NOT NULL,
  entry integer NOT NULL,
  department_id integer NOT NULL,
  logged_at timestamptz NOT NULL,
  level text NOT NULL,
  message text NOT NULL,
  run_id bigint,
  call_id bigint,
  fields jsonb NOT NULL,
  CONSTRAINT log_entries_pkey PRIMARY KEY (invocation_id, entry),
  CONSTRAINT log_entries_level_check CHECK (level IN ('warn', 'error'))
);
CREATE INDEX log_entries_logged_at_index ON log_entries (department_id, logged_at);
CREATE INDEX log_entries_call_id_index ON log_entries (call_id) WHERE call_id IS NOT NULL;

COMMENT ON TABLE log_entries IS
  'Warnings and errors of callq run with LOGGING_ON_DB=true, kept for LOGGING_KEEP_DAYS. Identifiers and numbers, no words of a call. No foreign keys: a line about what is missing must find its place.';
COMMENT ON COLUMN log_entries.invocation_id IS 'Start of the program that wrote it; the same as in runs.';
COMMENT ON COLUMN log_entries.entry IS 'From 1, within the invocation; a number that is missing was lost.';
COMMENT ON COLUMN log_entries.department_id IS 'DEPARTAMENT_ID of the env file, also when departments has no such row.';
COMMENT ON COLUMN log_entries.run_id IS 'Row of runs. NULL: written before or between runs.';
COMMENT ON COLUMN log_entries.call_id IS 'As in call_ledger. NULL: not about a single call.';
COMMENT ON COLUMN log_entries.fields IS 'The other fields of the line, such as stage, failureClass, status.';
