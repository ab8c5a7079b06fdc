import { compareCosts } from './cost.ts';

/** Why CallQ's own budget stopped a run. Amounts are decimal text in the unit of the setting: tokens, or US dollars. */
export interface OverBudget {
  readonly setting: 'CALLQ_MAX_TOKENS' | 'CALLQ_MAX_COST_USD';
  /** What it is set to. */
  readonly limit: string;
  /** By the invocation so far, what requests under way have reserved included. */
  readonly used: string;
  /** What the request that was not sent could have needed at most. */
  readonly nextRequest: string;
}

/** Not even an unused budget holds that request: every later run stops at it as well. */
export function isBelowOneRequest({ limit, nextRequest }: OverBudget): boolean {
  return compareCosts(nextRequest, limit) > 0;
}

/** For the log and the closing table: what stopped the run, and what to do about it. */
export function describeOverBudget(over: OverBudget, callsLeft: number): string {
  const { setting, limit, used, nextRequest } = over;
  const unit = setting === 'CALLQ_MAX_TOKENS' ? 'tokens' : 'USD';
  const facts = `${used} ${unit} are used, the next request may need up to ${nextRequest}, ${callsLeft} calls are left`;
  return isBelowOneRequest(over)
    ? `${setting}=${limit} is less than this one request may need: ${facts}. Raise it above ${nextRequest}, or every run stops at this call.`
    : `${setting}=${limit} is used up: ${facts}.`;
}
