import { isBalanced } from '../domain/balance.ts';
import { callActions, callStates } from '../domain/call-state.ts';
import { describeComparison } from '../domain/cost-comparison.ts';
import { describeOverBudget, isBelowOneRequest } from '../domain/over-budget.ts';
import type { RunSummary } from '../pipeline/run-summary.ts';
import { duration } from './progress.ts';

/** The short table at the end of a run. */
export function summaryTable(department: number, summary: RunSummary): string {
  const rows: [string, string][] = [
    ['listed', String(summary.listed)],
    ...callActions.map((action): [string, string] => [`  ${action}`, String(summary.actions[action])]),
    ...callStates
      .filter((state) => summary.states[state] > 0)
      .map((state): [string, string] => [`state ${state}`, stateText(summary, state)]),
    ...balanceRows(summary),
    ['tokens', tokensText(summary)],
    ['cost', costText(summary)],
    ...comparedRow(summary),
    ...possiblyPaidRow(summary),
    [
      'average score',
      summary.averagePercentage === null ? 'unknown' : `${summary.averagePercentage.toFixed(1)} %`,
    ],
    ['duration', duration(summary.durationSeconds)],
  ];
  if (summary.wouldAsk !== null) {
    const { model, calls, promptCharacters, longestPromptCharacters, ...expected } = summary.wouldAsk;
    rows.push(
      ['would ask', `${model} about ${calls} calls`],
      ['prompts', `${promptCharacters} characters, the longest ${longestPromptCharacters}`],
      ['expected', expectedText(expected)],
    );
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  const title =
    `Department ${department}, ${summary.day}` +
    (summary.runId === null ? ' (dry run)' : `, run ${summary.runId}`) +
    (summary.selection === 'unfinished' ? ', only what was left' : '');
  return [
    title,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    ...summary.warnings.map((warning) => `  warning: ${warning}`),
    ...endingLines(summary),
    '',
  ].join('\n');
}

function balanceRows({ balance }: RunSummary): [string, string][] {
  if (balance === null) return [];
  const { difference, listed, vanished } = balance;
  const gone = vanished === null || vanished === 0 ? '' : `, ${vanished} of them no longer listed`;
  if (isBalanced(balance) === null) return [['ledger', 'the day was never listed to its end']];
  const verdict = isBalanced(balance) === true ? 'balances' : 'DOES NOT BALANCE';
  return [
    ['ledger', `${verdict}, difference ${difference ?? 'unknown'} of ${listed ?? 'unknown'} calls${gone}`],
  ];
}

function stateText(
  summary: RunSummary,
  state: RunSummary['states'] extends Record<infer S, number> ? S : never,
): string {
  const count = summary.states[state];
  if (state !== 'internal_segment') return String(count);
  return `${count} (${Math.round((100 * count) / summary.listed)} % without a client phone)`;
}

function expectedText(expected: {
  readonly expectedInputTokens: number;
  readonly expectedOutputTokens: number;
  readonly expectedCostUsd: string | null;
}): string {
  const { expectedInputTokens, expectedOutputTokens, expectedCostUsd } = expected;
  const cost =
    expectedCostUsd === null ? 'cost unknown: no price in CALLQ_PRICES' : `about ${expectedCostUsd} USD`;
  return `about ${expectedInputTokens} tokens in, ${expectedOutputTokens} out, ${cost}`;
}

function tokensText({ tokens }: RunSummary): string {
  if (tokens.answers === 0) return 'none: no answer was asked for';
  const known = `${tokens.input ?? 'unknown'} in, ${tokens.output ?? 'unknown'} out, ${tokens.answers} answers`;
  return tokens.answersWithoutUsage === 0 ? known : `${known} (${tokens.answersWithoutUsage} did not say)`;
}

function costText(summary: RunSummary): string {
  if (summary.tokens.answers === 0) return 'nothing';
  const known = summary.costUsd === null ? 'unknown' : `${summary.costUsd} USD`;
  const remarks = [
    ...(summary.answersWithoutCost === 0 ? [] : [`${summary.answersWithoutCost} answers did not say`]),
    ...(summary.costIsInvented ? ['invented: the sandbox answered, nobody is charged'] : []),
  ];
  return remarks.length === 0 ? known : `${known} (${remarks.join('; ')})`;
}

function comparedRow({ costCompared, tokens }: RunSummary): [string, string][] {
  return costCompared === null ? [] : [['cost compared', describeComparison(costCompared, tokens.answers)]];
}

function possiblyPaidRow({ possiblyPaid }: RunSummary): [string, string][] {
  const { requests, estimatedTokens, estimatedCostUsd } = possiblyPaid;
  if (requests === 0) return [];
  const cost = estimatedCostUsd === null ? '' : ` and ${estimatedCostUsd} USD`;
  const most = `at most ${estimatedTokens} tokens${cost} more`;
  return [['possibly paid', `${requests} requests that got no answer: ${most}`]];
}

function endingLines(summary: RunSummary): string[] {
  const left = summary.actions.left;
  const lines: string[] = [];
  if (summary.interruptedBy !== null) lines.push(`  interrupted by ${summary.interruptedBy}`);
  if (summary.stoppedBy !== null) lines.push(`  stopped: ${summary.stoppedBy.message}`);
  const { overBudget } = summary;
  if (overBudget !== null) lines.push(`  stopped: ${describeOverBudget(overBudget, left)}`);
  if (left > 0 && summary.wouldAsk === null) {
    const outlook =
      overBudget !== null && isBelowOneRequest(overBudget)
        ? `no run takes them all up until ${overBudget.setting} is raised`
        : 'the next run of this day takes them up';
    lines.push(`  ${left} listed calls are left: ${outlook}`);
  }
  return lines;
}
