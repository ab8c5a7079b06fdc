import { readAnswer } from '../clients/llm/read-answer.ts';
import { createMasker } from '../clients/masking/create-masker.ts';
import type { AnalysisDetails, CallDetails } from '../clients/postgres/read-call-details.ts';
import type { StatementContext } from '../clients/postgres/run-statement.ts';
import { readChecklist } from '../clients/postgres/statements/read-checklist.ts';
import { readStoredAnalysis } from '../clients/postgres/statements/read-stored-analysis.ts';
import { CallError } from '../domain/errors.ts';
import type { Masker } from '../domain/ports.ts';
import type { Score } from '../domain/score.ts';
import { judgeStoredAnswers } from '../pipeline/judge-stored-answers.ts';

/**
 * Each analysis with its scores. Those of earlier ones are laid out no more and computed again from the stored answers; NULL
 * when these were removed or give no judgement to this version, and for a call that is no sales call.
 */
export async function scoreAnalyses(
  context: StatementContext,
  { analyses, scores }: CallDetails,
  leastScoredShare: number,
): Promise<(AnalysisDetails & { readonly scores: Score | null })[]> {
  // Made when one is needed: most calls have been judged once, and making it takes longer than all the rest.
  let masker: Masker | undefined;
  const scored = [];
  for (const analysis of analyses) {
    const own = analysis.isCurrent
      ? scores
      : await scoreEarlier(context, analysis, { masker: (masker ??= createMasker()), leastScoredShare });
    scored.push({ ...analysis, scores: own });
  }
  return scored;
}

async function scoreEarlier(
  context: StatementContext,
  { id, verdict, checklistFingerprint }: AnalysisDetails,
  judging: { readonly masker: Masker; readonly leastScoredShare: number },
): Promise<Score | null> {
  const checklist = verdict === 'sales' ? await readChecklist(context, checklistFingerprint) : null;
  if (checklist === null) return null;
  try {
    const stored = await readStoredAnalysis(context, id);
    return judgeStoredAnswers(stored, { ...judging, read: readAnswer, checklist }).projection?.score ?? null;
  } catch (error) {
    if (error instanceof CallError) return null;
    throw error;
  }
}
