-- Every version of check-list, prompt and instructions that a run used, so that each judgement can be walked back to the
-- words it was made with.

CREATE TABLE checklist_versions (
  fingerprint text NOT NULL,
  department_id integer NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT checklist_versions_pkey PRIMARY KEY (fingerprint),
  CONSTRAINT checklist_versions_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments (id)
);

CREATE TABLE checklist_criteria (
  checklist_fingerprint text NOT NULL,
  position integer NOT NULL,
  criterion_id text NOT NULL,
  category text NOT NULL,
  name text NOT NULL,
  comment text NOT NULL,
  maximum numeric NOT NULL,
  conditions text NOT NULL,
  weight numeric NOT NULL,
  allows_not_applicable boolean NOT NULL,
  critical boolean NOT NULL,
  CONSTRAINT checklist_criteria_pkey PRIMARY KEY (checklist_fingerprint, position),
  CONSTRAINT checklist_criteria_checklist_fingerprint_criterion_id_key UNIQUE (checklist_fingerprint, criterion_id),
  CONSTRAINT checklist_criteria_checklist_fingerprint_fkey
    FOREIGN KEY (checklist_fingerprint) REFERENCES checklist_versions (fingerprint),
  CONSTRAINT checklist_criteria_position_check CHECK (position >= 1),
  CONSTRAINT checklist_criteria_maximum_check CHECK (maximum >= 0),
  CONSTRAINT checklist_criteria_weight_check CHECK (weight > 0)
);

CREATE TABLE prompt_versions (
  fingerprint text NOT NULL,
  template text NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT prompt_versions_pkey PRIMARY KEY (fingerprint)
);

CREATE TABLE instructions_versions (
  fingerprint text NOT NULL,
  text text NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT instructions_versions_pkey PRIMARY KEY (fingerprint)
);

COMMENT ON TABLE checklist_versions IS
  'Every check-list that a run used; runs tell when and by whom. Append-only; the criteria stand in checklist_criteria.';
COMMENT ON COLUMN checklist_versions.fingerprint IS 'SHA-256 of everything that is judged, tags included.';
COMMENT ON COLUMN checklist_versions.department_id IS 'Department that used it first; another one with an equal sheet shares the row.';
COMMENT ON COLUMN checklist_versions.first_used_at IS 'When the first run with it began, or the first one after the tables for versions were made.';
COMMENT ON TABLE checklist_criteria IS 'Criteria of each version of a check-list as they stood in the sheet. Append-only.';
COMMENT ON COLUMN checklist_criteria.position IS 'Order in the sheet, from 1; the same as in call_evaluations.';
COMMENT ON COLUMN checklist_criteria.criterion_id IS
  'Made of category and name; the same across versions while case, spaces, punctuation and ё/е are all that changes.';
COMMENT ON COLUMN checklist_criteria.comment IS 'Column B without its tags.';
COMMENT ON COLUMN checklist_criteria.maximum IS 'Maximum score.';
COMMENT ON COLUMN checklist_criteria.conditions IS 'Column D: which score is given for what.';
COMMENT ON COLUMN checklist_criteria.weight IS 'Tag [вес …]; 1 without it.';
COMMENT ON COLUMN checklist_criteria.allows_not_applicable IS 'Tag [н/п допустимо].';
COMMENT ON COLUMN checklist_criteria.critical IS 'Tag [критично].';
COMMENT ON TABLE prompt_versions IS 'Every prompt template that a run used. Append-only.';
COMMENT ON COLUMN prompt_versions.fingerprint IS 'SHA-256 of the template taken apart at its placeholders.';
COMMENT ON COLUMN prompt_versions.template IS 'The template in the form of a prompt file.';
COMMENT ON COLUMN prompt_versions.first_used_at IS 'When the first run with it began, or the first one after the tables for versions were made.';
COMMENT ON TABLE instructions_versions IS 'All instructions that a run used. Append-only.';
COMMENT ON COLUMN instructions_versions.fingerprint IS 'SHA-256 of the text.';
COMMENT ON COLUMN instructions_versions.text IS 'As inserted into the prompt; empty when the sheet is.';
COMMENT ON COLUMN instructions_versions.first_used_at IS 'When the first run with them began, or the first one after the tables for versions were made.';

CREATE TRIGGER checklist_versions_append_only BEFORE UPDATE ON checklist_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_update();
CREATE TRIGGER checklist_criteria_append_only BEFORE UPDATE ON checklist_criteria
  FOR EACH ROW EXECUTE FUNCTION refuse_update();
CREATE TRIGGER prompt_versions_append_only BEFORE UPDATE ON prompt_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_update();
CREATE TRIGGER instructions_versions_append_only BEFORE UPDATE ON instructions_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_update();

-- Analyses of before point at versions of which only the fingerprint is known: they are not judged, new ones are.
ALTER TABLE analyses
  ADD CONSTRAINT analyses_checklist_fingerprint_fkey
    FOREIGN KEY (checklist_fingerprint) REFERENCES checklist_versions (fingerprint) NOT VALID,
  ADD CONSTRAINT analyses_prompt_fingerprint_fkey
    FOREIGN KEY (prompt_fingerprint) REFERENCES prompt_versions (fingerprint) NOT VALID,
  ADD CONSTRAINT analyses_instructions_fingerprint_fkey
    FOREIGN KEY (instructions_fingerprint) REFERENCES instructions_versions (fingerprint) NOT VALID;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM analyses) THEN
    ALTER TABLE analyses
      VALIDATE CONSTRAINT analyses_checklist_fingerprint_fkey,
      VALIDATE CONSTRAINT analyses_prompt_fingerprint_fkey,
      VALIDATE CONSTRAINT analyses_instructions_fingerprint_fkey;
  END IF;
END $$;
