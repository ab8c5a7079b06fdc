/** What a service met since its start or the last reset. */
export interface ServiceStatistics {
  readonly requests: number;
  /** By path, ids replaced by a placeholder, unknown paths together as `other`. */
  readonly requestsByPath: Readonly<Record<string, number>>;
  /** By status; `none` counts connections that were reset or left without an answer. */
  readonly answersByStatus: Readonly<Record<string, number>>;
  readonly inFlight: number;
  readonly peakInFlight: number;
}

/** The gateway's own: `requests`, `answersByStatus`, `inFlight` and `peakInFlight` count completions only. */
interface ModelStatistics extends ServiceStatistics {
  /** Latencies drawn for completions that ended with status 200, in order of arrival. */
  readonly latenciesMs: readonly number[];
  readonly costUsd: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly misbehaviour: MisbehaviourStatistics;
}

/** Apart: requests without a note, and those that a note follows, in a user message behind the transcript's. */
interface FirstAndFollowUps {
  readonly first: number;
  readonly followUps: number;
}

/** Only answers that went out whole count, and none that a fault of llm hit. */
export interface MisbehaviourStatistics {
  readonly answers: FirstAndFollowUps;
  /** Criteria that these answers had to judge; none where the call is no sales call. */
  readonly criteria: FirstAndFollowUps;
  /** Criteria judged in a wrong way on purpose; a key for every kind that was asked for. */
  readonly planted: Readonly<Record<string, FirstAndFollowUps>>;
}

export interface SandboxStatistics {
  readonly tbank: ServiceStatistics;
  readonly google: ServiceStatistics;
  readonly llm: ModelStatistics;
}
