import { createRandom, mix, pick, pickBetween, pickNormal, type Random } from '../random.ts';
import { encodeCallId, type CallKey } from './call-id.ts';
import { CallKinds, type CallKind } from './call-kinds.ts';
import { dayMs, type WallTime } from './moscow-time.ts';
import { knownOperators, namesakes, operators, strangers, type Operator } from './operators.ts';

/** Everything about a call that list and transcript must agree on. */
export interface CallPlan {
  readonly key: CallKey;
  readonly id: number;
  readonly kind: CallKind;
  /** `undefined`: T-Bank names no operator. */
  readonly operator: Operator | undefined;
  readonly start: WallTime;
  readonly durationSeconds: number;
  /** About how many phrases the conversation has. */
  readonly phraseCount: number;
  /** Hidden quality, 0..1: which sales techniques the operator uses. */
  readonly quality: number;
  /** Seed of everything else that is invented for this call. */
  readonly seed: number;
}

const secondsBeforeWork = 3600;
const nightSeconds = 7200;
const nightShare = 0.02;
const workStartSecond = 8 * 3600;
const workSeconds = 12 * 3600;

/** Plans the calls of all days: pure functions of seed, day, department and index. */
export class CallPlanner {
  readonly seed: number;
  readonly callsPerDay: number;
  readonly #kinds: CallKinds;

  constructor(seed: number, callsPerDay: number) {
    this.seed = seed;
    this.callsPerDay = callsPerDay;
    this.#kinds = new CallKinds(seed, callsPerDay);
  }

  plan(key: CallKey): CallPlan {
    const seed = mix(this.seed, key.department, key.day, key.index);
    const random = createRandom(seed);
    const kind = this.#kinds.kindOf(key);
    const operator = chooseOperator(random, kind, key);
    const quality = drawQuality(random, operator);
    const phraseCount = kind === 'short' ? pickBetween(random, 2, 6) : pickBetween(random, 28, 68);
    const durationSeconds =
      kind === 'short'
        ? pickBetween(random, 0, 29)
        : Math.round(phraseCount * (4 + 3 * random())) + pickBetween(random, 0, 20);
    const start = this.startOf(key);
    return { key, id: encodeCallId(key), kind, operator, start, durationSeconds, phraseCount, quality, seed };
  }

  /**
   * When a call starts; never earlier than the call before it. A few calls go to the Far East at night, so that who
   * takes Moscow time for UTC gets the day wrong.
   */
  startOf({ department, day, index }: CallKey): WallTime {
    const jitter = createRandom(mix(this.seed, 0x57a7, department, day, index))();
    const part = (index + jitter) / this.callsPerDay;
    const second =
      part < nightShare
        ? secondsBeforeWork + (part / nightShare) * nightSeconds
        : workStartSecond + ((part - nightShare) / (1 - nightShare)) * workSeconds;
    return day * dayMs + Math.floor(second) * 1000;
  }
}

function chooseOperator(
  random: Random,
  kind: CallKind,
  { department, index }: CallKey,
): Operator | undefined {
  if (kind === 'namesake') return pick(random, namesakes[department]);
  if (kind !== 'unknown-operator') return pick(random, knownOperators[department]);
  const sort = index % 5;
  if (sort === 0) return undefined;
  const inactive = operators.filter((operator) => operator.department === department && !operator.active);
  if (sort === 1 && inactive.length > 0) return pick(random, inactive);
  if (sort === 2) return pick(random, knownOperators[department === 1 ? 2 : 1]);
  return pick(random, strangers);
}

function drawQuality(random: Random, operator: Operator | undefined): number {
  return Math.min(1, Math.max(0, (operator?.skill ?? 0.5) + 0.18 * pickNormal(random)));
}
