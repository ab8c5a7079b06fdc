-- The database of the Python program of the same name: its tables stay as they are and get what CallQ needs besides.
-- No row is rewritten: columns are added empty or with a constant default. In a new database nothing here has any effect.
-- Types were checked before (src/clients/postgres/adoption), CHECKs and foreign keys follow in 005.

ALTER TABLE IF EXISTS departments
  ADD COLUMN IF NOT EXISTS name text;
ALTER TABLE IF EXISTS offices
  ADD COLUMN IF NOT EXISTS name text;
ALTER TABLE IF EXISTS supervisors
  ADD COLUMN IF NOT EXISTS full_name text;
ALTER TABLE IF EXISTS operators
  ADD COLUMN IF NOT EXISTS full_name text,
  ADD COLUMN IF NOT EXISTS tbank_login text,
  ADD COLUMN IF NOT EXISTS department_id integer,
  ADD COLUMN IF NOT EXISTS office_id integer,
  ADD COLUMN IF NOT EXISTS supervisor_id integer,
  ADD COLUMN IF NOT EXISTS active boolean NOT NULL DEFAULT true;
ALTER TABLE IF EXISTS calls
  ADD COLUMN IF NOT EXISTS start_time timestamp,
  ADD COLUMN IF NOT EXISTS finish_time timestamp,
  ADD COLUMN IF NOT EXISTS started_at timestamptz,
  ADD COLUMN IF NOT EXISTS operator_id integer,
  ADD COLUMN IF NOT EXISTS department_id integer,
  ADD COLUMN IF NOT EXISTS phone_number text,
  ADD COLUMN IF NOT EXISTS total_score numeric,
  ADD COLUMN IF NOT EXISTS max_score numeric,
  ADD COLUMN IF NOT EXISTS performance_percentage integer,
  ADD COLUMN IF NOT EXISTS analysis_id bigint;
ALTER TABLE IF EXISTS call_transcripts
  ADD COLUMN IF NOT EXISTS call_id bigint,
  ADD COLUMN IF NOT EXISTS transcript text;
ALTER TABLE IF EXISTS call_evaluations
  ADD COLUMN IF NOT EXISTS call_id bigint,
  ADD COLUMN IF NOT EXISTS position smallint,
  ADD COLUMN IF NOT EXISTS criterion_id text,
  ADD COLUMN IF NOT EXISTS category text,
  ADD COLUMN IF NOT EXISTS criterion text,
  ADD COLUMN IF NOT EXISTS score numeric,
  ADD COLUMN IF NOT EXISTS max_score numeric,
  ADD COLUMN IF NOT EXISTS reason text,
  -- What the old program stored it had scored.
  ADD COLUMN IF NOT EXISTS state text NOT NULL DEFAULT 'scored';
ALTER TABLE IF EXISTS call_recommendations
  ADD COLUMN IF NOT EXISTS call_id bigint,
  ADD COLUMN IF NOT EXISTS category text,
  ADD COLUMN IF NOT EXISTS issue text,
  ADD COLUMN IF NOT EXISTS recommendation text,
  ADD COLUMN IF NOT EXISTS priority text;
ALTER TABLE IF EXISTS agreements
  ADD COLUMN IF NOT EXISTS call_id bigint,
  ADD COLUMN IF NOT EXISTS amount numeric,
  ADD COLUMN IF NOT EXISTS agreement text;
ALTER TABLE IF EXISTS call_decline_reasons
  ADD COLUMN IF NOT EXISTS call_id bigint,
  ADD COLUMN IF NOT EXISTS reason_type text,
  ADD COLUMN IF NOT EXISTS reason_description text,
  ADD COLUMN IF NOT EXISTS product_category text;

-- Columns in which CallQ stores NULL for "unknown".
DO $$
DECLARE
  nullable record;
BEGIN
  FOR nullable IN
    SELECT wanted.table_name, wanted.column_name
    FROM (VALUES
      ('operators', 'tbank_login'), ('operators', 'office_id'), ('operators', 'supervisor_id'),
      ('calls', 'finish_time'), ('calls', 'phone_number'), ('calls', 'total_score'), ('calls', 'max_score'),
      ('calls', 'performance_percentage'), ('calls', 'analysis_id'), ('call_evaluations', 'score'),
      ('call_evaluations', 'max_score'), ('agreements', 'amount'), ('call_decline_reasons', 'product_category')
    ) AS wanted (table_name, column_name)
    JOIN pg_attribute a ON a.attrelid = to_regclass(wanted.table_name) AND a.attname = wanted.column_name
    WHERE a.attnotnull
  LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I DROP NOT NULL', nullable.table_name, nullable.column_name);
  END LOOP;
END $$;

-- A key on id: foreign keys point at it, and a call saved again replaces its row.
DO $$
DECLARE
  parent text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['departments', 'offices', 'supervisors', 'operators', 'calls'] LOOP
    CONTINUE WHEN to_regclass(parent) IS NULL;
    CONTINUE WHEN EXISTS (
      SELECT FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'id'
      WHERE i.indrelid = to_regclass(parent) AND i.indisunique AND i.indimmediate AND i.indisvalid
        AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum AND i.indpred IS NULL
    );
    IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass(parent) AND contype = 'p') THEN
      EXECUTE format('ALTER TABLE %I ADD UNIQUE (id)', parent);
    ELSE
      EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (id)', parent);
    END IF;
  END LOOP;
END $$;

-- The other children get theirs in 004, by name.
DO $$
BEGIN
  IF to_regclass('call_transcripts') IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'call_id' AND a.attnum = i.indkey[0]
    WHERE i.indrelid = to_regclass('call_transcripts') AND i.indpred IS NULL
  ) THEN
    CREATE INDEX call_transcripts_call_id_index ON call_transcripts (call_id);
  END IF;
END $$;
