import { coverageOf } from '../domain/coverage.ts';
import type { DayEnding, RunEnding } from '../domain/run-ending.ts';
import { digestOf } from './digest.ts';

const outcomes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'finished_with_failures',
  2: 'could_not_run',
  3: 'another_run',
  130: 'interrupted',
  143: 'interrupted',
};

/** What CALLQ_NOTIFY_URL gets; docs/notifications.md explains every key, and a test compares. */
export function webhookBodyOf(ending: RunEnding): object {
  const { department, version, invocationId, exitCode, errorClass, startedAt, finishedAt } = ending;
  return {
    event: 'callq.run.ended',
    ...{ department, version, invocationId, exitCode },
    outcome: outcomes[exitCode] ?? 'unknown',
    errorClass,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    durationSeconds: (finishedAt.getTime() - startedAt.getTime()) / 1000,
    days: ending.days.map(dayOf),
    daysNotBegun: ending.daysNotBegun,
    // Chats that take incoming webhooks show this.
    text: digestOf(ending),
  };
}

function dayOf(ending: DayEnding): object {
  const { day, runId, exitCode, listed, actions, balance, averagePercentage, tokens } = ending;
  return {
    ...{ day, runId, exitCode, listed, actions, balance, averagePercentage },
    coverage: coverageOf(balance),
    weakestCriteria: ending.weakestCriteria,
    ...{ tokens, costUsd: ending.costUsd, costIsInvented: ending.costIsInvented },
  };
}
