import { createRandom, mix, shuffle } from '../random.ts';
import type { CallKey } from './call-id.ts';

/** What a listed call is; exactly one, the first exclusion that a reader meets. */
export type CallKind =
  | 'short'
  | 'unknown-operator'
  | 'namesake'
  | 'internal'
  | 'no-transcript'
  | 'not-sales'
  | 'sales'
  | 'malformed';

/** Of 100 listed calls. */
const perHundred: readonly (readonly [CallKind, number])[] = [
  ['short', 25],
  ['unknown-operator', 6],
  ['namesake', 2],
  ['internal', 3],
  ['no-transcript', 4],
  ['not-sales', 20],
  ['sales', 40],
];

const blockSize = 100;
/** Malformed items come once in so many calls, and never among the first hundred. */
const malformedEvery = 500;
const malformedPlace = 237;
const cacheSize = 256;

/** Gives calls their kinds: the same shares in every block of a hundred, in an order of its own. */
export class CallKinds {
  readonly #seed: number;
  readonly #callsPerDay: number;
  readonly #cache = new Map<string, readonly CallKind[]>();

  constructor(seed: number, callsPerDay: number) {
    this.#seed = seed;
    this.#callsPerDay = callsPerDay;
  }

  kindOf(key: CallKey): CallKind {
    if (key.index % malformedEvery === malformedPlace) return 'malformed';
    const block = Math.floor(key.index / blockSize);
    return this.#block(key, block)[key.index % blockSize] ?? 'sales';
  }

  #block({ department, day }: CallKey, block: number): readonly CallKind[] {
    const name = `${department} ${day} ${block}`;
    const cached = this.#cache.get(name);
    if (cached !== undefined) return cached;
    const size = Math.min(blockSize, this.#callsPerDay - block * blockSize);
    const kinds = shuffle(createRandom(mix(this.#seed, 0xb10c, department, day, block)), shareOut(size));
    if (this.#cache.size >= cacheSize) this.#cache.clear();
    this.#cache.set(name, kinds);
    return kinds;
  }
}

/** Shares out a block of fewer than a hundred calls by largest remainders. */
function shareOut(size: number): CallKind[] {
  const shares = perHundred.map(([kind, share]) => {
    const exact = (share * size) / 100;
    return { kind, count: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  const left = size - shares.reduce((sum, { count }) => sum + count, 0);
  const byRest = [...shares].sort((one, other) => other.rest - one.rest).slice(0, left);
  for (const share of byRest) share.count += 1;
  return shares.flatMap(({ kind, count }) => Array<CallKind>(count).fill(kind));
}
