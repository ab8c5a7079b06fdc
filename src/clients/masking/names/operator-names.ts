import type { Line } from '../speech.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { firstNamesOf } from './people.ts';

/** Names under which operators introduced themselves, and where. */
export class OperatorNames {
  readonly #index: NameIndex;
  readonly #names = new Set<string>();
  readonly #places = new Set<string>();

  /**
   * `told`: who said a name of himself or of the client. `called`: by what names clients called somebody, and `addressed`
   * operators: a name counts as the operator's only when no operator called somebody so before.
   */
  constructor(
    index: NameIndex,
    told: readonly Introduction[],
    { called, addressed }: Record<'called' | 'addressed', readonly Introduction[]>,
  ) {
    this.#index = index;
    const clients = new Set<string>();
    for (const { line, name, of, strong } of told) {
      const names = firstNamesOf(index, line.tokens, name).map(({ nominative }) => nominative);
      if (of !== 'speaker' || line.speaker !== 'operator') {
        for (const known of names) clients.add(known);
        continue;
      }
      // «Это Виктор» said the client, «Виктор, слушаю» the operator.
      if (!strong && names.some((known) => clients.has(known))) continue;
      for (const known of this.#withFamily({ line, name })) this.#names.add(known);
      for (let at = name.first; at <= name.last; at += 1) this.#places.add(`${line.index} ${at}`);
    }
    const first = new Map<string, number>();
    for (const { line, name } of addressed.filter(
      (introduction) => !this.isSelf(introduction.line, introduction.name.first),
    )) {
      for (const known of this.#nominatives({ line, name })) {
        first.set(known, Math.min(first.get(known) ?? line.index, line.index));
      }
    }
    for (const { line, name } of called) {
      for (const known of this.#nominatives({ line, name })) {
        if (!clients.has(known) && (first.get(known) ?? line.index) >= line.index) this.#names.add(known);
      }
    }
  }

  #withFamily({ line, name }: Pick<Introduction, 'line' | 'name'>): string[] {
    return firstNamesOf(this.#index, line.tokens, name)
      .flatMap((known) => [known, ...this.#index.relativesOf(known)])
      .map(({ nominative }) => nominative);
  }

  #nominatives({ line, name }: Pick<Introduction, 'line' | 'name'>): string[] {
    return firstNamesOf(this.#index, line.tokens, name).map(({ nominative }) => nominative);
  }

  /** A name that the operator has too is a client's only when it was told beyond doubt. */
  allow({ line, name, strong }: Introduction): boolean {
    if (this.isSelf(line, name.first)) return false;
    if (strong && line.speaker === 'client') return true;
    return !firstNamesOf(this.#index, line.tokens, name).some(({ nominative }) =>
      this.#names.has(nominative),
    );
  }

  /** The operator speaks of himself here. */
  isSelf(line: Line, at: number): boolean {
    return this.#places.has(`${line.index} ${at}`);
  }

  /** A client speaking to the operator by this name. */
  isAddressed(line: Line, at: number): boolean {
    if (line.speaker === 'operator') return this.isSelf(line, at);
    return this.#index.readExpected(line.tokens[at]).some(({ nominative }) => this.#names.has(nominative));
  }
}
