import type { CallOutcome } from '../domain/call-state.ts';
import type { ListedCall } from '../domain/call.ts';
import type { Operator } from '../domain/operator-directory.ts';
import type { Transcript } from '../domain/transcript.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import { refillCall } from './refill-call.ts';
import type { RunContext } from './run-context.ts';
import type { Candidate } from './screen-calls.ts';
import { guardCall, leaveCall, settleCall } from './settle-call.ts';

/** A call with everything the model needs; it holds a place of the allowance. */
export interface ReadyCall {
  readonly call: ListedCall;
  readonly operator: Operator;
  readonly transcript: Transcript;
  readonly answered: Candidate['answered'];
}

/** One of several workers: takes candidates until there are none left. */
export async function fetchTranscripts(
  context: RunContext,
  candidates: BoundedQueue<Candidate>,
  ready: BoundedQueue<ReadyCall>,
): Promise<void> {
  for await (const candidate of candidates) {
    await guardCall(context, candidate.call, 'transcript', async () => {
      await mayTake(context);
      await fetchTranscript(context, candidate, ready);
    });
  }
}

/** A stop while the lock is won back is a stop like any other: the lock is not lost by it. */
async function mayTake({ lock, control: { taking } }: RunContext): Promise<void> {
  try {
    await lock.held(taking);
  } catch (error) {
    taking.throwIfAborted();
    throw error;
  }
}

async function fetchTranscript(
  context: RunContext,
  { call, operator, storedAnalysisId, ...candidate }: Candidate,
  ready: BoundedQueue<ReadyCall>,
): Promise<void> {
  if (storedAnalysisId !== null && context.control.reason === null) {
    if (await refillCall(context, call, operator, storedAnalysisId)) return;
  }
  // An earlier night may have asked anew as well, and come to nothing.
  const answered = candidate.answered || storedAnalysisId !== null;
  if (!(await context.allowance.reserve(context.control.taking))) {
    await leaveCall(context, call);
    return;
  }
  let reserved = true;
  try {
    const transcript = await context.callSource.transcript(call.id, context.control.flying);
    if (transcript !== null && transcript.phrases.length >= context.rules.minPhrases) {
      reserved = false;
      await ready.push({ call, operator, transcript, answered });
    } else await settleCall(context, call, exclusion(context, transcript));
  } finally {
    if (reserved) context.allowance.giveBack();
  }
}

function exclusion(context: RunContext, transcript: Transcript | null): CallOutcome {
  if (transcript !== null) {
    const reason = `${transcript.phrases.length} phrases, fewer than ${context.rules.minPhrases}`;
    return { action: 'excluded', state: 'too_few_phrases', reason };
  }
  return context.rules.transcriptMayStillCome
    ? {
        action: 'excluded',
        state: 'pending_transcript',
        reason: 'no transcript yet: the next nights ask again',
      }
    : {
        action: 'excluded',
        state: 'no_transcript',
        reason: 'no transcript, and the day is too old for one to come',
      };
}
