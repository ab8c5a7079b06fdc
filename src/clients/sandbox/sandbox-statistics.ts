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
}

export interface SandboxStatistics {
  readonly tbank: ServiceStatistics;
  readonly google: ServiceStatistics;
  readonly llm: ModelStatistics;
}
