import { comparable, isCapitalized, type Token } from '../speech.ts';
import { listFirstNames } from './first-names.ts';
import { formsOf, type Gender } from './name-forms.ts';

/** A first name that a word may be a form of. */
export interface KnownName {
  readonly name: string;
  /** The nominative, in the form of comparisons. */
  readonly nominative: string;
  readonly gender: Gender;
  readonly everyday: boolean;
}

/** First names by all their case forms. */
export class NameIndex {
  readonly #names = new Map<string, KnownName[]>();

  constructor() {
    for (const { name, gender, everyday } of listFirstNames()) {
      const known: KnownName = { name, nominative: comparable(name), gender, everyday };
      for (const form of formsOf('first', name, gender)) {
        const names = this.#names.get(form) ?? [];
        if (!names.some(({ nominative }) => nominative === known.nominative)) names.push(known);
        this.#names.set(form, names);
      }
    }
  }

  /** Some word of a phrase may be a first name. */
  isNamedIn(tokens: readonly Token[]): boolean {
    return tokens.some((token) => this.readExpected(token).length > 0);
  }

  /** The first names that a word may stand for, in any case; none when in small letters it is likely another word. */
  readAny(token: Token | undefined): readonly KnownName[] {
    const names = this.readExpected(token);
    return isCapitalized(token) ? names : names.filter(({ everyday }) => !everyday);
  }

  /** As `readAny`, and also what in small letters may be another word: where the sentence asks for a name. */
  readExpected(token: Token | undefined): readonly KnownName[] {
    if (token?.kind !== 'word') return [];
    return this.#names.get(token.lower) ?? this.#readPetName(token.lower);
  }

  /** The first name in the nominative that a word is, under the same condition as `readAny`. */
  readNominative(token: Token | undefined): KnownName | null {
    return this.readAny(token).find(({ nominative }) => nominative === token?.lower) ?? null;
  }

  /** «Леночка», «Танечке» */
  #readPetName(lower: string): readonly KnownName[] {
    if (!lower.includes('чк')) return [];
    const found = /^(\p{L}{2,})([ое]чк)(?:а|и|е|у|ой|ою)$/u.exec(lower);
    if (found === null) return [];
    const [, stem = '', ending = ''] = found;
    const names = [`${stem}а`, `${stem}я`].flatMap((name) => this.#names.get(name) ?? []);
    return names
      .slice(0, 1)
      .map((name) => ({ ...name, name: `${stem}${ending}а`, nominative: `${stem}${ending}а` }));
  }
}
