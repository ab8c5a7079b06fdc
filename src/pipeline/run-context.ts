import type { OperatorDirectory } from '../domain/operator-directory.ts';
import type { DayWindow } from '../domain/call.ts';
import type { PhoneRegister } from '../domain/phone-register.ts';
import type {
  CallSource,
  DepartmentLock,
  Masker,
  Model,
  RunLogger,
  RunStore,
  TokenCounter,
} from '../domain/ports.ts';
import type { Yardstick } from '../domain/question.ts';
import type { Selection } from '../domain/selection.ts';
import type { ScreeningRules } from '../domain/screening.ts';
import type { Spending } from './ask-model.ts';
import type { AnalysisAllowance } from './analysis-allowance.ts';
import type { StopControl } from './stop-control.ts';
import type { Tally } from './tally.ts';

export interface PipelineLimits {
  /** Transcripts fetched at a time. */
  readonly transcriptsAtOnce: number;
  /** Requests at the gateway at a time; more calls than this are in work, so that a waiting retry leaves no slot idle. */
  readonly requestsAtOnce: number;
  /** Answers asked for per call, the first included; of a call in parts, per part. */
  readonly answerTries: number;
  /** Longest prompt, in tokens (LLM_MAX_INPUT_TOKENS). */
  readonly maxInputTokens: number;
}

export interface PipelineRules extends ScreeningRules {
  /** Scored share of the maximum below which a call has no final percentage (CALLQ_MIN_SCORED_SHARE). */
  readonly leastScoredShare: number;
  /** Transcripts with fewer phrases are not analysed. */
  readonly minPhrases: number;
  /** What becomes of a call whose prompt is too long (CALLQ_LONG_CALLS). */
  readonly longCalls: 'exclude' | 'split';
  /** The day is young enough that a missing transcript may still come. */
  readonly transcriptMayStillCome: boolean;
}

/** Everything the stages of one run share. */
export interface RunContext {
  readonly window: DayWindow;
  readonly callSource: CallSource;
  readonly model: Model;
  /** Waits for the lock before it writes what could be another run's by now. */
  readonly store: RunStore;
  readonly lock: Pick<DepartmentLock, 'held'>;
  readonly masker: Masker;
  /** CALLQ_MASK: transcripts leave masked. */
  readonly mask: boolean;
  readonly tokenCounter: TokenCounter;
  readonly spending: Spending;
  readonly logger: RunLogger;
  readonly yardstick: Yardstick;
  readonly directory: OperatorDirectory;
  readonly phones: PhoneRegister;
  readonly rules: PipelineRules;
  readonly limits: PipelineLimits;
  readonly selection: Selection;
  /** `--force`: analyse again what is stored. */
  readonly force: boolean;
  /** `--dry-run`: stop before the first request that costs money. */
  readonly dryRun: boolean;
  readonly allowance: AnalysisAllowance;
  readonly control: StopControl;
  readonly tally: Tally;
}
