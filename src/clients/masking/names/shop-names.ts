import { hints, mayBe, type Line } from '../speech.ts';
import { ofPlaces } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { firstNamesOf } from './people.ts';

export const shopWords = /^(?:магазин|салон|кафе)$/u;

/** First names that a client gives to a shop: «нет, магазин Марина». */
export class ShopNames {
  readonly #index: NameIndex;
  readonly #names = new Set<string>();

  constructor(index: NameIndex, lines: readonly Line[]) {
    this.#index = index;
    for (const line of lines) {
      if (line.speaker !== 'client' || !mayBe(line, hints.shop)) continue;
      const { tokens } = line;
      tokens.forEach((token, at) => {
        if (!mayBe(token, hints.shop)) return;
        const next = ofPlaces.test(tokens[at + 1]?.lower ?? '') ? at + 2 : at + 1;
        for (const { nominative } of index.readExpected(tokens[next])) this.#names.add(nominative);
      });
    }
  }

  /** A name that was told with less than «меня зовут» may be the shop's. */
  deny({ line, name, strong }: Introduction): boolean {
    if (strong || this.#names.size === 0 || name.patronymic !== null) return false;
    return firstNamesOf(this.#index, line.tokens, name).some(({ nominative }) => this.#names.has(nominative));
  }
}
