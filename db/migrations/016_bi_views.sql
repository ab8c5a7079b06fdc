-- What BI reads: views with stable names. docs/bi.md explains them; db/roles.sql says who may read which.
--
-- Somebody who looks at a month asks for a fiftieth of the rows. What hangs on a call is looked up call by call for that
-- (LATERAL … OFFSET 0 keeps the planner to it), because with its usual settings the planner would rather read all rows of a
-- table that is fifty times larger.

-- 95 % interval of an average of percentages, by Student's distribution (its quantile as a series in 1 / degrees of
-- freedom, off by less than 0.2 %), kept within 0 to 100.
CREATE FUNCTION bi_interval_low(n bigint, average numeric, deviation numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 1 THEN round(greatest(0, average - deviation / sqrt(n::numeric) * (CASE n
  WHEN 2 THEN 12.7062
  WHEN 3 THEN 4.3027
  ELSE 1.96 + 2.37229 / (n - 1) + 2.82256 / (n - 1) ^ 2 + 2.5559 / (n - 1) ^ 3 + 1.5896 / (n - 1) ^ 4
END)::numeric), 2) END;

CREATE FUNCTION bi_interval_high(n bigint, average numeric, deviation numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 1 THEN round(least(100, average + deviation / sqrt(n::numeric) * (CASE n
  WHEN 2 THEN 12.7062
  WHEN 3 THEN 4.3027
  ELSE 1.96 + 2.37229 / (n - 1) + 2.82256 / (n - 1) ^ 2 + 2.5559 / (n - 1) ^ 3 + 1.5896 / (n - 1) ^ 4
END)::numeric), 2) END;

COMMENT ON FUNCTION bi_interval_low(bigint, numeric, numeric) IS
  'Lower end of the 95 % interval of an average of percentages: count, avg and stddev_samp of them. NULL: fewer than 2.';
COMMENT ON FUNCTION bi_interval_high(bigint, numeric, numeric) IS
  'Upper end of the 95 % interval of an average of percentages: count, avg and stddev_samp of them. NULL: fewer than 2.';

-- Of the few names of criteria each stands in very many rows, and a hash index walks past all of them to add one more:
-- adding calls became slower with every call. Rows are found by call or by criterion_id.
DROP INDEX IF EXISTS call_evaluations_criterion_index;

CREATE INDEX calls_month_department_id_index ON calls ((date_trunc('month', start_time)::date), department_id);

CREATE VIEW bi_departments AS
SELECT id AS department_id, name::text AS department FROM departments;

CREATE VIEW bi_calls AS
SELECT
  calls.id AS call_id,
  calls.department_id,
  departments.name::text AS department,
  date(calls.start_time) AS day,
  date_trunc('month', calls.start_time)::date AS month,
  calls.start_time,
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
  call_evaluations.criterion_id,
  call_evaluations.category::text AS category,
  call_evaluations.criterion::text AS criterion,
  call_evaluations.state,
  call_evaluations.score::numeric AS score,
  call_evaluations.max_score::numeric AS max_score,
  call_evaluations.percentage,
  call_evaluations.unsupported,
  checklist_criteria.weight,
  checklist_criteria.critical
FROM calls
LEFT JOIN LATERAL (
  SELECT found.checklist_fingerprint FROM analyses AS found WHERE found.id = calls.analysis_id OFFSET 0
) AS analyses ON true
CROSS JOIN LATERAL (
  SELECT
    found.*,
    CASE WHEN found.state = 'scored' THEN
      round(100 * found.score::numeric / nullif(found.max_score, 0)::numeric, 2)
    END AS percentage
  FROM call_evaluations AS found
  WHERE found.call_id = calls.id
  OFFSET 0
) AS call_evaluations
LEFT JOIN checklist_criteria ON checklist_criteria.checklist_fingerprint = analyses.checklist_fingerprint
  AND checklist_criteria.criterion_id = call_evaluations.criterion_id;

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
  count(percentage) AS percentage_n,
  round(avg(percentage), 2) AS percentage_average,
  bi_interval_low(count(percentage), avg(percentage), stddev_samp(percentage)) AS percentage_low,
  bi_interval_high(count(percentage), avg(percentage), stddev_samp(percentage)) AS percentage_high
FROM bi_criteria
GROUP BY department_id, month, criterion_id, CASE WHEN criterion_id IS NULL THEN criterion END;

CREATE VIEW bi_operator_day AS
SELECT
  department_id,
  day,
  operator_id,
  office_id,
  supervisor_id,
  count(*) AS calls,
  sum(duration_seconds) AS duration_seconds,
  count(*) FILTER (WHERE critical_failed) AS critical_failed,
  count(performance_percentage) AS percentage_n,
  round(avg(performance_percentage), 2) AS percentage_average,
  bi_interval_low(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_low,
  bi_interval_high(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_high,
  count(final_percentage) AS final_n,
  round(avg(final_percentage), 2) AS final_average,
  bi_interval_low(count(final_percentage), avg(final_percentage), stddev_samp(final_percentage)) AS final_low,
  bi_interval_high(count(final_percentage), avg(final_percentage), stddev_samp(final_percentage)) AS final_high
FROM (
  SELECT
    calls.department_id, date(calls.start_time) AS day, calls.operator_id,
    operators.office_id, operators.supervisor_id, calls.critical_failed, calls.final_percentage,
    calls.performance_percentage::numeric AS performance_percentage,
    extract(epoch FROM calls.finish_time - calls.start_time)::integer AS duration_seconds
  FROM calls
  LEFT JOIN operators ON operators.id = calls.operator_id
) AS judged
GROUP BY department_id, day, operator_id, office_id, supervisor_id;

CREATE VIEW bi_operator_month AS
SELECT
  department_id,
  month,
  operator_id,
  office_id,
  supervisor_id,
  count(*) AS calls,
  count(DISTINCT day) AS days,
  sum(duration_seconds) AS duration_seconds,
  count(*) FILTER (WHERE critical_failed) AS critical_failed,
  count(performance_percentage) AS percentage_n,
  round(avg(performance_percentage), 2) AS percentage_average,
  bi_interval_low(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_low,
  bi_interval_high(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_high,
  count(final_percentage) AS final_n,
  round(avg(final_percentage), 2) AS final_average,
  bi_interval_low(count(final_percentage), avg(final_percentage), stddev_samp(final_percentage)) AS final_low,
  bi_interval_high(count(final_percentage), avg(final_percentage), stddev_samp(final_percentage)) AS final_high
FROM (
  SELECT
    calls.department_id, date_trunc('month', calls.start_time)::date AS month, date(calls.start_time) AS day, calls.operator_id,
    operators.office_id, operators.supervisor_id, calls.critical_failed, calls.final_percentage,
    calls.performance_percentage::numeric AS performance_percentage,
    extract(epoch FROM calls.finish_time - calls.start_time)::integer AS duration_seconds
  FROM calls
  LEFT JOIN operators ON operators.id = calls.operator_id
) AS judged
GROUP BY department_id, month, operator_id, office_id, supervisor_id;

CREATE VIEW bi_coverage AS
SELECT
  nights.department_id,
  nights.day,
  date_trunc('month', nights.day::timestamp)::date AS month,
  ledger.listed,
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
  round(
    100.0 * (ledger.saved + ledger.not_sales)
    / nullif(ledger.saved + ledger.not_sales + ledger.pending_transcript + ledger.pending + ledger.failed, 0),
    2
  ) AS coverage_percentage
FROM (SELECT DISTINCT runs.department_id, runs.day FROM runs) AS nights
CROSS JOIN LATERAL (
  SELECT
    count(*) AS listed,
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

-- What the model wrote can be longer than an index entry may be: the first hundred characters tell products apart.
CREATE INDEX call_decline_reasons_product_category_index
  ON call_decline_reasons (left(lower(btrim(product_category)), 100), call_id);

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
  -- What hardly anybody else names could tell who it was.
  CASE WHEN (
    SELECT count(*) FROM (
      SELECT DISTINCT other.call_id FROM call_decline_reasons AS other
      WHERE left(lower(btrim(other.product_category)), 100) = left(lower(btrim(reason.product_category)), 100)
      ORDER BY other.call_id
      LIMIT 5
    ) AS naming
  ) = 5 THEN left(lower(btrim(reason.product_category)), 100) END AS product_category
FROM calls
CROSS JOIN LATERAL (
  SELECT * FROM call_decline_reasons AS found WHERE found.call_id = calls.id OFFSET 0
) AS reason;

CREATE VIEW bi_agreements AS
SELECT
  agreements.id AS agreement_id,
  agreements.call_id,
  calls.department_id,
  date(calls.start_time) AS day,
  date_trunc('month', calls.start_time)::date AS month,
  calls.operator_id,
  agreements.amount::numeric AS amount
FROM calls
CROSS JOIN LATERAL (
  SELECT * FROM agreements AS found WHERE found.call_id = calls.id OFFSET 0
) AS agreements;

CREATE VIEW bi_costs AS
SELECT
  runs.id AS run_id,
  runs.department_id,
  runs.day,
  date_trunc('month', runs.day::timestamp)::date AS month,
  runs.started_at,
  extract(epoch FROM runs.finished_at - runs.started_at)::integer AS duration_seconds,
  runs.exit_code,
  runs.asked_model,
  runs.analysed,
  answers.answers,
  answers.without_cost AS answers_without_cost,
  CASE WHEN runs.finished_at IS NULL THEN answers.input_tokens ELSE runs.input_tokens END AS input_tokens,
  CASE WHEN runs.finished_at IS NULL THEN answers.output_tokens ELSE runs.output_tokens END AS output_tokens,
  CASE WHEN runs.finished_at IS NULL THEN answers.cost_usd ELSE runs.cost_usd END AS cost_usd,
  runs.possibly_paid_requests,
  runs.possibly_paid_tokens,
  runs.possibly_paid_cost_usd
FROM runs
CROSS JOIN LATERAL (
  SELECT
    count(*) AS answers,
    count(*) FILTER (WHERE model_answers.cost_usd IS NULL) AS without_cost,
    sum(model_answers.input_tokens) AS input_tokens,
    sum(model_answers.output_tokens) AS output_tokens,
    sum(model_answers.cost_usd) AS cost_usd
  FROM model_answers
  WHERE model_answers.run_id = runs.id
) AS answers;

CREATE VIEW bi_versions AS
SELECT
  department_id,
  day,
  checklist_fingerprint,
  prompt_fingerprint,
  instructions_fingerprint,
  asked_model,
  count(*) AS calls,
  count(*) FILTER (WHERE rescored) AS rescored,
  count(performance_percentage) AS percentage_n,
  round(avg(performance_percentage), 2) AS percentage_average,
  bi_interval_low(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_low,
  bi_interval_high(count(performance_percentage), avg(performance_percentage), stddev_samp(performance_percentage))
    AS percentage_high
FROM bi_calls
GROUP BY department_id, day, checklist_fingerprint, prompt_fingerprint, instructions_fingerprint, asked_model;

-- With personal data: not for callq_bi.

CREATE VIEW bi_personal_operators AS
SELECT
  operators.id AS operator_id,
  operators.full_name::text AS full_name,
  operators.department_id,
  operators.office_id,
  offices.name::text AS office,
  operators.supervisor_id,
  supervisors.full_name::text AS supervisor,
  operators.active
FROM operators
LEFT JOIN offices ON offices.id = operators.office_id
LEFT JOIN supervisors ON supervisors.id = operators.supervisor_id;

CREATE VIEW bi_personal_calls AS
SELECT calls.id AS call_id, calls.phone_number::text AS phone_number, call_transcripts.transcript
FROM calls
LEFT JOIN call_transcripts ON call_transcripts.call_id = calls.id;

CREATE VIEW bi_personal_texts AS
SELECT call_id, 'reason' AS kind, criterion::text AS about, reason AS text FROM call_evaluations
WHERE reason IS NOT NULL
UNION ALL
SELECT call_id, 'quote', criterion_id, quote FROM call_quotes
UNION ALL
SELECT call_id, 'issue', category::text, issue FROM call_recommendations
UNION ALL
SELECT call_id, 'recommendation', category::text, recommendation FROM call_recommendations
UNION ALL
SELECT call_id, 'agreement', NULL, agreement FROM agreements
UNION ALL
SELECT call_id, 'decline_reason', concat_ws(': ', reason_type, product_category), reason_description
FROM call_decline_reasons;

-- Comments; docs/bi.md holds the same, a test compares.

COMMENT ON VIEW bi_departments IS
  'Departments by name.';
COMMENT ON COLUMN bi_departments.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_departments.department IS 'Its name.';

COMMENT ON VIEW bi_calls IS
  'One row per analysed, suitable call; no call that failed or was excluded.';
COMMENT ON COLUMN bi_calls.call_id IS 'segmentId of T-Bank.';
COMMENT ON COLUMN bi_calls.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_calls.department IS 'Its name.';
COMMENT ON COLUMN bi_calls.day IS 'Business day of the call''s start, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_calls.month IS 'First day of its month.';
COMMENT ON COLUMN bi_calls.start_time IS 'Wall time in CALLQ_TIMEZONE.';
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
  'The same across versions of the check-list while category and name stay. NULL: call of the old program.';
COMMENT ON COLUMN bi_criteria.category IS 'As in the check-list.';
COMMENT ON COLUMN bi_criteria.criterion IS 'As in the check-list.';
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

COMMENT ON VIEW bi_criterion_month IS
  'Averages of bi_criteria by department, month and criterion.';
COMMENT ON COLUMN bi_criterion_month.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_criterion_month.month IS 'First day of the month.';
COMMENT ON COLUMN bi_criterion_month.criterion_id IS
  'As in bi_criteria. NULL: calls of the old program, one row for each name.';
COMMENT ON COLUMN bi_criterion_month.category IS 'As in the check-list.';
COMMENT ON COLUMN bi_criterion_month.criterion IS 'As in the check-list.';
COMMENT ON COLUMN bi_criterion_month.evaluations IS
  'Rows of bi_criteria: percentage_n + not_applicable + not_scored, and those with a maximum of 0.';
COMMENT ON COLUMN bi_criterion_month.not_applicable IS 'Did not come up; not in the average.';
COMMENT ON COLUMN bi_criterion_month.not_scored IS 'Without a usable score; not in the average.';
COMMENT ON COLUMN bi_criterion_month.unsupported IS 'Scored above 0 without a quote that was found.';
COMMENT ON COLUMN bi_criterion_month.percentage_n IS 'What the average is over.';
COMMENT ON COLUMN bi_criterion_month.percentage_average IS 'Average of percentage. NULL: none.';
COMMENT ON COLUMN bi_criterion_month.percentage_low IS
  'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_criterion_month.percentage_high IS
  'Upper end of the 95 % interval of the average. NULL: fewer than 2.';

COMMENT ON VIEW bi_operator_day IS
  'Averages of bi_calls by department, day and operator.';
COMMENT ON COLUMN bi_operator_day.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_operator_day.day IS 'Business day of the call''s start, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_operator_day.operator_id IS 'Row of operators; names stand in bi_personal_operators.';
COMMENT ON COLUMN bi_operator_day.office_id IS 'Office of the operator today. NULL: not known.';
COMMENT ON COLUMN bi_operator_day.supervisor_id IS
  'Supervisor of the operator today; names stand in bi_personal_operators. NULL: not known.';
COMMENT ON COLUMN bi_operator_day.calls IS 'Analysed, suitable calls.';
COMMENT ON COLUMN bi_operator_day.duration_seconds IS 'Sum over the calls that tell. NULL: none does.';
COMMENT ON COLUMN bi_operator_day.critical_failed IS 'Calls in which a critical criterion scored 0.';
COMMENT ON COLUMN bi_operator_day.percentage_n IS 'Calls with a performance_percentage: what the average is over.';
COMMENT ON COLUMN bi_operator_day.percentage_average IS 'Average of performance_percentage. NULL: none.';
COMMENT ON COLUMN bi_operator_day.percentage_low IS
  'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_operator_day.percentage_high IS
  'Upper end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_operator_day.final_n IS 'Calls with a final_percentage: what the average is over.';
COMMENT ON COLUMN bi_operator_day.final_average IS 'Average of final_percentage. NULL: none.';
COMMENT ON COLUMN bi_operator_day.final_low IS 'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_operator_day.final_high IS 'Upper end of the 95 % interval of the average. NULL: fewer than 2.';

COMMENT ON VIEW bi_operator_month IS
  'Averages of bi_calls by department, month and operator.';
COMMENT ON COLUMN bi_operator_month.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_operator_month.month IS 'First day of the month.';
COMMENT ON COLUMN bi_operator_month.operator_id IS 'Row of operators; names stand in bi_personal_operators.';
COMMENT ON COLUMN bi_operator_month.office_id IS 'Office of the operator today. NULL: not known.';
COMMENT ON COLUMN bi_operator_month.supervisor_id IS
  'Supervisor of the operator today; names stand in bi_personal_operators. NULL: not known.';
COMMENT ON COLUMN bi_operator_month.calls IS 'Analysed, suitable calls.';
COMMENT ON COLUMN bi_operator_month.days IS 'Days with such calls.';
COMMENT ON COLUMN bi_operator_month.duration_seconds IS 'Sum over the calls that tell. NULL: none does.';
COMMENT ON COLUMN bi_operator_month.critical_failed IS 'Calls in which a critical criterion scored 0.';
COMMENT ON COLUMN bi_operator_month.percentage_n IS 'Calls with a performance_percentage: what the average is over.';
COMMENT ON COLUMN bi_operator_month.percentage_average IS 'Average of performance_percentage. NULL: none.';
COMMENT ON COLUMN bi_operator_month.percentage_low IS
  'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_operator_month.percentage_high IS
  'Upper end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_operator_month.final_n IS 'Calls with a final_percentage: what the average is over.';
COMMENT ON COLUMN bi_operator_month.final_average IS 'Average of final_percentage. NULL: none.';
COMMENT ON COLUMN bi_operator_month.final_low IS 'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_operator_month.final_high IS
  'Upper end of the 95 % interval of the average. NULL: fewer than 2.';

COMMENT ON VIEW bi_coverage IS
  'One row per department and day that a run took: what became of the calls that T-Bank listed, by the ledger.';
COMMENT ON COLUMN bi_coverage.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_coverage.day IS 'Business day in whose listing the calls stood.';
COMMENT ON COLUMN bi_coverage.month IS 'First day of its month.';
COMMENT ON COLUMN bi_coverage.listed IS 'Calls in the ledger: analysed + excluded + unfinished.';
COMMENT ON COLUMN bi_coverage.analysed IS 'saved + not_sales.';
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
  '100 * analysed / (analysed + unfinished): of the calls to be judged, those that were. NULL: none.';

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
  'In lower case. NULL: all or not named, or named in fewer than 5 calls, which could tell who it was.';

COMMENT ON VIEW bi_agreements IS
  'One row per agreement, without its text.';
COMMENT ON COLUMN bi_agreements.agreement_id IS 'Leads to agreements.';
COMMENT ON COLUMN bi_agreements.call_id IS 'segmentId of T-Bank; leads to bi_calls.';
COMMENT ON COLUMN bi_agreements.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_agreements.day IS 'Business day of the call''s start, in CALLQ_TIMEZONE.';
COMMENT ON COLUMN bi_agreements.month IS 'First day of its month.';
COMMENT ON COLUMN bi_agreements.operator_id IS 'Row of operators; names stand in bi_personal_operators.';
COMMENT ON COLUMN bi_agreements.amount IS 'Roubles. NULL: no amount was named.';

COMMENT ON VIEW bi_costs IS
  'One row per run: what it cost. Kept when its calls are purged.';
COMMENT ON COLUMN bi_costs.run_id IS 'Row of runs.';
COMMENT ON COLUMN bi_costs.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_costs.day IS 'Business day that the run took.';
COMMENT ON COLUMN bi_costs.month IS 'First day of its month.';
COMMENT ON COLUMN bi_costs.started_at IS 'When the run began.';
COMMENT ON COLUMN bi_costs.duration_seconds IS 'NULL: still going on, or killed.';
COMMENT ON COLUMN bi_costs.exit_code IS 'NULL: still going on, or killed.';
COMMENT ON COLUMN bi_costs.asked_model IS 'MODEL of the run. NULL: ended before it was known.';
COMMENT ON COLUMN bi_costs.analysed IS 'Calls that this run had analysed. NULL: not finished.';
COMMENT ON COLUMN bi_costs.answers IS 'Answers of the model that are stored of this run; none after a purge.';
COMMENT ON COLUMN bi_costs.answers_without_cost IS
  'Of these, those that told no cost: cost_usd is a lower bound when there are any.';
COMMENT ON COLUMN bi_costs.input_tokens IS 'Sum over the answers that told it. NULL: none did.';
COMMENT ON COLUMN bi_costs.output_tokens IS 'Sum over the answers that told it. NULL: none did.';
COMMENT ON COLUMN bi_costs.cost_usd IS
  'US dollars, sum over the answers that told it; of a killed run, over those that are stored. NULL: none did.';
COMMENT ON COLUMN bi_costs.possibly_paid_requests IS
  'Requests whose outcome is unknown; not in the sums. NULL: not finished, or run of before.';
COMMENT ON COLUMN bi_costs.possibly_paid_tokens IS 'Tokens of these, at most. NULL: as possibly_paid_requests.';
COMMENT ON COLUMN bi_costs.possibly_paid_cost_usd IS
  'US dollars of these, at most. NULL: as possibly_paid_requests, or no price of the model.';

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
COMMENT ON COLUMN bi_versions.calls IS 'Analysed, suitable calls.';
COMMENT ON COLUMN bi_versions.rescored IS 'Of these, those that callq rescore judged anew.';
COMMENT ON COLUMN bi_versions.percentage_n IS 'Calls with a performance_percentage: what the average is over.';
COMMENT ON COLUMN bi_versions.percentage_average IS 'Average of performance_percentage. NULL: none.';
COMMENT ON COLUMN bi_versions.percentage_low IS 'Lower end of the 95 % interval of the average. NULL: fewer than 2.';
COMMENT ON COLUMN bi_versions.percentage_high IS 'Upper end of the 95 % interval of the average. NULL: fewer than 2.';

COMMENT ON VIEW bi_personal_operators IS
  'Personal data: operators by name.';
COMMENT ON COLUMN bi_personal_operators.operator_id IS 'Row of operators.';
COMMENT ON COLUMN bi_personal_operators.full_name IS 'Full name.';
COMMENT ON COLUMN bi_personal_operators.department_id IS 'Row of departments.';
COMMENT ON COLUMN bi_personal_operators.office_id IS 'NULL: not known.';
COMMENT ON COLUMN bi_personal_operators.office IS 'Its name.';
COMMENT ON COLUMN bi_personal_operators.supervisor_id IS 'NULL: not known.';
COMMENT ON COLUMN bi_personal_operators.supervisor IS 'Full name.';
COMMENT ON COLUMN bi_personal_operators.active IS 'false: calls are no longer analysed.';

COMMENT ON VIEW bi_personal_calls IS
  'Personal data: numbers and transcripts of the calls of bi_calls.';
COMMENT ON COLUMN bi_personal_calls.call_id IS 'segmentId of T-Bank; leads to bi_calls.';
COMMENT ON COLUMN bi_personal_calls.phone_number IS
  'Client''s number as T-Bank gives it. NULL: withheld or internal.';
COMMENT ON COLUMN bi_personal_calls.transcript IS 'What was said. NULL: purged.';

COMMENT ON VIEW bi_personal_texts IS
  'Personal data: what the model wrote about calls, in its words and in quotes.';
COMMENT ON COLUMN bi_personal_texts.call_id IS 'segmentId of T-Bank; leads to bi_calls.';
COMMENT ON COLUMN bi_personal_texts.kind IS 'reason, quote, issue, recommendation, agreement or decline_reason.';
COMMENT ON COLUMN bi_personal_texts.about IS
  'Criterion of a reason, criterion_id of a quote, category of an issue or recommendation, type and product of a decline reason. NULL: agreement.';
COMMENT ON COLUMN bi_personal_texts.text IS 'The text; empty: purged.';
