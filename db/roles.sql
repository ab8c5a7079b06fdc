-- Roles of CallQ, and what each may do. Not a migration: roles belong to the whole server, and making them takes rights
-- that the owner of a database need not have. Apply it with `callq db roles`, or in one transaction with
-- `psql -v ON_ERROR_STOP=1 --single-transaction -f db/roles.sql`, as the owner of the tables, who needs CREATEROLE while a
-- role is missing. Safe to run twice; run it again after each migration that adds a table. docs/security.md explains it.
--
-- callq_app           what the commands of CallQ need, all but `db migrate` and `db roles`
-- callq_bi            the BI views without personal data, and nothing else
-- callq_bi_personal   these and the BI views with personal data
--
-- Nobody logs in as one of them: make users of your own, `CREATE ROLE … LOGIN PASSWORD '…' IN ROLE callq_app`.

DO $roles$
DECLARE
  entry record;
  sequence_name regclass;
BEGIN
  FOR entry IN SELECT unnest(ARRAY['callq_app', 'callq_bi', 'callq_bi_personal']) AS name LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = entry.name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', entry.name);
    END IF;
    IF NOT has_database_privilege(entry.name, current_database(), 'CONNECT') THEN
      EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), entry.name);
    END IF;
    IF NOT has_schema_privilege(entry.name, current_schema(), 'USAGE') THEN
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), entry.name);
    END IF;
    -- A database that was made before PostgreSQL 15 lets everybody make tables.
    IF has_schema_privilege(entry.name, current_schema(), 'CREATE') THEN
      EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %I', current_schema(), entry.name);
    END IF;
  END LOOP;
  IF NOT pg_has_role('callq_bi_personal', 'callq_bi', 'MEMBER') THEN
    GRANT callq_bi TO callq_bi_personal;
  END IF;

  -- Each relation once. What an older schema does not have yet is left out.
  FOR entry IN
    SELECT to_regclass(quote_ident(current_schema()) || '.' || wanted.relation) AS relation, wanted.grantee, wanted.rights
    FROM (VALUES
      ('schema_migrations', 'callq_app', 'SELECT'),
      -- The directory.
      ('departments', 'callq_app', 'SELECT'),
      ('offices', 'callq_app', 'SELECT, INSERT'),
      ('supervisors', 'callq_app', 'SELECT, INSERT'),
      ('operators', 'callq_app', 'SELECT, INSERT, UPDATE'),
      -- What a run notes.
      ('database_mark', 'callq_app', 'SELECT, INSERT'),
      ('runs', 'callq_app', 'SELECT, INSERT, UPDATE'),
      ('call_ledger', 'callq_app', 'SELECT, INSERT, UPDATE'),
      ('day_listings', 'callq_app', 'SELECT, INSERT, UPDATE'),
      ('lock_takings', 'callq_app', 'SELECT, INSERT, UPDATE'),
      ('day_exports', 'callq_app', 'SELECT, INSERT, UPDATE'),
      ('log_entries', 'callq_app', 'SELECT, INSERT, DELETE'),
      -- Append-only: a version is never removed, a judgement by purge and forget alone.
      ('checklist_versions', 'callq_app', 'SELECT, INSERT'),
      ('checklist_criteria', 'callq_app', 'SELECT, INSERT'),
      ('prompt_versions', 'callq_app', 'SELECT, INSERT'),
      ('instructions_versions', 'callq_app', 'SELECT, INSERT'),
      ('model_answers', 'callq_app', 'SELECT, INSERT, UPDATE (body), DELETE'),
      ('analyses', 'callq_app', 'SELECT, INSERT, DELETE'),
      ('analysis_evidence', 'callq_app', 'SELECT, INSERT, DELETE'),
      ('call_phrases', 'callq_app', 'SELECT, INSERT, DELETE'),
      ('forget_key', 'callq_app', 'SELECT, INSERT'),
      ('forgotten_numbers', 'callq_app', 'SELECT, INSERT'),
      -- The current judgement, laid out.
      ('calls', 'callq_app', 'SELECT, INSERT, UPDATE, DELETE'),
      ('call_transcripts', 'callq_app', 'SELECT, INSERT, UPDATE, DELETE'),
      ('call_evaluations', 'callq_app', 'SELECT, INSERT, UPDATE, DELETE'),
      ('call_quotes', 'callq_app', 'SELECT, INSERT, UPDATE, DELETE'),
      ('call_recommendations', 'callq_app', 'SELECT, INSERT, UPDATE, DELETE'),
      ('agreements', 'callq_app', 'SELECT, INSERT, UPDATE, DELETE'),
      ('call_decline_reasons', 'callq_app', 'SELECT, INSERT, UPDATE, DELETE'),
      -- Views.
      ('evidence_shares', 'callq_app', 'SELECT'),
      ('night_reconciliation', 'callq_app', 'SELECT'),
      -- BI.
      ('bi_departments', 'callq_bi', 'SELECT'),
      ('bi_calls', 'callq_bi', 'SELECT'),
      ('bi_criteria', 'callq_bi', 'SELECT'),
      ('bi_criterion_month', 'callq_bi', 'SELECT'),
      ('bi_operator_day', 'callq_bi', 'SELECT'),
      ('bi_operator_month', 'callq_bi', 'SELECT'),
      ('bi_coverage', 'callq_bi', 'SELECT'),
      ('bi_decline_reasons', 'callq_bi', 'SELECT'),
      ('bi_agreements', 'callq_bi', 'SELECT'),
      ('bi_costs', 'callq_bi', 'SELECT'),
      ('bi_versions', 'callq_bi', 'SELECT'),
      ('bi_personal_operators', 'callq_bi_personal', 'SELECT'),
      ('bi_personal_calls', 'callq_bi_personal', 'SELECT'),
      ('bi_personal_texts', 'callq_bi_personal', 'SELECT')
    ) AS wanted (relation, grantee, rights)
  LOOP
    CONTINUE WHEN entry.relation IS NULL;
    -- The server only warns about rights that cannot be given.
    IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = entry.relation), 'USAGE') THEN
      RAISE EXCEPTION 'permission denied: must be owner of %', entry.relation USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('REVOKE ALL ON %s FROM callq_app, callq_bi, callq_bi_personal', entry.relation);
    EXECUTE format('GRANT %s ON %s TO %I', entry.rights, entry.relation, entry.grantee);
    CONTINUE WHEN entry.rights NOT LIKE '%INSERT%';
    -- Numbers for new rows; the tables of the old program may count with a sequence that no column owns.
    FOR sequence_name IN
      SELECT sequence.oid FROM pg_class AS sequence
      WHERE sequence.relkind = 'S' AND EXISTS (
        SELECT FROM pg_depend
        WHERE objid = sequence.oid AND classid = 'pg_class'::regclass
          AND refobjid = entry.relation AND refclassid = 'pg_class'::regclass
        UNION ALL
        SELECT FROM pg_depend JOIN pg_attrdef ON pg_attrdef.oid = pg_depend.objid
        WHERE pg_depend.refobjid = sequence.oid AND pg_depend.classid = 'pg_attrdef'::regclass
          AND pg_attrdef.adrelid = entry.relation
      )
    LOOP
      EXECUTE format('GRANT USAGE, SELECT, UPDATE ON SEQUENCE %s TO callq_app', sequence_name);
    END LOOP;
  END LOOP;
END
$roles$;
