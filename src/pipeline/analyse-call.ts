import type { CallOutcome } from '../domain/call-state.ts';
import { CallError } from '../domain/errors.ts';
import type { JudgedPart } from '../domain/merge-parts.ts';
import { concludeParts } from '../domain/merge-parts.ts';
import { fingerprintOfTranscript } from '../domain/question.ts';
import { isSamePart } from '../domain/split-transcript.ts';
import type { Place } from './analyse-calls.ts';
import { askAboutPart } from './ask-about-part.ts';
import type { ReadyCall } from './fetch-transcripts.ts';
import { fitQuestions } from './fit-questions.ts';
import type { HeldAnswer, Subject } from './held-answers.ts';
import { earlierAnswers, sumsOf } from './held-answers.ts';
import { outgoing } from './outgoing-transcript.ts';
import { projectionOf } from './projection.ts';
import type { RunContext } from './run-context.ts';
import { leaveCall, settleCall } from './settle-call.ts';

/** Asks, about the call as a whole or in parts, and saves it; one that is too long for the model is excluded. */
export async function analyseCall(context: RunContext, readyCall: ReadyCall, place: Place): Promise<void> {
  const transcriptFingerprint = fingerprintOfTranscript(readyCall.transcript);
  const subject = { ...readyCall, transcriptFingerprint, out: outgoing(context, readyCall.transcript) };
  const fitting = await fitQuestions(context, subject.out.transcript);
  if (fitting.kind === 'too_long') {
    const { reason } = fitting;
    await settleCall(context, subject.call, { action: 'excluded', state: 'too_long', reason });
    return;
  }
  const earlier = await earlierAnswers(context, subject);
  const held: HeldAnswer[] = [];
  const judged: JudgedPart[] = [];
  let asked = 0;
  for (const part of fitting.parts) {
    const ofPart = earlier.filter((answer) => isSamePart(answer.part, part));
    const answered = await askAboutPart(context, subject, { part, place, earlier: ofPart, asked });
    if (answered === null) {
      await leaveCall(context, subject.call);
      return;
    }
    held.push(...answered.held);
    judged.push({ part, progress: answered.progress });
    asked += answered.held.length - ofPart.length;
    // The call has failed: nothing more is paid for it.
    if (answered.progress.isSalesCall === null) break;
  }
  await saveAnalysis(context, subject, judged, held);
}

async function saveAnalysis(
  context: RunContext,
  subject: Subject,
  judged: readonly JudgedPart[],
  held: readonly HeldAnswer[],
): Promise<void> {
  const { checklist } = context.yardstick;
  const { call, operator, transcript, transcriptFingerprint, out } = subject;
  const conclusion = concludeParts(judged, checklist, transcript);
  const { verdict, faults } = conclusion;
  if (verdict.kind === 'failed') {
    throw new CallError('analysis', verdict.failureClass, `no usable judgement after ${held.length} answers`);
  }
  const outcome: CallOutcome = {
    action: 'analysed',
    state: verdict.kind === 'sales' ? 'saved' : 'not_sales',
    reason: null,
  };
  const { leastScoredShare } = context.rules;
  const projection = projectionOf(verdict, conclusion, { checklist, transcript, leastScoredShare });
  await context.store.saveCall({
    call,
    operator,
    transcript,
    transcriptFingerprint,
    outcome,
    analysis: {
      ...sumsOf(held),
      verdict: verdict.kind,
      faults,
      maskerVersion: out.maskerVersion,
      parts: judged.length,
    },
    projection,
  });
  context.tally.settle(outcome);
  context.tally.judgements.add(faults, projection);
  context.tally.judgements.droppedQuotes += judged.reduce(
    (sum, { progress }) => sum + progress.droppedQuotes,
    0,
  );
}
