-- What T-Bank listed is kept beside the ledger, to hold one against the other.

ALTER TABLE runs
  ADD COLUMN selection text,
  ADD CONSTRAINT runs_selection_check CHECK (selection IN ('all', 'chosen', 'unfinished'));

ALTER TABLE call_ledger ADD COLUMN vanished_at timestamptz;
CREATE INDEX call_ledger_unfinished_index ON call_ledger (department_id, day)
  WHERE state IN ('failed', 'pending', 'pending_transcript');

CREATE TABLE day_listings (
  department_id integer NOT NULL,
  day date NOT NULL,
  run_id bigint NOT NULL,
  call_ids bigint[] NOT NULL,
  vanished_ids bigint[] NOT NULL,
  completed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT day_listings_pkey PRIMARY KEY (department_id, day),
  CONSTRAINT day_listings_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id),
  CONSTRAINT day_listings_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs (id)
);

COMMENT ON COLUMN runs.selection IS
  'Calls of the day it took: all, chosen (--call) or unfinished. NULL: row of before.';
COMMENT ON COLUMN call_ledger.vanished_at IS
  'When a complete listing of the day no longer held the call, which is kept. NULL: listed as far as is known.';
COMMENT ON TABLE day_listings IS
  'What T-Bank listed, per department and day, as read before anything was decided about it: the ledger is held against this.';
COMMENT ON COLUMN day_listings.run_id IS 'The last run that read the day''s listing to its end, or added calls to it.';
COMMENT ON COLUMN day_listings.call_ids IS
  'Calls of the last complete listing, each once, and those that a later, partial one brought. Numbers as in call_ledger.call_id.';
COMMENT ON COLUMN day_listings.vanished_ids IS 'Calls of earlier listings that the last complete one no longer held; never one of call_ids.';
COMMENT ON COLUMN day_listings.completed_at IS 'When the last complete listing was stored.';
