import type { Line } from '../speech.ts';
import { openTopics, topicAfter, topicsBefore, type NearTopic, type Topic } from '../topics.ts';
import type { NumberRun } from './number-items.ts';

/** An answer to «Продиктуйте номер карты» gives the number within so many tokens. */
const answerReach = 8;

/** What the words around numbers say them to be. */
export class RunTopics {
  readonly #lines: readonly Line[];
  readonly #openTopics = new Map<number, readonly Topic[]>();

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  /** What the words before a run say it to be, the likeliest first: in its own phrase, else in one of the two before it. */
  of(run: NumberRun): readonly NearTopic[] {
    const [first] = run;
    const line = first === undefined ? undefined : this.#lines[first.line];
    if (first === undefined || line === undefined) return [];
    const near = topicsBefore(line.tokens, first.first);
    if (near.length > 0) return near;
    const last = run.at(-1);
    const after = last === undefined ? null : topicAfter(this.#lines[last.line]?.tokens ?? [], last.last);
    if (after !== null) return [after];
    if (first.first > answerReach) return [];
    const open = [line.index - 1, line.index - 2].map((at) => this.#openTopicsAt(at));
    return (open.find((topics) => topics.length > 0) ?? []).map((topic) => ({
      topic,
      distance: 0,
      asked: true,
    }));
  }

  #openTopicsAt(place: number): readonly Topic[] {
    const line = this.#lines[place];
    if (line === undefined) return [];
    const known = this.#openTopics.get(place) ?? openTopics(line);
    this.#openTopics.set(place, known);
    return known;
  }
}
