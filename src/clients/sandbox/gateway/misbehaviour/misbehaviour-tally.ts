import type { MisbehaviourKind } from '../../options/misbehaviour-kinds.ts';
import type { Misbehaviour } from '../../options/parse-misbehaviour.ts';
import type { MisbehaviourStatistics } from '../../sandbox-statistics.ts';

interface Counts {
  first: number;
  followUps: number;
}

/** An answer that has gone out. */
interface SentAnswer {
  readonly isFollowUp: boolean;
  readonly criteria: number;
  readonly planted: readonly MisbehaviourKind[];
}

const none = (): Counts => ({ first: 0, followUps: 0 });

/** Counts planted misbehaviour by kind. */
export class MisbehaviourTally {
  readonly #answers = none();
  readonly #criteria = none();
  readonly #planted: Partial<Record<MisbehaviourKind, Counts>>;

  constructor(misbehaviours: readonly Misbehaviour[]) {
    this.#planted = Object.fromEntries(misbehaviours.map(({ kind }) => [kind, none()]));
  }

  note({ isFollowUp, criteria, planted }: SentAnswer): void {
    const side = isFollowUp ? 'followUps' : 'first';
    this.#answers[side] += 1;
    this.#criteria[side] += criteria;
    for (const kind of planted) (this.#planted[kind] ??= none())[side] += 1;
  }

  statistics(): MisbehaviourStatistics {
    return {
      answers: { ...this.#answers },
      criteria: { ...this.#criteria },
      planted: Object.fromEntries(
        Object.entries(this.#planted).map(([kind, counts]) => [kind, { ...counts }]),
      ),
    };
  }
}
