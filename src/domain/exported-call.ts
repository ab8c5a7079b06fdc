import type { Day } from './call.ts';

/** One row of `calls` with all that hangs on it, as it is exported. Unknown is NULL. */
export interface ExportedCall {
  readonly departmentId: number;
  readonly day: Day;
  /** segmentId of T-Bank. */
  readonly callId: number;
  /** Wall time in CALLQ_TIMEZONE, `YYYY-MM-DD HH:MM:SS`. */
  readonly startTime: string;
  readonly finishTime: string | null;
  readonly durationSeconds: number | null;
  /** NULL: a call of the old program by nobody of the directory. */
  readonly operator: string | null;
  readonly office: string | null;
  readonly supervisor: string | null;
  /** NULL as well when phone numbers are not to be exported. */
  readonly phoneNumber: string | null;
  readonly totalScore: number | null;
  readonly maxScore: number | null;
  /** Of the scored criteria, rounded down. */
  readonly performancePercentage: number | null;
  /** By weights and critical criteria; NULL while too little of the check-list was scored. */
  readonly finalPercentage: number | null;
  readonly criticalFailed: boolean | null;
  /** 0 to 1. */
  readonly scoredShare: number | null;
  /** In the order of the check-list. */
  readonly evaluations: readonly ExportedEvaluation[];
  readonly recommendations: readonly {
    readonly category: string;
    readonly issue: string;
    readonly recommendation: string;
    readonly priority: string;
  }[];
  readonly agreements: readonly { readonly amount: number | null; readonly agreement: string }[];
  readonly declineReasons: readonly {
    readonly type: string;
    readonly description: string;
    readonly productCategory: string | null;
  }[];
}

export interface ExportedEvaluation {
  readonly category: string;
  readonly criterion: string;
  readonly state: 'scored' | 'not_applicable' | 'not_scored';
  /** NULL unless scored. */
  readonly score: number | null;
  readonly maxScore: number | null;
  readonly reason: string | null;
  /** Scored above 0 without a quote that was found; NULL when not scored above 0. */
  readonly unsupported: boolean | null;
}

/** What tells CallQ's rows in a sheet from other people's: stands in the first cell of each. */
export function keyOfCall(call: Pick<ExportedCall, 'departmentId' | 'day' | 'callId'>): string {
  return `callq/${call.departmentId}/${call.day}/${call.callId}`;
}

/** Whose row a cell of the key column says that it is; NULL: nobody's that CallQ knows. */
export function parseKey(cell: unknown): { readonly departmentId: number; readonly day: Day } | null {
  if (typeof cell !== 'string') return null;
  const [, department, day] = /^callq\/(\d{1,10})\/(\d{4}-\d\d-\d\d)\/\d{1,16}$/u.exec(cell.trim()) ?? [];
  return department === undefined || day === undefined ? null : { departmentId: Number(department), day };
}
