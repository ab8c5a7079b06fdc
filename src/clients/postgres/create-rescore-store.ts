import type { RescoreStore } from '../../domain/rescoring.ts';
import type { StatementContext } from './run-statement.ts';
import { listJudgedCalls } from './statements/list-judged-calls.ts';
import { readChecklist } from './statements/read-checklist.ts';
import { readLaidOut } from './statements/read-laid-out.ts';
import { readStoredAnalysis } from './statements/read-stored-analysis.ts';
import { replaceAnalysis } from './statements/replace-analysis.ts';

/** What `callq rescore` needs of a department's part of the database. */
export function createRescoreStore(context: StatementContext, departmentId: number): RescoreStore {
  return {
    judgedCalls: (day) => listJudgedCalls(context, departmentId, day),
    checklist: (fingerprint) => readChecklist(context, fingerprint),
    storedAnalysis: (analysisId) => readStoredAnalysis(context, analysisId),
    laidOut: (callId) => readLaidOut(context, callId),
    replace: (rescored) => replaceAnalysis(context, departmentId, rescored),
  };
}
