import { createHash } from 'node:crypto';
import type { MisbehaviourKind } from '../../options/misbehaviour-kinds.ts';
import type { Misbehaviour } from '../../options/parse-misbehaviour.ts';
import { createRandom, mix } from '../../random.ts';
import type { MisbehaviourStatistics } from '../../sandbox-statistics.ts';
import { hashTranscript } from '../hash-transcript.ts';
import type { AskedCriterion, ReadPrompt } from '../read-prompt.ts';
import { MisbehaviourTally } from './misbehaviour-tally.ts';
import { plantMisbehaviour, type Evaluation } from './plant-misbehaviour.ts';

const mostRemembered = 100_000;

/** What misbehaving needs to know about a question. */
export interface Question {
  /** The criteria to judge now, and the whole conversation. */
  readonly read: ReadPrompt;
  readonly isFollowUp: boolean;
  /** Gives an evaluation the form that was asked for. */
  readonly fit: (evaluation: Evaluation) => Evaluation;
}

/** Evaluations with the faults planted in them. */
export interface Misbehaved {
  readonly evaluations: readonly Evaluation[];
  /** To be called when the answer has gone out: counts what was planted. */
  readonly onSent: () => void;
}

/** Lets the model judge criteria in wrong ways: a function of seed, call and criterion. */
export class Misbehaver {
  readonly #misbehaviours: readonly Misbehaviour[];
  readonly #seed: number;
  #tally: MisbehaviourTally;
  #answered = new Set<string>();

  constructor(misbehaviours: readonly Misbehaviour[], seed: number) {
    this.#misbehaviours = misbehaviours;
    this.#seed = seed;
    this.#tally = new MisbehaviourTally(misbehaviours);
  }

  get statistics(): MisbehaviourStatistics {
    return this.#tally.statistics();
  }

  reset(): void {
    this.#tally = new MisbehaviourTally(this.#misbehaviours);
    this.#answered = new Set();
  }

  /** Takes well-behaved evaluations, one a criterion, in the order of the criteria. */
  misbehave(evaluations: readonly Evaluation[], question: Question): Misbehaved {
    const { read, isFollowUp } = question;
    if (this.#misbehaviours.length === 0) return this.#behave(evaluations, isFollowUp);
    const call = hashTranscript(read.transcript);
    const isFirst = !isFollowUp && !this.#answered.has(call);
    const planted: MisbehaviourKind[] = [];
    const result = evaluations.flatMap((evaluation, place) => {
      const criterion = read.criteria[place];
      const random = createRandom(mix(this.#seed, 0x3eed, hashText(call), hashText(keyOf(criterion))));
      const chosen = this.#choose(random());
      if (criterion === undefined || chosen === undefined || (chosen.once && !isFirst)) return [evaluation];
      const wrong = plantMisbehaviour(chosen.kind, evaluation, { ...question, criterion, random });
      if (wrong !== undefined) planted.push(chosen.kind);
      return wrong ?? [evaluation];
    });
    const [tally, answered] = [this.#tally, this.#answered];
    const onSent = (): void => {
      tally.note({ isFollowUp, criteria: evaluations.length, planted });
      if (answered.size >= mostRemembered) answered.clear();
      answered.add(call);
    };
    return { evaluations: result, onSent };
  }

  #behave(evaluations: readonly Evaluation[], isFollowUp: boolean): Misbehaved {
    const tally = this.#tally;
    const onSent = (): void => {
      tally.note({ isFollowUp, criteria: evaluations.length, planted: [] });
    };
    return { evaluations, onSent };
  }

  /** Shares lie side by side, so that each kind gets exactly its own. */
  #choose(drawn: number): Misbehaviour | undefined {
    let end = 0;
    return this.#misbehaviours.find(({ share }) => {
      end += share;
      return drawn < end;
    });
  }
}

function keyOf(criterion: AskedCriterion | undefined): string {
  return criterion?.id ?? `${criterion?.category ?? ''}|${criterion?.name ?? ''}`;
}

function hashText(text: string): number {
  return createHash('sha1').update(text).digest().readUInt32BE();
}
