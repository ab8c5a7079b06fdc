import type { AnalysisProgress, AnswerReading } from '../domain/analysis.ts';
import {
  addAnswer,
  concludeAnalysis,
  isComplete,
  mayAskAgain,
  newAnalysis,
  nextNote,
} from '../domain/analysis.ts';
import type { CallOutcome } from '../domain/call-state.ts';
import { sumCosts } from '../domain/cost.ts';
import type { CostSource, KnownCost } from '../domain/price-table.ts';
import { CallError } from '../domain/errors.ts';
import type { JudgedPart } from '../domain/merge-parts.ts';
import { concludeParts } from '../domain/merge-parts.ts';
import type { AboutPart, NewAnalysis } from '../domain/ports.ts';
import { fingerprintOfTranscript } from '../domain/question.ts';
import type { TranscriptPart } from '../domain/split-transcript.ts';
import { isSamePart, phrasesOf } from '../domain/split-transcript.ts';
import { askModel } from './ask-model.ts';
import type { Place } from './analyse-calls.ts';
import type { ReadyCall } from './fetch-transcripts.ts';
import { fitQuestions } from './fit-questions.ts';
import type { OutgoingTranscript } from './outgoing-transcript.ts';
import { outgoing } from './outgoing-transcript.ts';
import { projectionOf } from './projection.ts';
import type { RunContext } from './run-context.ts';
import { leaveCall, settleCall } from './settle-call.ts';

/** A ready call with what its questions and answers are made of. */
interface Subject extends ReadyCall {
  readonly transcriptFingerprint: string;
  readonly out: OutgoingTranscript;
}

/** An answer in hand: stored already, and read. */
interface HeldAnswer extends AboutPart {
  readonly id: string;
  readonly reading: AnswerReading;
  readonly cost: KnownCost;
  readonly latencyMs: number;
}

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
    if (concludeAnalysis(answered.progress, context.yardstick.checklist).kind === 'failed') break;
  }
  await saveAnalysis(context, subject, judged, held);
}

/** Asks until every criterion has a result or the tries are used up. NULL: the run stops before that. */
async function askAboutPart(
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

/** Answers that an earlier run received and paid for but came to no analysis with. */
async function earlierAnswers(context: RunContext, subject: Subject): Promise<HeldAnswer[]> {
  if (!subject.answered) return [];
  const { call, transcriptFingerprint, out } = subject;
  const answers = await context.store.unusedAnswers(call.id, transcriptFingerprint, out.maskerVersion);
  return answers.map((answer) => ({
    id: answer.id,
    part: answer.part,
    reading: context.model.read(answer),
    cost: answer.cost,
    latencyMs: answer.latencyMs,
  }));
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
  const paid = await askModel(context, question);
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
}

function sumsOf(
  held: readonly HeldAnswer[],
): Pick<NewAnalysis, 'answeringModel' | 'usage' | 'costUsd' | 'costSource' | 'latencyMs' | 'answerIds'> {
  const sum = (key: keyof AnswerReading['usage']): number | null =>
    held.reduce<number | null>((total, { reading }) => {
      const tokens = reading.usage[key];
      return total === null || tokens === null ? null : total + tokens;
    }, 0);
  return {
    answeringModel: held.findLast(({ reading }) => reading.problem === null)?.reading.answeringModel ?? null,
    usage: { input: sum('input'), cached: sum('cached'), output: sum('output'), reasoning: sum('reasoning') },
    costUsd: sumCosts(held.map((answer) => answer.cost.usd)),
    costSource: sourceOf(held),
    latencyMs: held.reduce((total, answer) => total + answer.latencyMs, 0),
    answerIds: held.map((answer) => answer.id),
  };
}

/** The weakest source of its answers: a sum is known as well as its least known part. */
function sourceOf(held: readonly HeldAnswer[]): CostSource {
  const sources = held.map(({ cost }) => cost.source);
  if (sources.includes('unknown')) return 'unknown';
  return sources.includes('price_table') ? 'price_table' : 'header';
}
