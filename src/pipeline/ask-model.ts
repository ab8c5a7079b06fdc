import type { AnswerReading } from '../domain/analysis.ts';
import { CallError } from '../domain/errors.ts';
import type { ReceivedAnswer } from '../domain/ports.ts';
import type { KnownCost, PriceTable } from '../domain/price-table.ts';
import { costOf } from '../domain/price-table.ts';
import type { Question } from '../domain/question.ts';
import type { RequestEstimate } from '../domain/request-estimate.ts';
import { estimateOf } from '../domain/request-estimate.ts';
import type { RunContext } from './run-context.ts';
import type { SpendingLimit, Spent } from './spending-limit.ts';
import { nothing } from './spending-limit.ts';

/** What money may be spent, and what an answer costs when the gateway does not say. */
export interface Spending {
  readonly limit: SpendingLimit;
  readonly prices: PriceTable;
}

export interface PaidAnswer {
  readonly received: ReceivedAnswer;
  readonly reading: AnswerReading;
  readonly cost: KnownCost;
}

/** A question, and the call that it is about. */
interface AskedQuestion {
  readonly callId: number;
  readonly question: Question;
}

/** Asks within the invocation's budget. NULL: the budget is used up; the run stops and the call is left. */
export async function askModel(context: RunContext, asked: AskedQuestion): Promise<PaidAnswer | null> {
  const { limit, prices } = context.spending;
  const { question } = asked;
  const estimate = (): RequestEstimate => estimateOf(question, prices.get(question.yardstick.askedModel));
  if (limit.isActive) return askWithin(context, asked, estimate());
  const received = await send(context, asked, () => {
    context.tally.possiblyPaid.add(estimate());
    return true;
  });
  return readPaid(context, received);
}

async function askWithin(
  context: RunContext,
  asked: AskedQuestion,
  estimate: RequestEstimate,
): Promise<PaidAnswer | null> {
  const { limit } = context.spending;
  const reservation = await limit.reserve(estimate, context.control.taking);
  let isWithin = reservation !== null;
  if (reservation !== null) {
    let used = nothing;
    try {
      const question = { ...asked.question, maxAnswerTokens: estimate.maxAnswerTokens };
      const received = await send(context, { ...asked, question }, () => {
        context.tally.possiblyPaid.add(estimate);
        isWithin = limit.keepUnknown(reservation);
        return isWithin;
      });
      const answer = readPaid(context, received);
      used = usedBy(answer, reservation);
      return answer;
    } catch (error) {
      // Another try might have been answered, but would have been one too many.
      if (isWithin || !(error instanceof CallError)) throw error;
    } finally {
      limit.settle(reservation, used);
    }
  }
  context.control.runOutOfBudget(limit.shortageFor(estimate));
  return null;
}

/** After a stop nothing new is sent; what is under way may finish. */
function send(
  { model, control }: RunContext,
  { callId, question }: AskedQuestion,
  mayRepeat: () => boolean,
): Promise<ReceivedAnswer> {
  return model.ask(question, control.flying, { callId, stopping: control.taking, mayRepeat });
}

function readPaid(context: RunContext, received: ReceivedAnswer): PaidAnswer {
  const reading = context.model.read(received);
  const { prices } = context.spending;
  const facts = { header: received.costUsd, answeringModel: reading.answeringModel, usage: reading.usage };
  if (received.costIsInvented) context.tally.answers.costIsInvented = true;
  const cost = costOf(facts, prices, context.yardstick.askedModel);
  context.tally.answers.add(facts, cost, prices, context.yardstick.askedModel);
  return { received, reading, cost };
}

/** What is unknown keeps its estimate: it may have been that much. */
function usedBy({ reading, cost }: PaidAnswer, reservation: Spent): Spent {
  const { input, output } = reading.usage;
  return {
    tokens: input === null || output === null ? reservation.tokens : input + output,
    costUsd: cost.usd ?? reservation.costUsd,
  };
}
