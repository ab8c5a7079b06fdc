/** Wakes everybody who waits for something to change; each of them looks again for themselves. */
export class ChangeSignal {
  readonly #waiting: (() => void)[] = [];

  /** Until the next change, or until the run stops. */
  next(stopping: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        stopping.removeEventListener('abort', wake);
        resolve();
      };
      stopping.addEventListener('abort', wake, { once: true });
      this.#waiting.push(wake);
    });
  }

  notify(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
