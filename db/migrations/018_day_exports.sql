-- Exports come after the runs of their days, whose rows then have their exit code already: what became of them stands here.

CREATE TABLE day_exports (
  invocation_id uuid NOT NULL,
  department_id integer NOT NULL,
  day date NOT NULL,
  kind text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  error_class text,
  CONSTRAINT day_exports_pkey PRIMARY KEY (invocation_id, department_id, day, kind),
  CONSTRAINT day_exports_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id),
  CONSTRAINT day_exports_kind_check CHECK (kind IN ('export', 'report'))
);
CREATE INDEX day_exports_day_index ON day_exports (department_id, day);

COMMENT ON TABLE day_exports IS
  'What became of a day''s export to the spreadsheet, the Apps Script function included, and of its report: one row per start of callq run or callq export sheets, day and kind. A day without a row: none was wanted, or nobody knows.';
COMMENT ON COLUMN day_exports.invocation_id IS 'Tells one start of the program from another; of a run the same as in runs.';
COMMENT ON COLUMN day_exports.kind IS 'export (sheet of results and Apps Script function) or report (CALLQ_REPORT_DIR).';
COMMENT ON COLUMN day_exports.finished_at IS 'NULL: going on, or killed.';
COMMENT ON COLUMN day_exports.error_class IS 'Short class of what stopped it, such as sheet or apps_script. NULL: nothing did, or it has no end.';
