import type { ListedCall } from '../domain/call.ts';
import type { Operator } from '../domain/operator-directory.ts';
import { fingerprintOfTranscript } from '../domain/question.ts';
import { judgeStoredAnswers } from './judge-stored-answers.ts';
import type { RunContext } from './run-context.ts';

/** Lays out again, from its stored answers and without paying, an analysis whose rows were deleted by hand. */
export async function refillCall(
  context: RunContext,
  call: ListedCall,
  operator: Operator,
  analysisId: string,
): Promise<void> {
  const stored = await context.store.storedAnalysis(analysisId);
  const { verdict, projection } = judgeStoredAnswers(stored, {
    masker: context.masker,
    read: (answer) => context.model.read(answer),
    checklist: context.yardstick.checklist,
    leastScoredShare: context.rules.leastScoredShare,
  });
  const state = verdict === 'sales' ? 'saved' : 'not_sales';
  const outcome = { action: 'kept', state, reason: 'laid out again from the stored analysis' } as const;
  await context.store.saveCall({
    call,
    operator,
    transcript: stored.transcript,
    transcriptFingerprint: fingerprintOfTranscript(stored.transcript),
    outcome,
    analysis: { storedId: analysisId },
    projection,
  });
  context.tally.settle(outcome);
}
