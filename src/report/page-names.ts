import { criterionId } from '../domain/checklist.ts';
import type { CallPlace } from '../domain/report-rows.ts';

/** Calls on one page of an operator; further ones are on its second page, and so on. */
const CALLS_ON_PAGE = 300;

/** `operator-7.html`, `operator-7-2.html` */
export function operatorPageName(operatorId: number, page = 1): string {
  return page === 1 ? `operator-${operatorId}.html` : `operator-${operatorId}-${page}.html`;
}

/** Which page of its operator the call of this rank is on, from 1. */
export function pageOfRank(rank: number): number {
  return Math.ceil(rank / CALLS_ON_PAGE);
}

export function callAnchor(callId: string): string {
  return `c${callId}`;
}

export function phraseAnchor(callId: string, phraseIndex: number): string {
  return `c${callId}-${phraseIndex}`;
}

export function callLink({ operatorId, rank, callId }: CallPlace): string {
  return `${operatorPageName(operatorId, pageOfRank(rank))}#${callAnchor(callId)}`;
}

/** Where a call's page shows its score for one criterion. */
export function evaluationAnchor(callId: string, key: string): string {
  return `${callAnchor(callId)}-${criterionAnchor(key)}`;
}

export function evaluationLink({ operatorId, rank, callId }: CallPlace, key: string): string {
  return `${operatorPageName(operatorId, pageOfRank(rank))}#${evaluationAnchor(callId, key)}`;
}

/** A place within a call's transcript. */
export function phraseLink({ operatorId, rank, callId }: CallPlace, phraseIndex: number): string {
  return `${operatorPageName(operatorId, pageOfRank(rank))}#${phraseAnchor(callId, phraseIndex)}`;
}

/** Rows of the old program have no id; the same rule makes theirs, so that old and new calls of a criterion meet. */
export function criterionKey(row: {
  readonly criterionId: string | null;
  readonly category: string;
  readonly criterion: string;
}): string {
  return row.criterionId ?? criterionId(row.category, row.criterion);
}

export function criterionAnchor(key: string): string {
  return `k-${key}`;
}
