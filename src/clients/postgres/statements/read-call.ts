/** What the requests of an analysis, or those of which none came, have in common. */
const REQUEST = `jsonb_build_object(
  'id', m.id::text, 'receivedAt', m.received_at, 'runId', m.run_id::text, 'attempt', m.attempt, 'part', m.part,
  'firstPhrase', m.first_phrase, 'lastPhrase', m.last_phrase, 'askedModel', m.asked_model,
  'answeringModel', m.answering_model, 'finishReason', m.finish_reason, 'inputTokens', m.input_tokens,
  'cachedTokens', m.cached_tokens, 'outputTokens', m.output_tokens, 'reasoningTokens', m.reasoning_tokens,
  'latencyMs', m.latency_ms, 'costUsd', m.cost_usd::text, 'costSource', m.cost_source
)`;

/** One row about a call that the database knows: listed, analysed or laid out. $1: its id. */
export const READ_CALL = {
  text: `
    SELECT wanted.id::text AS "callId",
      coalesce(calls.department_id, ledger.department_id, latest.department_id) AS "departmentId",
      to_char(calls.start_time, 'YYYY-MM-DD HH24:MI:SS') AS "startTime", operators.full_name AS operator,
      CASE WHEN calls.id IS NOT NULL THEN jsonb_build_object(
        'total', calls.total_score, 'maximum', calls.max_score, 'percentage', calls.performance_percentage,
        'finalPercentage', calls.final_percentage, 'criticalFailed', calls.critical_failed,
        'scoredShare', calls.scored_share
      ) END AS scores,
      CASE WHEN ledger.call_id IS NOT NULL THEN jsonb_build_object(
        'day', ledger.day, 'state', ledger.state, 'action', ledger.action, 'reason', ledger.reason,
        'purgedAt', ledger.purged_at
      ) END AS ledger,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'category', e.category, 'criterion', e.criterion, 'state', e.state, 'score', e.score,
          'maximum', e.max_score, 'reason', e.reason, 'unsupported', e.unsupported, 'tags', (
            SELECT jsonb_build_object(
              'weight', c.weight, 'allowsNotApplicable', c.allows_not_applicable, 'critical', c.critical
            )
            FROM analyses a JOIN checklist_criteria c USING (checklist_fingerprint)
            WHERE a.id = calls.analysis_id AND c.criterion_id = e.criterion_id
          ), 'quotes', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
              'speaker', q.speaker, 'quote', q.quote, 'finding', q.finding, 'phraseIndex', q.phrase_index,
              'startSecond', q.start_second
            ) ORDER BY q.quote_number)
            FROM call_quotes q WHERE q.call_id = e.call_id AND q.position = e.position
          ), '[]')
        ) ORDER BY e.position, e.id)
        FROM call_evaluations e WHERE e.call_id = wanted.id
      ), '[]') AS evaluations,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'id', a.id::text, 'createdAt', a.created_at, 'isCurrent', coalesce(a.id = calls.analysis_id, false),
          'runId', a.run_id::text, 'verdict', a.verdict, 'askedModel', a.asked_model,
          'answeringModel', a.answering_model,
          'checklistFingerprint', a.checklist_fingerprint, 'checklistFirstUsedAt', checklist.first_used_at,
          'promptFingerprint', a.prompt_fingerprint, 'promptFirstUsedAt', prompt.first_used_at,
          'instructionsFingerprint', a.instructions_fingerprint, 'instructionsFirstUsedAt', instructions.first_used_at,
          'maskerVersion', a.masker_version, 'parts', a.parts, 'requests', a.requests,
          'inputTokens', a.input_tokens, 'cachedTokens', a.cached_tokens, 'outputTokens', a.output_tokens,
          'reasoningTokens', a.reasoning_tokens, 'latencyMs', a.latency_ms, 'costUsd', a.cost_usd::text,
          'costSource', a.cost_source, 'rescoreOf', a.rescore_of::text, 'rescoredBy', a.rescored_by,
          'faults', jsonb_build_object(
            'leftOut', a.left_out, 'repeated', a.repeated, 'unmatched', a.unmatched,
            'invalidScores', a.invalid_scores, 'clamped', a.clamped,
            'refusedNotApplicable', a.refused_not_applicable
          ), 'answers', coalesce((
            SELECT jsonb_agg(${REQUEST} ORDER BY array_position(a.answer_ids, m.id))
            FROM model_answers m WHERE m.id = ANY (a.answer_ids)
          ), '[]')
        ) ORDER BY a.id DESC)
        FROM analyses a
        LEFT JOIN checklist_versions checklist ON checklist.fingerprint = a.checklist_fingerprint
        LEFT JOIN prompt_versions prompt ON prompt.fingerprint = a.prompt_fingerprint
        LEFT JOIN instructions_versions instructions ON instructions.fingerprint = a.instructions_fingerprint
        WHERE a.call_id = wanted.id
      ), '[]') AS analyses,
      coalesce((
        SELECT jsonb_agg(${REQUEST} ORDER BY m.id)
        FROM model_answers m
        WHERE m.call_id = wanted.id
          AND NOT EXISTS (SELECT FROM analyses a WHERE a.call_id = m.call_id AND m.id = ANY (a.answer_ids))
      ), '[]') AS "otherAnswers"
    FROM (SELECT $1::bigint AS id) AS wanted
    LEFT JOIN calls ON calls.id = wanted.id
    LEFT JOIN operators ON operators.id = calls.operator_id
    LEFT JOIN LATERAL (
      SELECT * FROM call_ledger WHERE call_id = wanted.id ORDER BY updated_at DESC LIMIT 1
    ) AS ledger ON true
    LEFT JOIN LATERAL (
      SELECT department_id FROM analyses WHERE call_id = wanted.id ORDER BY id DESC LIMIT 1
    ) AS latest ON true
    WHERE num_nonnulls(calls.id, ledger.call_id, latest.department_id) > 0`,
};
