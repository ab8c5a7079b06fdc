/** A business day in CALLQ_TIMEZONE, `YYYY-MM-DD`. */
export type Day = string;

/** The instants that bound a business day; `to` is its last second, as T-Bank's filter wants it. */
export interface DayWindow {
  readonly day: Day;
  readonly from: Date;
  readonly to: Date;
}

/** One call as T-Bank lists it, validated. */
export interface ListedCall {
  readonly kind: 'call';
  /** T-Bank's segmentId: a safe positive integer. */
  readonly id: number;
  readonly startedAt: Date;
  /** NULL when T-Bank has none yet, or one that lies before the start. */
  readonly finishedAt: Date | null;
  readonly durationSeconds: number;
  readonly operatorName: string | null;
  readonly operatorLogin: string | null;
  readonly clientPhone: string | null;
  /** The listing's end lay before its start, so `finishedAt` is NULL. */
  readonly endBeforeStart: boolean;
}

/** A listing entry that cannot be used. It still gets a state in the ledger. */
export interface MalformedCall {
  readonly kind: 'malformed';
  /** The segment id, or a negative number derived from the entry when it has none, the same on every rerun. */
  readonly id: number;
  /** Which field broke and how; never its value. */
  readonly problem: string;
}

export type ListedEntry = ListedCall | MalformedCall;
