import { performance } from 'node:perf_hooks';
import { StopRunError } from '../../domain/errors.ts';
import { CircuitBreaker } from '../http/circuit-breaker.ts';
import { retryDelayMs } from '../http/retry-delay.ts';
import { SendGate } from '../http/send-gate.ts';
import { TbankFailure } from './tbank-failure.ts';

export interface TbankWatchOptions {
  /** Failures in a row that end the run; 0: none does. */
  readonly breakerFailures: number;
  readonly random: () => number;
  readonly delay: typeof retryDelayMs | undefined;
}

/** Told how one request ended, before the next one goes. Throws StopRunError when it was one failure too many. */
export type EndRequest = (end: TbankFailure | 'worked' | 'aborted') => void;

/** Watches T-Bank as a whole: while it is down, one request at a time finds out and the others wait. */
export class TbankWatch {
  readonly #options: TbankWatchOptions;
  readonly #breaker: CircuitBreaker;
  readonly #gate: SendGate<unknown, EndRequest>;
  #underWay = 0;

  constructor(options: TbankWatchOptions) {
    this.#options = options;
    this.#breaker = new CircuitBreaker(options.breakerFailures);
    this.#gate = new SendGate({
      waitMs: () => this.#breaker.waitMs(this.#underWay, performance.now()),
      admit: (caller) => this.#admit(caller),
    });
  }

  /** Failing is not the fault of the requests: it uses up no tries. */
  get isSuspicious(): boolean {
    return this.#breaker.isSuspicious;
  }

  /**
   * Waits until a request may be sent. Throws StopRunError when T-Bank was given up.
   * @param caller whoever the request is for
   */
  enter(caller: unknown, signal: AbortSignal): Promise<EndRequest> {
    return this.#gate.enter(caller, signal);
  }

  #admit(caller: unknown): EndRequest {
    const begun = this.#breaker.begin(caller, performance.now());
    this.#underWay += 1;
    return (end) => {
      this.#underWay -= 1;
      // A refusal of this one request is an answer: T-Bank works.
      const isFailure = end instanceof TbankFailure && end.isRetryable;
      if (isFailure) {
        this.#breaker.fail(begun, performance.now(), (attempt) => this.#probeDelayMs(attempt));
      } else if (end !== 'aborted') this.#breaker.succeed();
      if (isFailure && this.#breaker.isOpen) {
        const stop = tbankDown(end, this.#breaker.failedRounds);
        this.#gate.stop(stop);
        throw stop;
      }
      this.#gate.look();
    };
  }

  #probeDelayMs(attempt: number): number {
    const { delay = retryDelayMs, random } = this.#options;
    return delay({ attempt, retryAfterMs: null, random: random() });
  }
}

function tbankDown(failure: TbankFailure, failedRounds: number): StopRunError {
  return new StopRunError(
    'tbank_down',
    `T-Bank gave no answer ${failedRounds} times in a row, the last time: ${failure.message}. ` +
      'See whether it is up and TBANK_BASE_URL is right, and run again: what is stored stays, the rest is taken up. ' +
      'CALLQ_BREAKER_FAILURES says how often is too often',
    { cause: failure },
  );
}
