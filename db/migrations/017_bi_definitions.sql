-- Views of BI whose columns mean something else than in 016: what was listed and what the ledger accounts for, coverage of
-- what was listed as everywhere else, criteria of the old program beside the same ones of check-lists, and less that could
-- tell who a client was. docs/bi.md explains them.

DROP VIEW bi_versions, bi_calls, bi_criterion_month, bi_criteria, bi_coverage, bi_decline_reasons, bi_personal_calls;

-- Equal values leave Student's t no deviation to go by; the rule of three does (docs/report.md).
CREATE OR REPLACE FUNCTION bi_interval_low(n bigint, average numeric, deviation numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 1 THEN round(CASE WHEN deviation = 0 THEN average * power(0.05, 1.0 / n)
ELSE greatest(0, average - deviation / sqrt(n::numeric) * (CASE n
  WHEN 2 THEN 12.7062
  WHEN 3 THEN 4.3027
  ELSE 1.96 + 2.37229 / (n - 1) + 2.82256 / (n - 1) ^ 2 + 2.5559 / (n - 1) ^ 3 + 1.5896 / (n - 1) ^ 4
END)::numeric) END, 2) END;

CREATE OR REPLACE FUNCTION bi_interval_high(n bigint, average numeric, deviation numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 1 THEN round(CASE WHEN deviation = 0 THEN 100 - (100 - average) * power(0.05, 1.0 / n)
ELSE least(100, average + deviation / sqrt(n::numeric) * (CASE n
  WHEN 2 THEN 12.7062
  WHEN 3 THEN 4.3027
  ELSE 1.96 + 2.37229 / (n - 1) + 2.82256 / (n - 1) ^ 2 + 2.5559 / (n - 1) ^ 3 + 1.5896 / (n - 1) ^ 4
END)::numeric) END, 2) END;

-- The rule of src/domain/checklist.ts by which check-lists name their criteria. Russian letters are told by hand: in a
-- database of the C locale lower() and classes of letters know Latin ones alone.
CREATE FUNCTION bi_comparable_text(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(
  translate(
    lower(normalize(words, NFKC)),
    'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё',
    'абвгдеежзийклмнопрстуфхцчшщъыьэюяе'
  ),
  '[^[:alnum:]а-я]+', ' ', 'g'
));

CREATE FUNCTION bi_criterion_id(category text, criterion text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN left(encode(sha256(convert_to(
  bi_comparable_text(coalesce(category, '')) || chr(10) || bi_comparable_text(coalesce(criterion, '')), 'UTF8'
)), 'hex'), 12);

COMMENT ON FUNCTION bi_comparable_text(text) IS
  'A name as names are compared: lower case, ё = е, no punctuation, single spaces.';
COMMENT ON FUNCTION bi_criterion_id(text, text) IS
  'criterion_id of a category and a name, by the rule of check-lists: for rows of the old program, which have none.';

CREATE VIEW bi_calls AS
SELECT
  calls.id AS call_id,
  calls.department_id,
  departments.name::text AS department,
  date(calls.start_time) AS day,
  date_trunc('month', calls.start_time)::date AS month,
  -- To the second and with the operator it would lead from anybody's list of phone calls to the client.
  date_trunc('hour', calls.start_time) AS start_time,
  extract(epoch FROM calls.finish_time - calls.start_time)::integer AS duration_seconds,
  calls.operator_id,
  operators.office_id,
  offices.name::text AS office,
  operators.supervisor_id,
  calls.total_score::numeric AS total_score,
  calls.max_score::numeric AS max_score,
  calls.performance_percentage::numeric AS performance_percentage,
  calls.final_percentage,
  calls.critical_failed,
  calls.scored_share,
  analyses.asked_model,
  analyses.answering_model,
  analyses.checklist_fingerprint,
  analyses.prompt_fingerprint,
  analyses.instructions_fingerprint,
  analyses.parts,
  analyses.requests,
  analyses.input_tokens,
  analyses.output_tokens,
  analyses.cost_usd,
  analyses.created_at AS analysed_at,
  analyses.rescore_of IS NOT NULL AS rescored
FROM calls
LEFT JOIN departments ON departments.id = calls.department_id
LEFT JOIN operators ON operators.id = calls.operator_id
LEFT JOIN offices ON offices.id = operators.office_id
LEFT JOIN LATERAL (
  SELECT * FROM analyses AS found WHERE found.id = calls.analysis_id OFFSET 0
) AS analyses ON true;

CREATE VIEW bi_criteria AS
SELECT
  call_evaluations.call_id,
  calls.department_id,
  date(calls.start_time) AS day,
  date_trunc('month', calls.start_time)::date AS month,
  calls.operator_id,
  analyses.checklist_fingerprint,
  call_evaluations.position,
  call_evaluations.known_id AS criterion_id,
  -- In rows of the old program names are the model's words: told are those of a check-list that has the criterion.
  CASE WHEN call_evaluations.criterion_id IS NULL THEN known.category ELSE call_evaluations.category::text END
    AS category,
  CASE WHEN call_evaluations.criterion_id IS NULL THEN known.criterion ELSE call_evaluations.criterion::text END
    AS criterion,
  call_evaluations.state,
  call_evaluations.score::numeric AS score,
  call_evaluations.max_score::numeric AS max_score,
  call_evaluations.percentage,
  call_evaluations.unsupported,
  checklist_criteria.weight,
  checklist_criteria.critical,
  call_evaluations.criterion_id IS NULL AS old_program
FROM calls
LEFT JOIN LATERAL (
  SELECT found.checklist_fingerprint FROM analyses AS found WHERE found.id = calls.analysis_id OFFSET 0
) AS analyses ON true
CROSS JOIN LATERAL (
  SELECT
    found.*,
    coalesce(found.criterion_id, bi_criterion_id(found.category, found.criterion)) AS known_id,
    CASE WHEN found.state = 'scored' THEN
      round(100 * found.score::numeric / nullif(found.max_score, 0)::numeric, 2)
    END AS percentage
  FROM call_evaluations AS found
  WHERE found.call_id = calls.id
  OFFSET 0
) AS call_evaluations
LEFT JOIN checklist_criteria ON checklist_criteria.checklist_fingerprint = analyses.checklist_fingerprint
  AND checklist_criteria.criterion_id = call_evaluations.criterion_id
LEFT JOIN (
  SELECT listed.criterion_id, max(listed.category) AS category, max(listed.name) AS criterion
  FROM checklist_criteria AS listed
  GROUP BY listed.criterion_id
) AS known ON known.criterion_id = call_evaluations.known_id;

CREATE VIEW bi_criterion_month AS
SELECT
  department_id,
  month,
  criterion_id,
  -- Compared byte by byte: which spelling it is does not matter, and the language's order costs as much as all the rest.
  max(category COLLATE "C") COLLATE "default" AS category,
  max(criterion COLLATE "C") COLLATE "default" AS criterion,
  count(*) AS evaluations,
  count(*) FILTER (WHERE state = 'not_applicable') AS not_applicable,
  count(*) FILTER (WHERE state = 'not_scored') AS not_scored,
  count(*) FILTER (WHERE unsupported) AS unsupported,
  count(*) FILTER (WHERE old_program) AS old_program,
  count(percentage) AS percentage_n,
  round(avg(percentage), 2) AS percentage_average,
  bi_interval_low(count(percentage), avg(percentage), stddev_samp(percentage)) AS percentage_low,
  bi_interval_high(count(percentage), avg(percentage), stddev_samp(percentage)) AS percentage_high
FROM bi_criteria
GROUP BY department_id, month, criterion_id;

CREATE VIEW bi_coverage AS
SELECT
  nights.department_id,
  nights.day,
  date_trunc('month', nights.day::timestamp)::date AS month,
  listing.listed,
  ledger.accounted,
  listing.listed - ledger.accounted AS listed_difference,
  listing.listed - listing.found AS missing,
  ledger.accounted - listing.found AS unlisted,
  ledger.saved + ledger.not_sales AS analysed,
  ledger.too_short + ledger.unknown_operator + ledger.ambiguous_operator + ledger.internal_segment
    + ledger.other_department + ledger.no_transcript + ledger.too_few_phrases + ledger.too_long + ledger.malformed
    AS excluded,
  ledger.pending_transcript + ledger.pending + ledger.failed AS unfinished,
  ledger.saved,
  ledger.not_sales,
  ledger.too_short,
  ledger.unknown_operator,
  ledger.ambiguous_operator,
  ledger.internal_segment,
  ledger.other_department,
  ledger.no_transcript,
  ledger.too_few_phrases,
  ledger.too_long,
  ledger.malformed,
  ledger.pending_transcript,
  ledger.pending,
  ledger.failed,
  ledger.purged,
  round(100.0 * (ledger.saved + ledger.not_sales) / nullif(listing.listed, 0), 2) AS coverage_percentage,
  round(
    100.0 * (ledger.saved + ledger.not_sales)
    / nullif(ledger.saved + ledger.not_sales + ledger.pending_transcript + ledger.pending + ledger.failed, 0),
    2
  ) AS completion_percentage
FROM (SELECT DISTINCT runs.department_id, runs.day FROM runs) AS nights
LEFT JOIN LATERAL (
  SELECT
    (cardinality(noted.call_ids) + cardinality(noted.vanished_ids))::bigint AS listed,
    (
      -- A join would be planned as a loop over both in a database that is too new to have statistics of its tables.
      SELECT count(*) FROM (
        SELECT unnest(noted.call_ids || noted.vanished_ids)
        INTERSECT
        SELECT entry.call_id FROM call_ledger AS entry
        WHERE entry.department_id = nights.department_id AND entry.day = nights.day
      ) AS both_places
    ) AS found
  FROM day_listings AS noted
  WHERE noted.department_id = nights.department_id AND noted.day = nights.day
) AS listing ON true
CROSS JOIN LATERAL (
  SELECT
    count(*) AS accounted,
    count(*) FILTER (WHERE entry.state = 'saved') AS saved,
    count(*) FILTER (WHERE entry.state = 'not_sales') AS not_sales,
    count(*) FILTER (WHERE entry.state = 'too_short') AS too_short,
    count(*) FILTER (WHERE entry.state = 'unknown_operator') AS unknown_operator,
    count(*) FILTER (WHERE entry.state = 'ambiguous_operator') AS ambiguous_operator,
    count(*) FILTER (WHERE entry.state = 'internal_segment') AS internal_segment,
    count(*) FILTER (WHERE entry.state = 'other_department') AS other_department,
    count(*) FILTER (WHERE entry.state = 'no_transcript') AS no_transcript,
    count(*) FILTER (WHERE entry.state = 'too_few_phrases') AS too_few_phrases,
    count(*) FILTER (WHERE entry.state = 'too_long') AS too_long,
    count(*) FILTER (WHERE entry.state = 'malformed') AS malformed,
    count(*) FILTER (WHERE entry.state = 'pending_transcript') AS pending_transcript,
    count(*) FILTER (WHERE entry.state = 'pending') AS pending,
    count(*) FILTER (WHERE entry.state = 'failed') AS failed,
    count(entry.purged_at) AS purged
  FROM call_ledger AS entry
  WHERE entry.department_id = nights.department_id AND entry.day = nights.day
) AS ledger;

CREATE VIEW bi_decline_reasons AS
SELECT
  reason.id AS decline_reason_id,
  reason.call_id,
  calls.department_id,
  date(calls.start_time) AS day,
  date_trunc('month', calls.start_time)::date AS month,
  calls.operator_id,
  CASE WHEN reason.reason_type IN
    ('прекратил_закупки', 'снижение_объемов', 'проблемы_с_товаром', 'проблемы_с_сервисом')
    THEN reason.reason_type::text ELSE 'другое'
  END AS reason_type,
  -- What hardly anybody else names could tell who it was. The calls that name it are looked at one by one, the newest first,
  -- so that of a product that everybody names five are read. A number is the same in all ways of writing it; none is nobody.
  CASE WHEN (
    WITH RECURSIVE naming AS (
      SELECT 9223372036854775807 AS call_id, 0 AS looked_at, ARRAY[]::text[] AS clients
      UNION ALL
      SELECT
        other.call_id,
        naming.looked_at + 1,
        CASE WHEN length(digits.client) >= 5 AND digits.client <> ALL (naming.clients)
          THEN naming.clients || digits.client ELSE naming.clients
        END
      FROM naming
      CROSS JOIN LATERAL (
        SELECT found.call_id FROM call_decline_reasons AS found
        WHERE left(lower(btrim(found.product_category)), 100) = left(lower(btrim(reason.product_category)), 100)
          AND found.call_id < naming.call_id
        ORDER BY found.call_id DESC
        LIMIT 1
      ) AS other
      CROSS JOIN LATERAL (
        SELECT right(regexp_replace(found.phone_number, '[^0-9]', '', 'g'), 10) AS client
        FROM calls AS found WHERE found.id = other.call_id
      ) AS digits
      WHERE cardinality(naming.clients) < 5 AND naming.looked_at < 200
    )
    SELECT max(cardinality(naming.clients)) FROM naming
  ) = 5 THEN left(lower(btrim(reason.product_category)), 100) END AS product_category
FROM calls
CROSS JOIN LATERAL (
  SELECT * FROM call_decline_reasons AS found WHERE found.call_id = calls.id OFFSET 0
) AS reason;

CREATE VIEW bi_versions AS
SELECT
  department_id,
  day,
  checklist_fingerprint,
  prompt_fingerprint,
  instructions_fingerprint,
  asked_model,
  answering_model,
  count(*) AS calls,
  count(*) FILTER (WHERE rescored) AS rescored,
  count(performance_percentage) AS percentage_n,
  round(avg(performance_percentage), 2) AS percentage_average,
  bi_interval_low(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_low,
  bi_interval_high(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_high
FROM bi_calls
GROUP BY
  department_id, day, checklist_fingerprint, prompt_fingerprint, instructions_fingerprint, asked_model, answering_model;

CREATE VIEW bi_personal_calls AS
SELECT
  calls.id AS call_id,
  calls.start_time,
  calls.finish_time,
  calls.phone_number::text AS phone_number,
  call_transcripts.transcript
FROM calls
LEFT JOIN call_transcripts ON call_transcripts.call_id = calls.id;

-- Comments; docs/bi.md holds the same, a test compares.

COMMENT ON VIEW bi_calls IS
  'One row per analysed, suitable call; no call that failed or was excluded.';
COMMENT ON COLUMN bi_calls.call_id IS 'segmentId of T-Bank.';
COMMENT ON COLUMN bi_calls.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_calls.department IS 'Its name.';
COMMENT ON COLUMN bi_calls.day IS 'Business day of the call''s start, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_calls.month IS 'First day of its month.';
COMMENT ON COLUMN bi_calls.start_time IS
  'Hour of the start, wall time in CALLQ_TIMEZONE; the exact one stands in bi_personal_calls.';
COMMENT ON COLUMN bi_calls.duration_seconds IS 'From start to finish. NULL: not known.';
COMMENT ON COLUMN bi_calls.operator_id IS 'Row of operators; names stand in bi_personal_operators.';
COMMENT ON COLUMN bi_calls.office_id IS 'Office of the operator today. NULL: not known.';
COMMENT ON COLUMN bi_calls.office IS 'Its name.';
COMMENT ON COLUMN bi_calls.supervisor_id IS
  'Supervisor of the operator today; names stand in bi_personal_operators. NULL: not known.';
COMMENT ON COLUMN bi_calls.total_score IS 'Sum of the scores. NULL: nothing was scored.';
COMMENT ON COLUMN bi_calls.max_score IS 'Sum of the maxima of what was scored. NULL: nothing was scored.';
COMMENT ON COLUMN bi_calls.performance_percentage IS
  '100 * total_score / max_score, rounded down. NULL: the maximum is 0 or nothing was scored.';
COMMENT ON COLUMN bi_calls.final_percentage IS
  'Weighted percentage; 0: a critical criterion scored 0. NULL: too little was scored, or call of before.';
COMMENT ON COLUMN bi_calls.critical_failed IS
  'A critical criterion scored 0. NULL: none did, but one was not scored; or call of before.';
COMMENT ON COLUMN bi_calls.scored_share IS
  'Scored part of the weighted maximum of the criteria that apply, 0 to 1. NULL: that maximum is 0, or call of before.';
COMMENT ON COLUMN bi_calls.asked_model IS 'MODEL that was asked. NULL: call of the old program.';
COMMENT ON COLUMN bi_calls.answering_model IS 'Model that says it answered. NULL: it does not say.';
COMMENT ON COLUMN bi_calls.checklist_fingerprint IS
  'SHA-256 of the check-list that judged. NULL: call of the old program.';
COMMENT ON COLUMN bi_calls.prompt_fingerprint IS 'SHA-256 of the prompt template. NULL: call of the old program.';
COMMENT ON COLUMN bi_calls.instructions_fingerprint IS 'SHA-256 of the instructions. NULL: call of the old program.';
COMMENT ON COLUMN bi_calls.parts IS
  'Parts that the call was asked about in; 1: as a whole. NULL: call of the old program.';
COMMENT ON COLUMN bi_calls.requests IS
  'Answers of the model that the judgement was made of. NULL: call of the old program.';
COMMENT ON COLUMN bi_calls.input_tokens IS 'Of these answers. NULL: unknown for at least one.';
COMMENT ON COLUMN bi_calls.output_tokens IS 'Of these answers. NULL: unknown for at least one.';
COMMENT ON COLUMN bi_calls.cost_usd IS
  'US dollars, of these answers; what a night cost stands in bi_costs. NULL: unknown for at least one.';
COMMENT ON COLUMN bi_calls.analysed_at IS 'When the judgement was made. NULL: call of the old program.';
COMMENT ON COLUMN bi_calls.rescored IS 'The stored answers were judged anew by callq rescore.';

COMMENT ON VIEW bi_criteria IS
  'One row per call of bi_calls and criterion of its check-list.';
COMMENT ON COLUMN bi_criteria.call_id IS 'segmentId of T-Bank; leads to bi_calls.';
COMMENT ON COLUMN bi_criteria.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_criteria.day IS 'Business day of the call''s start, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_criteria.month IS 'First day of its month.';
COMMENT ON COLUMN bi_criteria.operator_id IS 'Row of operators; names stand in bi_personal_operators.';
COMMENT ON COLUMN bi_criteria.checklist_fingerprint IS
  'SHA-256 of the check-list that judged. NULL: call of the old program.';
COMMENT ON COLUMN bi_criteria.position IS 'Order in the check-list, from 1. NULL: call of the old program.';
COMMENT ON COLUMN bi_criteria.criterion_id IS
  'The same across versions of the check-list while category and name stay; of calls of the old program made of theirs by the same rule.';
COMMENT ON COLUMN bi_criteria.category IS
  'As in the check-list. NULL: call of the old program, and no check-list has the criterion: words of the model.';
COMMENT ON COLUMN bi_criteria.criterion IS 'As in the check-list. NULL: as category.';
COMMENT ON COLUMN bi_criteria.state IS
  'scored, not_applicable (did not come up in this call) or not_scored (the model gave no usable score).';
COMMENT ON COLUMN bi_criteria.score IS 'NULL unless scored.';
COMMENT ON COLUMN bi_criteria.max_score IS 'NULL unless scored.';
COMMENT ON COLUMN bi_criteria.percentage IS
  '100 * score / max_score. NULL unless scored with a maximum above 0: averages leave it out.';
COMMENT ON COLUMN bi_criteria.unsupported IS
  'Scored above 0 without a quote that was found in the transcript. NULL: not scored above 0, or call of before.';
COMMENT ON COLUMN bi_criteria.weight IS 'Tag [вес …]; 1 without it. NULL: call of the old program.';
COMMENT ON COLUMN bi_criteria.critical IS 'Tag [критично]. NULL: call of the old program.';
COMMENT ON COLUMN bi_criteria.old_program IS 'Judged by the old program.';

COMMENT ON VIEW bi_criterion_month IS
  'Averages of bi_criteria by department, month and criterion; a criterion is its category and name, whoever judged.';
COMMENT ON COLUMN bi_criterion_month.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_criterion_month.month IS 'First day of the month.';
COMMENT ON COLUMN bi_criterion_month.criterion_id IS 'As in bi_criteria.';
COMMENT ON COLUMN bi_criterion_month.category IS 'As in bi_criteria.';
COMMENT ON COLUMN bi_criterion_month.criterion IS 'As in bi_criteria.';
COMMENT ON COLUMN bi_criterion_month.evaluations IS
  'Rows of bi_criteria: percentage_n + not_applicable + not_scored, and those with a maximum of 0.';
COMMENT ON COLUMN bi_criterion_month.not_applicable IS 'Did not come up; not in the average.';
COMMENT ON COLUMN bi_criterion_month.not_scored IS 'Without a usable score; not in the average.';
COMMENT ON COLUMN bi_criterion_month.unsupported IS 'Scored above 0 without a quote that was found.';
COMMENT ON COLUMN bi_criterion_month.old_program IS 'Evaluations that the old program made.';
COMMENT ON COLUMN bi_criterion_month.percentage_n IS 'What the average is over.';
COMMENT ON COLUMN bi_criterion_month.percentage_average IS 'Average of percentage. NULL: none.';
COMMENT ON COLUMN bi_criterion_month.percentage_low IS
  'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_criterion_month.percentage_high IS
  'Upper end of the 95 % interval of the average. NULL: fewer than 2.';

COMMENT ON VIEW bi_coverage IS
  'One row per department and day that a run took: what T-Bank listed, and what became of these calls by the ledger.';
COMMENT ON COLUMN bi_coverage.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_coverage.day IS 'Business day in whose listing the calls stood.';
COMMENT ON COLUMN bi_coverage.month IS 'First day of its month.';
COMMENT ON COLUMN bi_coverage.listed IS
  'Calls that listings of the day held, those that vanished later included. NULL: no listing was noted, so it is not known.';
COMMENT ON COLUMN bi_coverage.accounted IS 'Calls in the ledger: analysed + excluded + unfinished.';
COMMENT ON COLUMN bi_coverage.listed_difference IS
  'listed - accounted = missing - unlisted; 0 without a defect. NULL: as listed.';
COMMENT ON COLUMN bi_coverage.missing IS 'Listed, without a row in the ledger. NULL: as listed.';
COMMENT ON COLUMN bi_coverage.unlisted IS 'In the ledger, and in no listing. NULL: as listed.';
COMMENT ON COLUMN bi_coverage.analysed IS 'saved + not_sales: judged.';
COMMENT ON COLUMN bi_coverage.excluded IS 'Sum of the nine reasons too_short to malformed.';
COMMENT ON COLUMN bi_coverage.unfinished IS 'pending_transcript + pending + failed.';
COMMENT ON COLUMN bi_coverage.saved IS 'Judged and scored.';
COMMENT ON COLUMN bi_coverage.not_sales IS 'Judged: no sales call.';
COMMENT ON COLUMN bi_coverage.too_short IS 'Shorter than CALLQ_MIN_DURATION_SECONDS.';
COMMENT ON COLUMN bi_coverage.unknown_operator IS 'No operator of the directory.';
COMMENT ON COLUMN bi_coverage.ambiguous_operator IS 'The name fits two operators.';
COMMENT ON COLUMN bi_coverage.internal_segment IS 'Without a client phone.';
COMMENT ON COLUMN bi_coverage.other_department IS 'Stored for another department.';
COMMENT ON COLUMN bi_coverage.no_transcript IS 'There is none, or the number was forgotten.';
COMMENT ON COLUMN bi_coverage.too_few_phrases IS 'Fewer than CALLQ_MIN_PHRASES.';
COMMENT ON COLUMN bi_coverage.too_long IS 'Over LLM_MAX_INPUT_TOKENS.';
COMMENT ON COLUMN bi_coverage.malformed IS 'An entry that cannot be read.';
COMMENT ON COLUMN bi_coverage.pending_transcript IS 'The transcript is still to come.';
COMMENT ON COLUMN bi_coverage.pending IS 'Left by a limit, a budget or an interruption.';
COMMENT ON COLUMN bi_coverage.failed IS 'Failed; the next night tries again.';
COMMENT ON COLUMN bi_coverage.purged IS
  'Of these calls, those whose rows callq purge removed; each is counted by its state as well.';
COMMENT ON COLUMN bi_coverage.coverage_percentage IS
  '100 * analysed / listed: of all calls, those that were judged. NULL: as listed, or no call was listed.';
COMMENT ON COLUMN bi_coverage.completion_percentage IS
  '100 * analysed / (analysed + unfinished): of the calls that were to be judged, those that were. NULL: none was.';

COMMENT ON VIEW bi_decline_reasons IS
  'One row per reason to buy less or nothing, without its text.';
COMMENT ON COLUMN bi_decline_reasons.decline_reason_id IS 'Leads to call_decline_reasons.';
COMMENT ON COLUMN bi_decline_reasons.call_id IS 'segmentId of T-Bank; leads to bi_calls.';
COMMENT ON COLUMN bi_decline_reasons.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_decline_reasons.day IS 'Business day of the call''s start, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_decline_reasons.month IS 'First day of its month.';
COMMENT ON COLUMN bi_decline_reasons.operator_id IS 'Row of operators; names stand in bi_personal_operators.';
COMMENT ON COLUMN bi_decline_reasons.reason_type IS
  'прекратил_закупки, снижение_объемов, проблемы_с_товаром, проблемы_с_сервисом; другое for words of the model''s own.';
COMMENT ON COLUMN bi_decline_reasons.product_category IS
  'In lower case. NULL: all or not named, or by fewer than 5 clients whose numbers are known, of the newest 200 calls that name it.';

COMMENT ON VIEW bi_versions IS
  'Calls of bi_calls by department, day and what judged them: where a figure jumps, look whether the yardstick changed.';
COMMENT ON COLUMN bi_versions.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_versions.day IS 'Business day of the call''s start, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_versions.checklist_fingerprint IS
  'SHA-256 of the check-list that judged. NULL: call of the old program.';
COMMENT ON COLUMN bi_versions.prompt_fingerprint IS 'SHA-256 of the prompt template. NULL: call of the old program.';
COMMENT ON COLUMN bi_versions.instructions_fingerprint IS
  'SHA-256 of the instructions. NULL: call of the old program.';
COMMENT ON COLUMN bi_versions.asked_model IS 'MODEL that was asked. NULL: call of the old program.';
COMMENT ON COLUMN bi_versions.answering_model IS 'Model that says it answered. NULL: it does not say.';
COMMENT ON COLUMN bi_versions.calls IS 'Analysed, suitable calls.';
COMMENT ON COLUMN bi_versions.rescored IS 'Of these, those that callq rescore judged anew.';
COMMENT ON COLUMN bi_versions.percentage_n IS 'Calls with a performance_percentage: what the average is over.';
COMMENT ON COLUMN bi_versions.percentage_average IS 'Average of performance_percentage. NULL: none.';
COMMENT ON COLUMN bi_versions.percentage_low IS 'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_versions.percentage_high IS 'Upper end of the 95 % interval of the average. NULL: fewer than 2.';

COMMENT ON VIEW bi_personal_calls IS
  'Personal data: exact times, numbers and transcripts of the calls of bi_calls.';
COMMENT ON COLUMN bi_personal_calls.call_id IS 'segmentId of T-Bank; leads to bi_calls.';
COMMENT ON COLUMN bi_personal_calls.start_time IS 'Start, wall time in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_personal_calls.finish_time IS 'Finish, wall time in CALLQ_TIMEZONE. NULL: not known.';
COMMENT ON COLUMN bi_personal_calls.phone_number IS
  'Client''s number as T-Bank gives it. NULL: withheld or internal.';
COMMENT ON COLUMN bi_personal_calls.transcript IS 'What was said. NULL: purged.';

-- Who could read the views before can read them again, so that no dashboard stops.
DO $rights$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'callq_bi' AND has_table_privilege(oid, 'bi_departments', 'SELECT')) THEN
    GRANT SELECT ON bi_versions, bi_calls, bi_criterion_month, bi_criteria, bi_coverage, bi_decline_reasons TO callq_bi;
  END IF;
  IF EXISTS (
    SELECT FROM pg_roles WHERE rolname = 'callq_bi_personal' AND has_table_privilege(oid, 'bi_personal_texts', 'SELECT')
  ) THEN
    GRANT SELECT ON bi_personal_calls TO callq_bi_personal;
  END IF;
END
$rights$;
