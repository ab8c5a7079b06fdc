import type { ListedCall } from '../domain/call.ts';
import { CallError } from '../domain/errors.ts';
import type { Operator } from '../domain/operator-directory.ts';
import { fingerprintOfTranscript } from '../domain/question.ts';
import type { StoredAnalysis } from '../domain/ports.ts';
import type { Judgement } from './judge-stored-answers.ts';
import { judgeStoredAnswers } from './judge-stored-answers.ts';
import type { RunContext } from './run-context.ts';
import { settleCall } from './settle-call.ts';

/**
 * Lays out again, from its stored answers and without paying, an analysis whose rows were deleted by hand. When what was
 * said was removed as well, nobody has failed: the call is excluded, so that no later night tries the same in vain.
 * @returns whether the call is settled; if not, this version cannot judge it from what is stored: it is asked about anew, as
 * with another check-list
 */
export async function refillCall(
  context: RunContext,
  call: ListedCall,
  operator: Operator,
  analysisId: string,
): Promise<boolean> {
  const stored = await context.store.storedAnalysis(analysisId).catch(ignoreRemoved);
  if (stored === null) {
    await excludeRemoved(context, call);
    return true;
  }
  const judgement = judgeAgain(context, call, stored);
  if (judgement === null) return false;
  const { verdict, projection } = judgement;
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
  return true;
}

/** NULL: these answers give no judgement to this version. */
function judgeAgain(context: RunContext, call: ListedCall, stored: StoredAnalysis): Judgement | null {
  try {
    return judgeStoredAnswers(stored, {
      masker: context.masker,
      read: (answer) => context.model.read(answer),
      checklist: context.yardstick.checklist,
      leastScoredShare: context.rules.leastScoredShare,
    });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const { stage, failureClass, message } = error;
    context.logger.warn(`the call is asked about anew: ${message}`, { callId: call.id, stage, failureClass });
    return null;
  }
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
