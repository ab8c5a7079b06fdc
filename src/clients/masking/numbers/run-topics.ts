import type { Line } from '../speech.ts';
import { openTopics, topicAfter, topicsBefore, type NearTopic, type Topic } from '../topics.ts';
import type { NumberRun } from './number-items.ts';

/** An answer to «Продиктуйте номер карты» gives the number within so many tokens. */
const answerReach = 8;

/** Within so many phrases a question is answered, and so many at the most lie between when nothing is said in them. */
const answers = 2;
const farthest = 6;
/** A phrase in which somebody looks for a paper is so short. */
const longestWait = 5;

function isWaiting(line: Line | undefined): boolean {
  return line !== undefined && line.length <= longestWait && !line.hasNumber;
}

/** «серия», «так, номер?»: a short phrase that names the parts of a passport and nothing else. */
function isOfPassport({ tokens }: Line): boolean {
  const words = tokens.slice(0, 7);
  return words.some(({ lower }) => /^сери[яию]$/u.test(lower)) || isNumberAlone(words);
}

function isNumberAlone(words: readonly { readonly kind: string; readonly lower: string }[]): boolean {
  return (
    words.every(
      ({ kind, lower }) =>
        kind !== 'word' ||
        /^(?:номера?|шесть|цифр|цифры|самого|паспорта|так|а|и|да|теперь|дальше|угу|ага|записала?|пишу|сам)$/u.test(
          lower,
        ),
    ) && words.some(({ lower }) => /^номера?$/u.test(lower))
  );
}

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
    const between = last === undefined ? [] : this.#topicsBetween(first.line, last.line);
    const open = between.length > 0 ? between : this.#topicsBefore(line.index);
    return open.map((topic) => ({ topic, distance: 0, asked: true }));
  }

  /** What was asked for in one of the phrases before; those in which nothing is said («секунду», «жду») do not count. */
  #topicsBefore(index: number): readonly Topic[] {
    for (let at = index - 1, counted = 0; at >= 0 && at >= index - farthest; at -= 1) {
      const topics = this.#openTopicsAt(at);
      if (topics.length > 0) return topics;
      if (!isWaiting(this.#lines[at])) counted += 1;
      if (counted === answers) return [];
    }
    return [];
  }

  /** «6509» «это серия, а номер?» «112305»: the listener says what the parts of a number are. */
  #topicsBetween(from: number, to: number): readonly Topic[] {
    for (let at = from + 1; at <= to; at += 1) {
      const line = this.#lines[at];
      if (line !== undefined && isOfPassport(line)) return ['passport'];
    }
    return [];
  }

  #openTopicsAt(place: number): readonly Topic[] {
    const line = this.#lines[place];
    if (line === undefined) return [];
    const known = this.#openTopics.get(place) ?? openTopics(line);
    this.#openTopics.set(place, known);
    return known;
  }
}
