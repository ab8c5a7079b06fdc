import type { AnswerRecord } from '../../../domain/ports.ts';
import { forgotten } from '../../../domain/phone-register.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import type { RunIdentity } from './run-identity.ts';

/**
 * Sent twice, because the confirmation was lost, it is still one answer. Nothing waits for the department's lock here, since
 * the answer is paid for: of a call that was forgotten or purged meanwhile what it took is noted, and not what was said.
 */
const APPEND_ANSWER = {
  name: 'append_answer',
  text: `
    WITH added AS (
      INSERT INTO model_answers (
        run_id, department_id, day, checklist_fingerprint, prompt_fingerprint, instructions_fingerprint,
        asked_model, call_id, transcript_fingerprint, attempt, answering_model, finish_reason, input_tokens,
        cached_tokens, output_tokens, reasoning_tokens, body, body_truncated, status, cost_usd, latency_ms,
        gateway_call_id, masker_version, cost_source, part, first_phrase, last_phrase
      )
      VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
        CASE
          WHEN EXISTS (
            SELECT FROM call_ledger
            WHERE department_id = $2 AND day = $3 AND call_id = $8
              AND (purged_at IS NOT NULL OR state = '${forgotten.state}' AND reason = '${forgotten.reason}')
          ) THEN NULL
          ELSE $17::bytea
        END,
        $18, $19, $20, $21, $22, $23,
        $24, $25, $26, $27
      )
      ON CONFLICT (run_id, call_id, attempt) DO NOTHING
      RETURNING id
    )
    SELECT id::text AS id FROM added
    UNION ALL
    SELECT id::text FROM model_answers WHERE run_id = $1 AND call_id = $8 AND attempt = $10
    LIMIT 1`,
};

/** Stores an answer as it was received; returns its id. */
export async function appendAnswer(
  context: StatementContext,
  run: RunIdentity,
  answer: AnswerRecord,
): Promise<string> {
  const { received, usage, part } = answer;
  const { checklist, prompt, instructions, askedModel } = run.fingerprints;
  const [row] = await runStatement<{ id: string }>(context, APPEND_ANSWER, [
    ...[run.runId, run.departmentId, run.day, checklist, prompt, instructions, askedModel],
    ...[
      answer.callId,
      answer.transcriptFingerprint,
      answer.attempt,
      answer.answeringModel,
      answer.finishReason,
    ],
    ...[usage.input, usage.cached, usage.output, usage.reasoning],
    ...[received.body, received.bodyTruncated, received.status, answer.cost.usd],
    ...[Math.round(received.latencyMs), received.gatewayCallId, answer.maskerVersion, answer.cost.source],
    ...[part?.number ?? null, part?.firstPhrase ?? null, part?.lastPhrase ?? null],
  ]);
  if (!row) throw new Error('INSERT INTO model_answers returned no row');
  return row.id;
}
