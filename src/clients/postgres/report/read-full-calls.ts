import type { ClientBase } from 'pg';
import type { FullCallRow, ReportScope } from '../../../domain/report-rows.ts';
import { IN_SCOPE, OPERATOR, PRIORITY, RANK, scopeValues } from './scope.ts';

/** Calls in memory at a time: each comes with its whole transcript. */
const CALLS_AT_ONCE = 25;

/** $5: calls that were read already. */
const READ_FULL_CALLS = `
  SELECT calls.id::text AS "callId", ${OPERATOR} AS "operatorId", wanted.rank,
    to_char(calls.start_time, 'YYYY-MM-DD HH24:MI') AS "startTime", ledger.duration_seconds AS "durationSeconds",
    calls.total_score::float8 AS total, calls.max_score::float8 AS maximum, calls.performance_percentage AS percentage,
    calls.final_percentage::float8 AS "finalPercentage", calls.critical_failed AS "criticalFailed",
    coalesce((
      SELECT json_agg(json_build_object(
        'criterionId', e.criterion_id, 'category', coalesce(e.category, ''), 'criterion', coalesce(e.criterion, ''), 'state', e.state,
        'score', e.score::float8, 'maximum', e.max_score::float8, 'reason', e.reason, 'unsupported', e.unsupported,
        'quotes', coalesce((
          SELECT json_agg(json_build_object(
            'speaker', q.speaker, 'quote', q.quote, 'finding', q.finding, 'phraseIndex', q.phrase_index,
            'startSecond', q.start_second
          ) ORDER BY q.quote_number)
          FROM call_quotes AS q WHERE q.call_id = e.call_id AND q.position = e.position
        ), '[]')
      ) ORDER BY e.position, e.ctid)
      FROM call_evaluations AS e WHERE e.call_id = calls.id
    ), '[]') AS evaluations,
    coalesce((
      SELECT json_agg(json_build_object(
        'category', coalesce(r.category, ''), 'issue', coalesce(r.issue, ''),
        'recommendation', coalesce(r.recommendation, ''), 'priority', ${PRIORITY}
      ) ORDER BY array_position(ARRAY['high', 'medium', 'low'], ${PRIORITY}), r.ctid)
      FROM call_recommendations AS r WHERE r.call_id = calls.id
    ), '[]') AS recommendations,
    coalesce((
      SELECT json_agg(json_build_object('amount', a.amount::text, 'agreement', coalesce(a.agreement, '')) ORDER BY a.ctid)
      FROM agreements AS a WHERE a.call_id = calls.id
    ), '[]') AS agreements,
    coalesce((
      SELECT json_agg(json_build_object(
        'reasonType', coalesce(d.reason_type, ''), 'reasonDescription', d.reason_description,
        'productCategory', nullif(d.product_category, '')
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

/** The calls of the scope's operator in full, newest first, a few at a time; the next are read while these are written. */
export async function* readFullCalls(
  client: ClientBase,
  scope: ReportScope & { readonly operatorId: number },
): AsyncGenerator<readonly FullCallRow[]> {
  const read = async (from: number): Promise<readonly FullCallRow[]> =>
    (await client.query<FullCallRow>(READ_FULL_CALLS, [...scopeValues(scope), from])).rows;
  let next = read(0);
  for (let from = CALLS_AT_ONCE; ; from += CALLS_AT_ONCE) {
    const rows = await next;
    if (rows.length === CALLS_AT_ONCE) {
      next = read(from);
      // Awaited in the next round; a failure before that must not end the process.
      next.catch(() => undefined);
    }
    if (rows.length > 0) yield rows;
    if (rows.length < CALLS_AT_ONCE) return;
  }
}
