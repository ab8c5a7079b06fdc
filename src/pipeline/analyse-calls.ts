import { priceOf } from '../domain/price-table.ts';
import { promptOf } from '../domain/question.ts';
import { expectedAnswerTokens } from '../domain/request-estimate.ts';
import type { ExpectedQuestion } from './tally.ts';
import { phrasesOf } from '../domain/split-transcript.ts';
import { analyseCall } from './analyse-call.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import type { ReadyCall } from './fetch-transcripts.ts';
import { fitQuestions } from './fit-questions.ts';
import { outgoing } from './outgoing-transcript.ts';
import type { RunContext } from './run-context.ts';
import { guardCall, leaveCall, settleCall } from './settle-call.ts';

/** One of several workers: takes ready calls until there are none left. */
export async function analyseCalls(context: RunContext, ready: BoundedQueue<ReadyCall>): Promise<void> {
  for await (const readyCall of ready) {
    const place = placeOf(context);
    await guardCall(context, readyCall.call, 'analysis', async () => {
      if (context.control.reason !== null) await leaveCall(context, readyCall.call);
      else if (context.dryRun) await describeQuestion(context, readyCall, place);
      else await analyseCall(context, readyCall, place);
    });
    place.giveBack();
  }
}

/** A call's place of the allowance: started at its first question, given back when there was none. */
export interface Place {
  start(): void;
  giveBack(): void;
}

function placeOf(context: RunContext): Place {
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
  const { yardstick } = context;
  const out = outgoing(context, transcript).transcript;
  const fitting = await fitQuestions(context, out);
  if (fitting.kind === 'too_long') {
    const { reason } = fitting;
    await settleCall(context, call, { action: 'excluded', state: 'too_long', reason });
    return;
  }
  place.start();
  const count = await context.tokenCounter.load();
  context.tally.addQuestions(
    fitting.parts.map((part): ExpectedQuestion => {
      const prompt = promptOf({ yardstick, transcript: phrasesOf(out, part) });
      const inputTokens = count(prompt);
      const outputTokens = expectedAnswerTokens(yardstick.checklist);
      const usage = { input: inputTokens, cached: null, output: outputTokens, reasoning: null };
      const price = context.spending.prices.get(yardstick.askedModel);
      return { characters: prompt.length, inputTokens, outputTokens, costUsd: priceOf(usage, price) };
    }),
  );
  await settleCall(context, call, { action: 'left', state: 'pending', reason: 'stopped' });
}
