import type { ClientBase } from 'pg';
import type { FullCallRow, ReportScope } from '../../../domain/report-rows.ts';
import { IN_SCOPE, RANK, scopeValues } from './scope.ts';

/** Calls in memory at a time: each comes with its whole transcript. */
const CALLS_AT_ONCE = 25;

/** $5: calls that were read already. */
const READ_FULL_CALLS = `
  SELECT calls.id::text AS "callId", calls.operator_id AS "operatorId", wanted.rank,
    to_char(calls.start_time, 'YYYY-MM-DD HH24:MI') AS "startTime", ledger.duration_seconds AS "durationSeconds",
    calls.total_score::float8 AS total, calls.max_score::float8 AS maximum, calls.performance_percentage AS percentage,
    calls.final_percentage::float8 AS "finalPercentage", calls.critical_failed AS "criticalFailed",
    coalesce((
      SELECT json_agg(json_build_object(
        'criterionId', e.criterion_id, 'category', e.category, 'criterion', e.criterion, 'state', e.state,
        'score', e.score::float8, 'maximum', e.max_score::float8, 'reason', e.reason, 'unsupported', e.unsupported,
        'quotes', coalesce((
          SELECT json_agg(json_build_object(
            'speaker', q.speaker, 'quote', q.quote, 'finding', q.finding, 'phraseIndex', q.phrase_index,
            'startSecond', q.start_second
          ) ORDER BY q.quote_number)
          FROM call_quotes AS q WHERE q.call_id = e.call_id AND q.position = e.position
        ), '[]')
      ) ORDER BY e.position, e.id)
      FROM call_evaluations AS e WHERE e.call_id = calls.id
    ), '[]') AS evaluations,
    coalesce((
      SELECT json_agg(json_build_object(
        'category', r.category, 'issue', r.issue, 'recommendation', r.recommendation, 'priority', r.priority
      ) ORDER BY array_position(ARRAY['high', 'medium', 'low'], r.priority), r.id)
      FROM call_recommendations AS r WHERE r.call_id = calls.id
    ), '[]') AS recommendations,
    coalesce((
      SELECT json_agg(json_build_object('amount', a.amount::text, 'agreement', a.agreement) ORDER BY a.id)
      FROM agreements AS a WHERE a.call_id = calls.id
    ), '[]') AS agreements,
    coalesce((
      SELECT json_agg(json_build_object(
        'reasonType', d.reason_type, 'reasonDescription', d.reason_description, 'productCategory', d.product_category
      ) ORDER BY d.id)
      FROM call_decline_reasons AS d WHERE d.call_id = calls.id
    ), '[]') AS "declineReasons",
    coalesce(spoken.phrases, '[]') AS phrases,
    CASE WHEN spoken.phrases IS NULL THEN (SELECT transcript FROM call_transcripts WHERE call_id = calls.id) END
      AS transcript
  FROM (
    SELECT calls.id, ${RANK}::integer AS rank FROM calls WHERE ${IN_SCOPE}
    ORDER BY rank LIMIT ${CALLS_AT_ONCE} OFFSET $5
  ) AS wanted
  JOIN calls ON calls.id = wanted.id
  LEFT JOIN analyses ON analyses.id = calls.analysis_id
  LEFT JOIN LATERAL (
    SELECT duration_seconds FROM call_ledger
    WHERE call_id = calls.id AND department_id = calls.department_id ORDER BY updated_at DESC LIMIT 1
  ) AS ledger ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('speaker', p.speaker, 'startMs', p.start_ms, 'text', p.text)
      ORDER BY p.phrase_index) AS phrases
    FROM call_phrases AS p
    WHERE p.call_id = calls.id AND p.transcript_fingerprint = analyses.transcript_fingerprint
  ) AS spoken ON true
  ORDER BY wanted.rank`;

/** The calls of the scope's operator in full, newest first, a few at a time. */
export async function* readFullCalls(
  client: ClientBase,
  scope: ReportScope & { readonly operatorId: number },
): AsyncGenerator<readonly FullCallRow[]> {
  for (let read = 0; ; read += CALLS_AT_ONCE) {
    const { rows } = await client.query<FullCallRow>(READ_FULL_CALLS, [...scopeValues(scope), read]);
    if (rows.length > 0) yield rows;
    if (rows.length < CALLS_AT_ONCE) return;
  }
}
