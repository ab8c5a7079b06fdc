import type { RunStore } from '../../../domain/ports.ts';
import type { CostSource } from '../../../domain/price-table.ts';
import type { Fingerprints } from '../../../domain/question.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import { PART_COLUMNS, type PartColumns, toPart } from './answer-part.ts';

const FIND_UNUSED_ANSWERS = {
  name: 'find_unused_answers',
  text: `
    SELECT id::text AS id, body, body_truncated AS "bodyTruncated", cost_usd::text AS "costUsd",
      coalesce(cost_source, 'unknown') AS "costSource", latency_ms AS "latencyMs",
      ${PART_COLUMNS}
    FROM model_answers
    WHERE call_id = $1 AND department_id = $2 AND transcript_fingerprint = $3 AND checklist_fingerprint = $4
      AND prompt_fingerprint = $5 AND instructions_fingerprint = $6 AND asked_model = $7
      AND masker_version IS NOT DISTINCT FROM $8 AND body IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM analyses
        WHERE analyses.call_id = model_answers.call_id AND model_answers.id = ANY (analyses.answer_ids)
      )
    ORDER BY model_answers.id`,
};

interface FoundAnswer extends PartColumns {
  id: string;
  body: Buffer;
  bodyTruncated: boolean;
  costUsd: string | null;
  costSource: CostSource;
  latencyMs: number;
}

/** Answers that were paid for and that no analysis came of, oldest first. */
export async function findUnusedAnswers(
  context: StatementContext,
  department: { readonly id: number; readonly fingerprints: Fingerprints },
  asked: {
    readonly callId: number;
    readonly transcriptFingerprint: string;
    readonly maskerVersion: string | null;
  },
): ReturnType<RunStore['unusedAnswers']> {
  const { checklist, prompt, instructions, askedModel } = department.fingerprints;
  const found = await runStatement<FoundAnswer>(context, FIND_UNUSED_ANSWERS, [
    ...[asked.callId, department.id, asked.transcriptFingerprint],
    ...[checklist, prompt, instructions, askedModel, asked.maskerVersion],
  ]);
  return found.map(({ id, body, bodyTruncated, latencyMs, costUsd, costSource, ...columns }) => ({
    ...{ id, body, bodyTruncated, latencyMs },
    part: toPart(columns),
    cost: { usd: costUsd, source: costSource },
  }));
}
