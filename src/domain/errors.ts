import type { FailureStage } from './call-state.ts';

/*
 * Errors are classed by what the caller does next. Messages carry identifiers and advice, never content: no transcript,
 * phone number, key, answer or request body. The original error travels as `cause` and is not printed.
 */

/** The run cannot start or go on; everything done is kept, the rest is pending (stopped). Exit 2. */
export class StopRunError extends Error {
  override readonly name = 'StopRunError';
  /** A short class for the log and `runs.error_class`, such as `login`, `sheet`, `gateway_key`. */
  readonly errorClass: string;

  constructor(errorClass: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.errorClass = errorClass;
  }
}

/** This call failed; the run goes on. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly stage: FailureStage;
  /** A short class for ledger and log, such as `timeout`, `http_500`, `truncated_answer`. */
  readonly failureClass: string;
  /** HTTP status of the answer that failed the call; NULL when there was none. */
  readonly status: number | null;

  constructor(
    stage: FailureStage,
    failureClass: string,
    message: string,
    options?: ErrorOptions & { status?: number },
  ) {
    super(message, options);
    this.stage = stage;
    this.failureClass = failureClass;
    this.status = options?.status ?? null;
  }
}

/** Another run of this department is going on. Exit 3. */
export class LockHeldError extends Error {
  override readonly name = 'LockHeldError';
}
