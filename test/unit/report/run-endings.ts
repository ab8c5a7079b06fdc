import type { Balance } from '../../../src/domain/balance.ts';
import type { DayEnding, RunEnding } from '../../../src/domain/run-ending.ts';

const balance: Balance = {
  ...{ listed: 40, saved: 25, notSales: 5, excluded: 6, pending: 1, failed: 3, difference: 0 },
  ...{ pendingTranscript: 0, vanished: 0, missing: 0, unlisted: 0, withoutRow: 0, withoutLedger: 0 },
  ...{ outdatedRows: 0, purged: 0, outOfReach: 0 },
};

export const someDay: DayEnding = {
  ...{ day: '2026-11-03', runId: '7', exitCode: 1, listed: 40, balance, averagePercentage: 71.26 },
  actions: { analysed: 20, kept: 10, excluded: 6, failed: 3, left: 1 },
  weakestCriteria: [{ category: 'Контакт', criterion: 'Имя', averagePercentage: 12.34, calls: 25 }],
  tokens: { input: 1000, output: 200, answers: 22 },
  ...{ costUsd: '0.5', answersWithoutCost: 0, costIsInvented: false },
};

export const someEnding: RunEnding = {
  ...{ department: 2, version: '1.2.3', invocationId: '00000000-0000-4000-8000-000000000000' },
  ...{ exitCode: 1, errorClass: null, days: [someDay], daysNotBegun: [] },
  startedAt: new Date('2026-11-05T00:00:00Z'),
  finishedAt: new Date('2026-11-05T00:10:00.500Z'),
};
