-- Calls that are too long for one question are asked about in parts.

ALTER TABLE model_answers
  ADD COLUMN part smallint,
  ADD COLUMN first_phrase integer,
  ADD COLUMN last_phrase integer,
  ADD CONSTRAINT model_answers_part_check CHECK (
    num_nulls(part, first_phrase, last_phrase) = 3
    OR num_nulls(part, first_phrase, last_phrase) = 0
      AND part >= 1 AND first_phrase >= 0 AND last_phrase >= first_phrase
  );

ALTER TABLE analyses
  ADD COLUMN parts smallint NOT NULL DEFAULT 1,
  ADD CONSTRAINT analyses_parts_check CHECK (parts >= 1);

COMMENT ON COLUMN model_answers.part IS 'Which part of a long call the question showed, from 1. NULL: the whole call.';
COMMENT ON COLUMN model_answers.first_phrase IS
  'First phrase of the part (call_phrases.phrase_index); parts overlap. NULL: the whole call.';
COMMENT ON COLUMN model_answers.last_phrase IS 'Last phrase of the part. NULL: the whole call.';
COMMENT ON COLUMN analyses.parts IS 'Parts that the call was asked about in; 1: as a whole.';
