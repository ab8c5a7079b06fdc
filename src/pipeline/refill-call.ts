import type { ListedCall } from '../domain/call.ts';
import { CallError } from '../domain/errors.ts';
import type { Operator } from '../domain/operator-directory.ts';
import { fingerprintOfTranscript } from '../domain/question.ts';
import { judgeStoredAnswers } from './judge-stored-answers.ts';
import type { RunContext } from './run-context.ts';
import { settleCall } from './settle-call.ts';

/**
 * Lays out again, from its stored answers and without paying, an analysis whose rows were deleted by hand. When what was
 * said was removed as well, nobody has failed: the call is excluded, so that no later night tries the same in vain.
 */
export async function refillCall(
  context: RunContext,
  call: ListedCall,
  operator: Operator,
  analysisId: string,
): Promise<void> {
  const stored = await context.store.storedAnalysis(analysisId).catch(ignoreRemoved);
  if (stored === null) return excludeRemoved(context, call);
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

function ignoreRemoved(error: unknown): null {
  if (error instanceof CallError && error.failureClass === 'stored_answers_gone') return null;
  throw error;
}

async function excludeRemoved(context: RunContext, call: ListedCall): Promise<void> {
  const command = `callq run --date ${context.window.day} --force --call ${call.id}`;
  const reason = `its row of calls was deleted and what was said was removed by callq purge; to fetch and pay for it again: ${command}`;
  context.logger.warn(`call left out: ${reason}`, { callId: call.id });
  await settleCall(context, call, { action: 'excluded', state: 'no_transcript', reason });
}
