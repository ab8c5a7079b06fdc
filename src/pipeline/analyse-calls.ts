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
import { CallError } from '../domain/errors.ts';
import type { NewAnalysis } from '../domain/ports.ts';
import { fingerprintOfTranscript, promptOf } from '../domain/question.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import type { ReadyCall } from './fetch-transcripts.ts';
import { projectionOf } from './projection.ts';
import type { RunContext } from './run-context.ts';
import { guardCall, leaveCall, settleCall } from './settle-call.ts';

/** One of several workers: takes ready calls until there are none left. */
export async function analyseCalls(context: RunContext, ready: BoundedQueue<ReadyCall>): Promise<void> {
  for await (const readyCall of ready) {
    const place = oncePerCall(context);
    await guardCall(context, readyCall.call, 'analysis', async () => {
      if (context.control.reason !== null) await leaveCall(context, readyCall.call);
      else if (context.dryRun) await describeQuestion(context, readyCall, place);
      else await analyseCall(context, readyCall, place);
    });
    place.giveBack();
  }
}

/** The call's place of the allowance: started at its first question, given back when there was none. */
interface Place {
  start(): void;
  giveBack(): void;
}

function oncePerCall(context: RunContext): Place {
  let open = true;
  const once = (settle: () => void) => (): void => {
    if (open) settle();
    open = false;
  };
  return {
    start: once(() => {
      context.allowance.start();
    }),
    giveBack: once(() => {
      context.allowance.giveBack();
    }),
  };
}

/** `--dry-run`: says what would be asked and stops before it. */
async function describeQuestion(
  context: RunContext,
  { call, transcript }: ReadyCall,
  place: Place,
): Promise<void> {
  place.start();
  context.tally.addQuestion(promptOf({ yardstick: context.yardstick, transcript }).length);
  await settleCall(context, call, { action: 'left', state: 'pending', reason: 'stopped' });
}

/** An answer in hand: stored already, and read. */
interface HeldAnswer {
  readonly id: string;
  readonly reading: AnswerReading;
  readonly costUsd: string | null;
}

async function analyseCall(context: RunContext, readyCall: ReadyCall, place: Place): Promise<void> {
  const { checklist } = context.yardstick;
  const transcriptFingerprint = fingerprintOfTranscript(readyCall.transcript);
  const held = await earlierAnswers(context, readyCall, transcriptFingerprint);
  let progress = held.reduce(
    (sofar, answer) => addAnswer(sofar, answer.reading, checklist),
    newAnalysis(checklist),
  );
  progress = { ...progress, lastProblem: null, truncatedAnswers: 0 };
  for (let attempt = 1; attempt <= context.limits.answerTries && !isComplete(progress); attempt += 1) {
    if (!mayAskAgain(progress)) break;
    if (context.control.reason !== null) {
      await leaveCall(context, readyCall.call);
      return;
    }
    if (attempt === 1) place.start();
    const answer = await askOnce(context, readyCall, { transcriptFingerprint, attempt, progress });
    held.push(answer);
    progress = addAnswer(progress, answer.reading, checklist);
  }
  await saveAnalysis(context, readyCall, { transcriptFingerprint, progress, held });
}

/** Answers that an earlier run received and paid for but came to no analysis with. */
async function earlierAnswers(
  context: RunContext,
  { call, answered }: ReadyCall,
  transcriptFingerprint: string,
): Promise<HeldAnswer[]> {
  if (!answered) return [];
  const answers = await context.store.unusedAnswers(call.id, transcriptFingerprint);
  return answers.map((answer) => ({
    id: answer.id,
    reading: context.model.read(answer),
    costUsd: answer.costUsd,
  }));
}

/** Asks, and stores the answer as received before it is interpreted: whatever comes later, it is paid for only once. */
async function askOnce(
  context: RunContext,
  { call, transcript }: ReadyCall,
  asked: { transcriptFingerprint: string; attempt: number; progress: AnalysisProgress },
): Promise<HeldAnswer> {
  const question = { yardstick: context.yardstick, transcript, ...nextNote(asked.progress) };
  const received = await context.model.ask(question, context.control.flying);
  const reading = context.model.read(received);
  context.tally.answers.add(reading.usage, received.costUsd);
  const id = await context.store.appendAnswer({
    callId: call.id,
    transcriptFingerprint: asked.transcriptFingerprint,
    attempt: asked.attempt,
    received,
    answeringModel: reading.answeringModel,
    finishReason: reading.finishReason,
    usage: reading.usage,
  });
  return { id, reading, costUsd: received.costUsd };
}

async function saveAnalysis(
  context: RunContext,
  { call, operator, transcript }: ReadyCall,
  done: { transcriptFingerprint: string; progress: AnalysisProgress; held: readonly HeldAnswer[] },
): Promise<void> {
  const { checklist } = context.yardstick;
  const verdict = concludeAnalysis(done.progress, checklist);
  if (verdict.kind === 'failed') {
    throw new CallError(
      'analysis',
      verdict.failureClass,
      `no usable judgement after ${done.held.length} answers`,
    );
  }
  const outcome: CallOutcome = {
    action: 'analysed',
    state: verdict.kind === 'sales' ? 'saved' : 'not_sales',
    reason: null,
  };
  await context.store.saveCall({
    call,
    operator,
    transcript,
    transcriptFingerprint: done.transcriptFingerprint,
    outcome,
    analysis: newAnalysisOf(verdict.kind, done.held),
    projection: projectionOf(verdict, done.progress, checklist),
  });
  context.tally.settle(outcome);
}

function newAnalysisOf(verdict: 'sales' | 'not_sales', held: readonly HeldAnswer[]): NewAnalysis {
  const sum = (key: keyof AnswerReading['usage']): number | null =>
    held.reduce<number | null>((total, { reading }) => {
      const tokens = reading.usage[key];
      return total === null || tokens === null ? null : total + tokens;
    }, 0);
  return {
    verdict,
    answeringModel: held.findLast(({ reading }) => reading.problem === null)?.reading.answeringModel ?? null,
    usage: { input: sum('input'), cached: sum('cached'), output: sum('output'), reasoning: sum('reasoning') },
    costUsd: sumCosts(held.map((answer) => answer.costUsd)),
    answerIds: held.map((answer) => answer.id),
  };
}
