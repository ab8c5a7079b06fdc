/**
 * The joint between two stages: a producer waits while it is full, consumers wait while it is empty, so that memory does
 * not grow with the day. Consumers iterate until it is closed and drained; several may share it.
 */
export class BoundedQueue<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  readonly #waitingConsumers: (() => void)[] = [];
  readonly #waitingProducers: (() => void)[] = [];
  #closed = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async push(item: T): Promise<void> {
    while (this.#items.length >= this.#capacity) {
      await new Promise<void>((resolve) => this.#waitingProducers.push(resolve));
    }
    this.#items.push(item);
    this.#waitingConsumers.shift()?.();
  }

  /** No more items will come. */
  close(): void {
    this.#closed = true;
    for (const wake of this.#waitingConsumers.splice(0)) wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        this.#waitingProducers.shift()?.();
        yield item;
      } else if (this.#closed) return;
      else await new Promise<void>((resolve) => this.#waitingConsumers.push(resolve));
    }
  }
}
