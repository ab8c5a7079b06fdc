import type { Fault } from '../options/parse-fault.ts';
import { createRandom, mix } from '../random.ts';

/** Decides which request meets which fault: by number, or by a seeded share. */
export class FaultPlanner {
  readonly #faults: readonly Fault[];
  readonly #seed: number;
  #counts: number[];

  constructor(faults: readonly Fault[], seed: number) {
    this.#faults = faults;
    this.#seed = seed;
    this.#counts = faults.map(() => 0);
  }

  /** The fault of the next request of this sort; every fault counts the requests it may hit. */
  next(sort: string): Fault | undefined {
    let hit: Fault | undefined;
    for (const [index, fault] of this.#faults.entries()) {
      if (!fault.sorts.includes(sort)) continue;
      const number = (this.#counts[index] ?? 0) + 1;
      this.#counts[index] = number;
      const drawn = createRandom(mix(this.#seed, 0xfa17, index, number))();
      if (hit === undefined && (fault.numbers.has(number) || drawn < fault.share)) hit = fault;
    }
    return hit;
  }

  /** Counts from 1 again. */
  reset(): void {
    this.#counts = this.#faults.map(() => 0);
  }
}
