import { setMaxListeners } from 'node:events';

/** Decides when a request may be sent. */
export interface GateKeeper<Request, Permit> {
  /** 0: now. Infinite: not before something changes. In milliseconds. */
  waitMs(request: Request): number;
  /** Called when the request goes. */
  admit(request: Request): Permit;
}

interface Waiting<Request, Permit> {
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly go: (permit: Permit) => void;
  readonly fail: (reason: unknown) => void;
}

/** setTimeout takes no longer time; whoever waits looks again then. */
const longestTimerMs = 3_600_000;

/** Where requests wait until they may be sent, first come, first served. */
export class SendGate<Request, Permit> {
  readonly #keeper: GateKeeper<Request, Permit>;
  readonly #waiting: Waiting<Request, Permit>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #stopped: Error | null = null;

  constructor(keeper: GateKeeper<Request, Permit>) {
    this.#keeper = keeper;
  }

  /** An abort ends the waiting at once with the signal's reason, `stop` with its error. */
  enter(request: Request, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    setMaxListeners(0, signal); // everyone who waits listens: no leak
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        waiting.fail(signal.reason);
        this.look();
      };
      const waiting: Waiting<Request, Permit> = {
        request,
        signal,
        go: (permit) => {
          signal.removeEventListener('abort', leave);
          resolve(permit);
        },
        fail: (reason) => {
          signal.removeEventListener('abort', leave);
          // The reason need not be an Error; it is passed on as it is.
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(reason);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
      this.look();
    });
  }

  /** Something changed: lets through whoever may go now. */
  look(): void {
    clearTimeout(this.#timer);
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      if (this.#stopped !== null) {
        this.#waiting.shift();
        first.fail(this.#stopped);
        continue;
      }
      // One abort can be meant for many who wait; the first to hear of it must not let the next one through.
      if (first.signal.aborted) {
        this.#waiting.shift();
        first.fail(first.signal.reason);
        continue;
      }
      const waitMs = this.#keeper.waitMs(first.request);
      if (waitMs > 0) {
        if (waitMs !== Number.POSITIVE_INFINITY) this.#lookAfter(waitMs);
        return;
      }
      this.#waiting.shift();
      first.go(this.#keeper.admit(first.request));
    }
  }

  /** Nobody goes any more: whoever waits, and whoever comes, gets this error. */
  stop(error: Error): void {
    this.#stopped ??= error;
    this.look();
  }

  #lookAfter(waitMs: number): void {
    this.#timer = setTimeout(
      () => {
        this.look();
      },
      Math.min(longestTimerMs, Math.ceil(waitMs)),
    );
  }
}
