import type { Day } from '../domain/call.ts';
import type { Checklist } from '../domain/checklist.ts';
import { CallError } from '../domain/errors.ts';
import type { AnswerFaults } from '../domain/interpretation.ts';
import type { StoredAnalysis } from '../domain/ports.ts';
import type { JudgedCall, RescoreStore } from '../domain/rescoring.ts';
import { isLaidOut } from '../domain/rescoring.ts';
import type { Judgement, Judging } from './judge-stored-answers.ts';
import { judgeStoredAnswers } from './judge-stored-answers.ts';

/** What a rescore did about one call, or in a dry run would do. */
export type CallRescore =
  | {
      readonly kind: 'unchanged' | 'changed';
      /** The verdict is another one. */
      readonly verdictChanged: boolean;
      /** A sales call without a row in `calls`: the next run of the day makes it, without paying. */
      readonly withoutRow: boolean;
    }
  /** Its answers, phrases or analysis are not stored (any more). */
  | { readonly kind: 'not_rescorable' }
  /** Its answers give no judgement: its rows stay as they are. */
  | { readonly kind: 'failed'; readonly failureClass: string; readonly message: string };

export interface Rescoring extends Omit<Judging, 'checklist'> {
  readonly store: RescoreStore;
  /** A check-list by its fingerprint, read once; NULL when it is not stored. */
  readonly checklistOf: (fingerprint: string) => Promise<Checklist | null>;
  /** Version of the program. */
  readonly version: string;
  readonly dryRun: boolean;
}

/** Judges one call anew from its stored answers, and replaces its rows when they come out otherwise. */
export async function rescoreCall(rescoring: Rescoring, day: Day, call: JudgedCall): Promise<CallRescore> {
  try {
    return await rescoreAnalysis(rescoring, day, call);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.failureClass === 'stored_answers_gone') return { kind: 'not_rescorable' };
    const askAnew = `callq run --date ${day} --force --call ${call.callId}`;
    const message = `${error.message}; what is stored of the call stays. To ask, and pay, anew: ${askAnew}`;
    return { kind: 'failed', failureClass: error.failureClass, message };
  }
}

async function rescoreAnalysis(rescoring: Rescoring, day: Day, call: JudgedCall): Promise<CallRescore> {
  const { callId, analysis } = call;
  if (analysis === null) return { kind: 'not_rescorable' };
  const checklist = await rescoring.checklistOf(analysis.checklistFingerprint);
  if (checklist === null) return { kind: 'not_rescorable' };
  const stored = await rescoring.store.storedAnalysis(analysis.id);
  const judgement = judgeStoredAnswers(stored, { ...rescoring, checklist });
  const { hasRow, isSame } = await compare(rescoring.store, call, stored, judgement);
  const verdictChanged = analysis.verdict !== judgement.verdict;
  const changed = !isSame || verdictChanged || !haveSameFaults(analysis.faults, judgement.faults);
  if (changed && !rescoring.dryRun) {
    const { transcript } = stored;
    const { version } = rescoring;
    await rescoring.store.replace({
      callId,
      day,
      analysisId: analysis.id,
      ...judgement,
      transcript,
      version,
    });
  }
  const withoutRow = judgement.verdict === 'sales' && !hasRow;
  return { kind: changed ? 'changed' : 'unchanged', verdictChanged, withoutRow };
}

/** A call without a row has nothing to compare: a run lays it out from the newest analysis. */
async function compare(
  store: RescoreStore,
  { callId }: JudgedCall,
  { transcript }: StoredAnalysis,
  { projection }: Judgement,
): Promise<{ readonly hasRow: boolean; readonly isSame: boolean }> {
  const rows = await store.laidOut(callId);
  if (rows === null) return { hasRow: false, isSame: true };
  return { hasRow: true, isSame: projection !== null && isLaidOut(rows, projection, transcript) };
}

function haveSameFaults(stored: NonNullable<JudgedCall['analysis']>['faults'], found: AnswerFaults): boolean {
  return (Object.keys(found) as (keyof AnswerFaults)[]).every((name) => stored[name] === found[name]);
}
