-- Forget, purge and rescore leave no row in runs: whoever takes a department's lock says so here.

CREATE TABLE lock_takings (
  department_id integer NOT NULL,
  invocation_id uuid NOT NULL,
  host text NOT NULL,
  process_id integer NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT lock_takings_pkey PRIMARY KEY (department_id),
  CONSTRAINT lock_takings_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id)
);

COMMENT ON TABLE lock_takings IS
  'Which start of callq run, rescore, purge or forget took the lock of the department last. Who lost the lock and finds somebody else here stops.';
COMMENT ON COLUMN lock_takings.invocation_id IS 'Tells one start of the program from another; of a run the same as in runs.';
COMMENT ON COLUMN lock_takings.taken_at IS 'A lock that was won back keeps its first time.';

-- What a night may have paid for without an answer.

ALTER TABLE runs
  ADD COLUMN possibly_paid_requests integer,
  ADD COLUMN possibly_paid_tokens bigint,
  ADD COLUMN possibly_paid_cost_usd numeric;

COMMENT ON COLUMN runs.possibly_paid_requests IS
  'Requests that were sent and whose outcome is unknown; they may have been charged and are not in the sums. NULL: not finished, or row of before.';
COMMENT ON COLUMN runs.possibly_paid_tokens IS
  'Tokens of these requests and their answers together, at most. NULL: as possibly_paid_requests.';
COMMENT ON COLUMN runs.possibly_paid_cost_usd IS
  'US dollars of these requests, at most. NULL: as possibly_paid_requests, or no price of the model.';
