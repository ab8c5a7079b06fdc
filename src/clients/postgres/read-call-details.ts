import type { Pool } from 'pg';

/** One stored call, with everything its score can be walked back to. */
export interface CallDetails {
  readonly callId: string;
  readonly departmentId: number;
  /** Wall time in CALLQ_TIMEZONE. */
  readonly startTime: string | null;
  readonly operator: string | null;
  readonly scores: {
    readonly total: number | null;
    readonly maximum: number | null;
    readonly percentage: number | null;
    readonly finalPercentage: number | null;
    readonly criticalFailed: boolean | null;
    readonly scoredShare: number | null;
  } | null;
  /** The latest line of the ledger about it. */
  readonly ledger: {
    readonly day: string;
    readonly state: string;
    readonly action: string;
    readonly reason: string | null;
  } | null;
  readonly evaluations: readonly {
    readonly category: string;
    readonly criterion: string;
    readonly state: string;
    readonly score: number | null;
    readonly maximum: number | null;
    readonly reason: string | null;
    readonly unsupported: boolean | null;
    readonly quotes: readonly {
      readonly speaker: string;
      readonly quote: string;
      readonly finding: string;
      readonly phraseIndex: number | null;
      readonly startSecond: number | null;
    }[];
  }[];
  /** Newest first. */
  readonly analyses: readonly {
    readonly id: string;
    readonly createdAt: string;
    readonly isCurrent: boolean;
    readonly runId: string;
    readonly verdict: string;
    readonly askedModel: string;
    readonly answeringModel: string | null;
    readonly checklistFingerprint: string;
    readonly promptFingerprint: string;
    readonly instructionsFingerprint: string;
    readonly maskerVersion: string | null;
    readonly requests: number;
    readonly inputTokens: number | null;
    readonly cachedTokens: number | null;
    readonly outputTokens: number | null;
    readonly reasoningTokens: number | null;
    readonly latencyMs: number | null;
    readonly costUsd: string | null;
    readonly costSource: string | null;
  }[];
}

const READ_CALL = `
  SELECT wanted.id::text AS "callId", coalesce(calls.department_id, ledger.department_id) AS "departmentId",
    to_char(calls.start_time, 'YYYY-MM-DD HH24:MI:SS') AS "startTime", operators.full_name AS operator,
    CASE WHEN calls.id IS NOT NULL THEN jsonb_build_object(
      'total', calls.total_score, 'maximum', calls.max_score, 'percentage', calls.performance_percentage,
      'finalPercentage', calls.final_percentage, 'criticalFailed', calls.critical_failed,
      'scoredShare', calls.scored_share
    ) END AS scores,
    CASE WHEN ledger.call_id IS NOT NULL THEN jsonb_build_object(
      'day', ledger.day, 'state', ledger.state, 'action', ledger.action, 'reason', ledger.reason
    ) END AS ledger,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'category', e.category, 'criterion', e.criterion, 'state', e.state, 'score', e.score,
        'maximum', e.max_score, 'reason', e.reason, 'unsupported', e.unsupported, 'quotes', coalesce((
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
        'id', a.id::text, 'createdAt', a.created_at, 'isCurrent', a.id = calls.analysis_id, 'runId', a.run_id::text,
        'verdict', a.verdict, 'askedModel', a.asked_model, 'answeringModel', a.answering_model,
        'checklistFingerprint', a.checklist_fingerprint, 'promptFingerprint', a.prompt_fingerprint,
        'instructionsFingerprint', a.instructions_fingerprint, 'maskerVersion', a.masker_version,
        'requests', a.requests, 'inputTokens', a.input_tokens, 'cachedTokens', a.cached_tokens,
        'outputTokens', a.output_tokens, 'reasoningTokens', a.reasoning_tokens, 'latencyMs', a.latency_ms,
        'costUsd', a.cost_usd::text, 'costSource', a.cost_source
      ) ORDER BY a.id DESC)
      FROM analyses a WHERE a.call_id = wanted.id
    ), '[]') AS analyses
  FROM (SELECT $1::bigint AS id) AS wanted
  LEFT JOIN calls ON calls.id = wanted.id
  LEFT JOIN operators ON operators.id = calls.operator_id
  LEFT JOIN LATERAL (
    SELECT * FROM call_ledger WHERE call_id = wanted.id ORDER BY updated_at DESC LIMIT 1
  ) AS ledger ON true
  WHERE calls.id IS NOT NULL OR ledger.call_id IS NOT NULL`;

/** NULL when the database knows no such call. */
export async function readCallDetails(pool: Pool, callId: number): Promise<CallDetails | null> {
  const { rows } = await pool.query<CallDetails>(READ_CALL, [callId]);
  return rows[0] ?? null;
}
