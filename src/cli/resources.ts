/** What a command has opened: who opens, closes, last opened first, all of them. */
export class Resources {
  readonly #closers: (() => Promise<void> | void)[] = [];

  add(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  /** Closes everything even when one of them fails; the failure of closing is not worth losing a result for. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch {
        // It is gone already.
      }
    }
  }

  /** Runs the work and closes everything afterwards, whatever happened. */
  static async using<T>(work: (resources: Resources) => Promise<T>): Promise<T> {
    const resources = new Resources();
    try {
      return await work(resources);
    } finally {
      await resources.close();
    }
  }
}
