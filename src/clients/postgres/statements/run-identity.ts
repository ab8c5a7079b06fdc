import type { Day } from '../../../domain/call.ts';
import type { Fingerprints } from '../../../domain/question.ts';

/** What every row that a run writes carries. */
export interface RunIdentity {
  readonly runId: string;
  readonly departmentId: number;
  readonly day: Day;
  readonly fingerprints: Fingerprints;
  /** Time zone of wall times, an IANA name. */
  readonly zone: string;
}
