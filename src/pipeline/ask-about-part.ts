import type { AnalysisProgress } from '../domain/analysis.ts';
import { addAnswer, isComplete, mayAskAgain, newAnalysis, nextNote } from '../domain/analysis.ts';
import type { AboutPart } from '../domain/ports.ts';
import type { TranscriptPart } from '../domain/split-transcript.ts';
import { phrasesOf } from '../domain/split-transcript.ts';
import { askModel } from './ask-model.ts';
import type { Place } from './analyse-calls.ts';
import type { HeldAnswer, Subject } from './held-answers.ts';
import type { RunContext } from './run-context.ts';

/** Asks until every criterion has a result or the tries are used up. NULL: the run stops before that. */
export async function askAboutPart(
  context: RunContext,
  subject: Subject,
  {
    part,
    place,
    earlier,
    asked,
  }: {
    readonly part: TranscriptPart | null;
    readonly place: Place;
    readonly earlier: readonly HeldAnswer[];
    /** Questions that this run has asked about the call so far. */
    readonly asked: number;
  },
): Promise<{ readonly progress: AnalysisProgress; readonly held: readonly HeldAnswer[] } | null> {
  const { checklist } = context.yardstick;
  const { restore } = subject.out;
  const held = [...earlier];
  const known = held.reduce(
    (sofar, answer) => addAnswer(sofar, answer.reading, checklist, restore),
    newAnalysis(checklist),
  );
  // What earlier runs found wrong does not use up the tries of this one.
  let progress: AnalysisProgress = { ...known, lastProblem: null, truncatedAnswers: 0, followUps: 0 };
  for (let attempt = 1; attempt <= context.limits.answerTries && !isComplete(progress); attempt += 1) {
    if (!mayAskAgain(progress)) break;
    if (context.control.reason !== null) return null;
    place.start();
    const answer = await askOnce(context, { ...subject, part }, asked + attempt, progress);
    if (answer === null) return null;
    held.push(answer);
    progress = addAnswer(progress, answer.reading, checklist, restore);
  }
  return { progress, held };
}

/**
 * Asks, and stores the answer as received before it is interpreted: whatever comes later, it is paid for only once. NULL:
 * the budget is used up.
 */
async function askOnce(
  context: RunContext,
  subject: Subject & AboutPart,
  attempt: number,
  progress: AnalysisProgress,
): Promise<HeldAnswer | null> {
  const { call, out, part, transcriptFingerprint } = subject;
  const transcript = phrasesOf(out.transcript, part);
  const question = { yardstick: context.yardstick, transcript, ...nextNote(progress) };
  const paid = await askModel(context, { callId: call.id, question });
  if (paid === null) return null;
  const { received, reading, cost } = paid;
  const id = await context.store.appendAnswer({
    callId: call.id,
    transcriptFingerprint,
    part,
    attempt,
    received,
    answeringModel: reading.answeringModel,
    finishReason: reading.finishReason,
    usage: reading.usage,
    cost,
    maskerVersion: out.maskerVersion,
  });
  return { id, part, reading, cost, latencyMs: received.latencyMs };
}
