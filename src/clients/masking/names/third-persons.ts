import { wordPattern } from '../remember.ts';
import { hints, mayBe, type Line, type Token } from '../speech.ts';
import { readFullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { firstNamesOf } from './people.ts';

/** Whose name stands right after one of these is not who speaks. */
const others = wordPattern(
  /^(?:муж|мужа|мужу|мужем|жена|жены|жену|жене|сын|сына|сыну|дочь|дочка|дочку|брат|брата|сестра|сестру|бухгалтер\p{L}*|водител\p{L}*|экспедитор\p{L}*|курьер\p{L}*|кладовщи\p{L}*|товаровед\p{L}*|директор\p{L}*|начальни\p{L}*|менеджер\p{L}*|прораб\p{L}*|мастер\p{L}*|сменщи\p{L}*|напарни\p{L}*|коллег\p{L}*|снабжен\p{L}*|зав\p{L}*|секретар\p{L}*|юрист\p{L}*|технолог\p{L}*|повар\p{L}*|шеф\p{L}*|администратор\p{L}*|логист\p{L}*|инженер\p{L}*|агроном\p{L}*|ветеринар\p{L}*|продавщиц\p{L}*|помощни\p{L}*|зам|заместител\p{L}*|племянни\p{L}*|зят\p{L}*|мам[аыеу]|пап[аыеу]|тещ\p{L}*|подруг\p{L}*|друг|сосед\p{L}*)$/u,
);
const possessives = wordPattern(
  /^(?:наш\p{L}*|мо[йяеи]|моего|моему|моей|мою|у|нас|есть|его|её|ее|зовут|это|главн\p{L}*)$/u,
);

/** First names that a client gives to others: «наш бухгалтер Людмила Ивановна», «муж мой алексей заберёт». */
export class ThirdPersons {
  readonly #index: NameIndex;
  readonly #names = new Set<string>();

  /** Whoever told of himself in any way, `told`, is none. */
  constructor(index: NameIndex, lines: readonly Line[], told: readonly Introduction[]) {
    this.#index = index;
    for (const line of lines) {
      if (line.speaker !== 'client' || !mayBe(line, hints.name)) continue;
      line.tokens.forEach((token, at) => {
        if (mayBe(token, hints.name) && isOfOther(line.tokens, at)) this.#add(line.tokens, at);
      });
    }
    for (const introduction of told) {
      if (introduction.line.speaker !== 'client') continue;
      for (const name of this.#nominatives(introduction)) this.#names.delete(name);
    }
  }

  #add(tokens: readonly Token[], at: number): void {
    const name = readFullName(this.#index, tokens, at, 'known');
    if (name === null) return;
    for (const { nominative } of firstNamesOf(this.#index, tokens, name)) this.#names.add(nominative);
  }

  #nominatives({ line, name }: Introduction): string[] {
    return firstNamesOf(this.#index, line.tokens, name).map(({ nominative }) => nominative);
  }

  /** The operator names somebody of whom the client spoke as of another. */
  deny(introduction: Introduction): boolean {
    if (introduction.line.speaker !== 'operator' || this.#names.size === 0) return false;
    return this.#nominatives(introduction).some((name) => this.#names.has(name));
  }
}

/** «наш бухгалтер …», «муж мой …», «водитель у нас …» */
function isOfOther(tokens: readonly Token[], at: number): boolean {
  for (let before = at - 1; before >= Math.max(0, at - 4); before -= 1) {
    const lower = tokens[before]?.lower ?? '';
    if (others.test(lower)) {
      const owner = tokens[before - 1]?.lower ?? '';
      return owner !== 'я' && owner !== 'это';
    }
    if (!possessives.test(lower)) return false;
  }
  return false;
}
