import { pickBetween, pickNormal, shuffle } from '../random.ts';
import type { CallPlan } from '../world/call-plan.ts';
import { CallFacts } from './call-facts.ts';
import type { Dialogue, Turn } from './dialogue.ts';
import type { Exchange } from './exchange.ts';
import { renderTemplate } from './template.ts';

/** Keeps the usual operator well below the full score. */
const strictness = 0.12;

type Pool = () => readonly Exchange[];

/** A conversation in the making: segments in order, none of a pool's exchanges twice. */
export class Scene {
  readonly #facts: CallFacts;
  readonly #quality: number;
  readonly #segments: Turn[][] = [];
  #length = 0;

  constructor(plan: CallPlan) {
    this.#facts = new CallFacts(plan);
    this.#quality = plan.quality;
  }

  /** Whether this operator does in this call what operators above the threshold do; 0 nearly all, 1 hardly anyone. */
  does(threshold: number): boolean {
    return this.#quality - strictness + 0.1 * pickNormal(this.#facts.random) > threshold;
  }

  /** How often out of `most` times the operator does what is harder every time. */
  often(most: number, threshold: number): number {
    let count = 0;
    for (let time = 0; time < most; time += 1) {
      if (this.does(threshold + (time * (1 - threshold)) / (most + 1))) count += 1;
    }
    return count;
  }

  /** Adds some exchanges of a pool. */
  play(pool: Pool, count = 1): this {
    for (const exchange of shuffle(this.#facts.random, pool()).slice(0, count)) this.#add(exchange);
    return this;
  }

  /** Adds the first exchange of a pool and some of the others. */
  playFrom(pool: Pool, count: number): this {
    const [opening, ...others] = pool();
    if (opening !== undefined) this.#add(opening);
    return this.play(() => others, count);
  }

  /** Adds a question of one pool and an answer of another, a number of times. */
  playPairs(questions: Pool, answers: readonly Pool[]): this {
    const asked = shuffle(this.#facts.random, questions());
    for (const [place, answer] of answers.entries()) {
      const question = asked[place];
      if (question === undefined) return this;
      this.#add(question);
      this.play(answer);
    }
    return this;
  }

  /** Strews exchanges of the pools between the segments until the conversation is about as long as wanted. */
  fillUp(pools: readonly Pool[], wantedTurns: number): this {
    const fillers = shuffle(
      this.#facts.random,
      pools.flatMap((pool) => pool()),
    );
    for (const filler of fillers) {
      if (this.#length >= wantedTurns) return this;
      const place = pickBetween(this.#facts.random, 1, Math.max(1, this.#segments.length - 2));
      this.#segments.splice(place, 0, this.#render(filler));
    }
    return this;
  }

  get turns(): Dialogue {
    return this.#segments.flat();
  }

  #add(exchange: Exchange): void {
    this.#segments.push(this.#render(exchange));
  }

  #render(exchange: Exchange): Turn[] {
    this.#length += exchange.length;
    this.#facts.startExchange();
    return exchange.map(({ speaker, template }) => {
      this.#facts.startTurn();
      return { speaker, text: renderTemplate(template, this.#facts.random, this.#facts.fill) };
    });
  }
}
