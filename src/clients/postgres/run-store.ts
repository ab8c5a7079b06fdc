import type { RunStore } from '../../domain/ports.ts';
import type { StatementContext } from './run-statement.ts';
import { appendAnswer } from './statements/append-answer.ts';
import { findPurgedCalls } from './statements/find-purged-calls.ts';
import { findStoredCalls } from './statements/find-stored-calls.ts';
import { findUnusedAnswers } from './statements/find-unused-answers.ts';
import { finishRun } from './statements/finish-run.ts';
import { listUnfinishedCalls } from './statements/list-unfinished-calls.ts';
import { readAveragePercentage } from './statements/read-average-percentage.ts';
import { readBalance } from './statements/read-balance.ts';
import { readStoredAnalysis } from './statements/read-stored-analysis.ts';
import { recordListing } from './statements/record-listing.ts';
import { recordOutcomes } from './statements/record-outcomes.ts';
import type { RunIdentity } from './statements/run-identity.ts';
import { saveCall } from './statements/save-call.ts';

type Readings = Pick<
  RunStore,
  | 'storedCalls'
  | 'purgedCalls'
  | 'storedAnalysis'
  | 'unusedAnswers'
  | 'averagePercentage'
  | 'unfinishedCalls'
  | 'balance'
>;

/**
 * The store of one run. Ledger and calls are written only while the department's lock is held: they may be another run's by
 * now. Answers are appended all the same, for they are paid for, and the run's own row is finished.
 */
export function createRunStore(
  context: StatementContext,
  run: RunIdentity,
  held: () => Promise<void>,
): RunStore {
  const guarded = { ...context, held };
  return {
    ...createReadings(context, run),
    runId: run.runId,
    appendAnswer: (answer) => appendAnswer({ ...context, callId: answer.callId }, run, answer),
    recordListing: (listing) => recordListing(guarded, run, listing),
    recordOutcomes: (entries) => recordOutcomes(guarded, run, entries),
    saveCall: (record) => saveCall({ ...guarded, callId: record.call.id }, run, record),
    finish: (end) => finishRun(context, run.runId, end),
  };
}

/** The same reads for a dry run: outcomes are dropped, every other write is refused. */
export function createReadOnlyRunStore(
  context: StatementContext,
  run: Omit<RunIdentity, 'runId' | 'zone'>,
): RunStore {
  const refuse = (): Promise<never> => Promise.reject(new Error('a dry run writes nothing'));
  return {
    ...createReadings(context, run),
    runId: null,
    appendAnswer: refuse,
    recordListing: () => Promise.resolve(),
    recordOutcomes: () => Promise.resolve(),
    saveCall: refuse,
    finish: refuse,
  };
}

function createReadings(context: StatementContext, run: Omit<RunIdentity, 'runId' | 'zone'>): Readings {
  const department = { id: run.departmentId, fingerprints: run.fingerprints };
  return {
    storedCalls: (callIds) => findStoredCalls(context, department, callIds),
    purgedCalls: (callIds) => findPurgedCalls(context, run, callIds),
    storedAnalysis: (analysisId) => readStoredAnalysis(context, analysisId),
    unusedAnswers: (callId, transcriptFingerprint, maskerVersion) =>
      findUnusedAnswers({ ...context, callId }, department, { callId, transcriptFingerprint, maskerVersion }),
    averagePercentage: () => readAveragePercentage(context, run.departmentId, run.day),
    unfinishedCalls: (limited) => listUnfinishedCalls(context, run, limited),
    balance: () => readBalance(context, run),
  };
}
