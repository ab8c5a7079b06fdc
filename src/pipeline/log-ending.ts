import { describeImbalance } from '../domain/balance.ts';
import { describeComparison, isSuspicious } from '../domain/cost-comparison.ts';
import { describeOverBudget } from '../domain/over-budget.ts';
import type { Logger } from '../domain/ports.ts';
import type { PriceTable } from '../domain/price-table.ts';
import type { RunSummary } from './run-summary.ts';

/** What the closing table says as well, and the log has to: it may be all that is kept of a night. */
export function logEnding(logger: Logger, prices: PriceTable, summary: RunSummary): void {
  logCost(logger, prices, summary);
  if (summary.possiblyPaid.requests > 0) {
    logger.warn('requests to the gateway got no answer: they may have been paid for all the same', {
      count: summary.possiblyPaid.requests,
    });
  }
  const imbalance = summary.balance === null ? null : describeImbalance(summary.day, summary.balance);
  if (imbalance !== null) logger.error(imbalance, { failureClass: 'imbalance' });
  if (summary.overBudget !== null) {
    logger.warn(`the run stops: ${describeOverBudget(summary.overBudget, summary.actions.left)}`, {
      failureClass: 'over_budget',
    });
  }
  if (summary.stoppedBy !== null) {
    logger.error(`the run stops: ${summary.stoppedBy.message}`, {
      failureClass: summary.stoppedBy.errorClass,
    });
  }
}

/** One line a night: the price table is held against what the gateway says it charged. */
function logCost(logger: Logger, prices: PriceTable, { costCompared, tokens }: RunSummary): void {
  if (tokens.answers === 0) return;
  if (costCompared === null) {
    const why =
      prices.size === 0
        ? 'CALLQ_PRICES is not set, so there is no price table to hold them against'
        : 'of none of them both the header and the price table tell a cost';
    logger.info(`cost of ${tokens.answers} answers not compared: ${why}`);
    return;
  }
  const compared = `cost ${describeComparison(costCompared, tokens.answers)}`;
  if (!isSuspicious(costCompared)) logger.info(compared);
  else
    logger.warn(`${compared}: look whether CALLQ_PRICES names what is charged`, { failureClass: 'prices' });
}
