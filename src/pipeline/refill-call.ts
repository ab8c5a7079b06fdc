import type { ListedCall } from '../domain/call.ts';
import { CallError } from '../domain/errors.ts';
import { concludeParts, judgedPartsOf } from '../domain/merge-parts.ts';
import type { Operator } from '../domain/operator-directory.ts';
import { fingerprintOfTranscript } from '../domain/question.ts';
import { restoreOf } from './outgoing-transcript.ts';
import { projectionOf } from './projection.ts';
import type { RunContext } from './run-context.ts';

/** Lays out again, from its stored answers and without paying, an analysis whose rows were deleted by hand. */
export async function refillCall(
  context: RunContext,
  call: ListedCall,
  operator: Operator,
  analysisId: string,
): Promise<void> {
  const { checklist } = context.yardstick;
  const stored = await context.store.storedAnalysis(analysisId);
  const restore = restoreOf(context.masker, stored);
  const answers = stored.answers.map((answer) => ({
    part: answer.part,
    reading: context.model.read(answer),
  }));
  const judged = judgedPartsOf(answers, checklist, restore);
  const conclusion = concludeParts(judged, checklist, stored.transcript);
  const { verdict } = conclusion;
  if (verdict.kind === 'failed') {
    throw new CallError(
      'analysis',
      verdict.failureClass,
      'the stored answers no longer give a judgement; use --force',
    );
  }
  const state = verdict.kind === 'sales' ? 'saved' : 'not_sales';
  const outcome = { action: 'kept', state, reason: 'laid out again from the stored analysis' } as const;
  await context.store.saveCall({
    call,
    operator,
    transcript: stored.transcript,
    transcriptFingerprint: fingerprintOfTranscript(stored.transcript),
    outcome,
    analysis: { storedId: analysisId },
    projection: projectionOf(verdict, conclusion, {
      checklist,
      transcript: stored.transcript,
      leastScoredShare: context.rules.leastScoredShare,
    }),
  });
  context.tally.settle(outcome);
}
