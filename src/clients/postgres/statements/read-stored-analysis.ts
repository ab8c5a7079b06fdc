import { CallError } from '../../../domain/errors.ts';
import type { StoredAnalysis } from '../../../domain/ports.ts';
import type { Phrase } from '../../../domain/transcript.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import { PART_COLUMNS, type PartColumns, toPart } from './answer-part.ts';

const READ_PHRASES = {
  text: `
    SELECT call_phrases.speaker, call_phrases.start_ms AS "startMs", call_phrases.text
    FROM analyses JOIN call_phrases USING (call_id, transcript_fingerprint)
    WHERE analyses.id = $1
    ORDER BY call_phrases.phrase_index`,
};

const READ_ANSWERS = {
  text: `
    SELECT model_answers.body, model_answers.body_truncated AS "bodyTruncated",
      analyses.masker_version AS "maskerVersion", ${PART_COLUMNS}
    FROM analyses
    CROSS JOIN LATERAL unnest(analyses.answer_ids) WITH ORDINALITY AS used (answer_id, position)
    LEFT JOIN model_answers ON model_answers.id = used.answer_id
    WHERE analyses.id = $1
    ORDER BY used.position`,
};

interface StoredAnswer extends PartColumns {
  body: Buffer | null;
  bodyTruncated: boolean;
  maskerVersion: string | null;
}

/**
 * What an analysis was computed from.
 * @throws CallError when some of it was removed since.
 */
export async function readStoredAnalysis(
  context: StatementContext,
  analysisId: string,
): Promise<StoredAnalysis> {
  const phrases = await runStatement<Phrase & Record<string, unknown>>(context, READ_PHRASES, [analysisId]);
  const answers = await runStatement<StoredAnswer>(context, READ_ANSWERS, [analysisId]);
  const complete = answers.flatMap(({ body, bodyTruncated, ...columns }) =>
    body ? [{ body, bodyTruncated, part: toPart(columns) }] : [],
  );
  if (phrases.length === 0 || answers.length === 0 || complete.length < answers.length) {
    throw new CallError(
      'analysis',
      'stored_answers_gone',
      'the answers or phrases of the stored analysis were removed',
    );
  }
  const maskerVersion = answers[0]?.maskerVersion ?? null;
  return { analysisId, transcript: { phrases }, maskerVersion, answers: complete };
}
