import type { AnswerReading } from '../domain/analysis.ts';
import type { ReceivedAnswer } from '../domain/ports.ts';
import type { KnownCost, PriceTable } from '../domain/price-table.ts';
import { costOf } from '../domain/price-table.ts';
import type { Question } from '../domain/question.ts';
import { estimateOf } from '../domain/request-estimate.ts';
import type { RunContext } from './run-context.ts';
import type { SpendingLimit, Spent } from './spending-limit.ts';

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

/** Asks within the invocation's budget. NULL: the budget is used up; the run stops and the call is left. */
export async function askModel(context: RunContext, question: Question): Promise<PaidAnswer | null> {
  const { limit, prices } = context.spending;
  if (!limit.isActive) return readPaid(context, await send(context, question));
  const { askedModel } = question.yardstick;
  const estimate = estimateOf(question, prices.get(askedModel));
  const reservation = await limit.reserve(estimate, context.control.taking);
  if (reservation === null) {
    context.control.runOutOfBudget();
    return null;
  }
  let used: Spent | null = null;
  try {
    const bounded = { ...question, maxAnswerTokens: estimate.maxAnswerTokens };
    const answer = readPaid(context, await send(context, bounded));
    used = usedBy(answer, reservation);
    return answer;
  } finally {
    limit.settle(reservation, used);
  }
}

/** After a stop nothing new is sent; what is under way may finish. */
function send(context: RunContext, question: Question): Promise<ReceivedAnswer> {
  return context.model.ask(question, context.control.flying, context.control.taking);
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
