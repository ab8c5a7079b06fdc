import type { RunStore } from '../../../domain/ports.ts';
import type { Fingerprints } from '../../../domain/question.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const FIND_UNUSED_ANSWERS = {
  name: 'find_unused_answers',
  text: `
    SELECT id::text AS id, body, body_truncated AS "bodyTruncated", cost_usd::text AS "costUsd"
    FROM model_answers
    WHERE call_id = $1 AND department_id = $2 AND transcript_fingerprint = $3 AND checklist_fingerprint = $4
      AND prompt_fingerprint = $5 AND instructions_fingerprint = $6 AND asked_model = $7
      AND NOT EXISTS (
        SELECT FROM analyses
        WHERE analyses.call_id = model_answers.call_id AND model_answers.id = ANY (analyses.answer_ids)
      )
    ORDER BY model_answers.id`,
};

interface UnusedAnswer {
  id: string;
  body: Buffer;
  bodyTruncated: boolean;
  costUsd: string | null;
}

/** Answers that were paid for and that no analysis came of, oldest first. */
export function findUnusedAnswers(
  context: StatementContext,
  department: { readonly id: number; readonly fingerprints: Fingerprints },
  asked: { readonly callId: number; readonly transcriptFingerprint: string },
): ReturnType<RunStore['unusedAnswers']> {
  const { checklist, prompt, instructions, askedModel } = department.fingerprints;
  return runStatement<UnusedAnswer>(context, FIND_UNUSED_ANSWERS, [
    ...[asked.callId, department.id, asked.transcriptFingerprint],
    ...[checklist, prompt, instructions, askedModel],
  ]);
}
