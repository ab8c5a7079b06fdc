import { remember } from '../remember.ts';
import { comparable, isCapitalized, type Token } from '../speech.ts';
import { listFirstNames } from './first-names.ts';
import { listFamilies } from './name-families.ts';
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
  readonly #forms = new Map<string, readonly string[]>();
  readonly #named = new WeakMap<readonly Token[], boolean>();
  readonly #families = listFamilies();

  constructor() {
    for (const { name, gender, everyday } of listFirstNames()) {
      const known: KnownName = { name, nominative: comparable(name), gender, everyday };
      const forms = formsOf('first', name, gender);
      this.#forms.set(`${known.nominative} ${gender}`, forms);
      for (const form of forms) {
        const names = this.#names.get(form) ?? [];
        if (!names.some(({ nominative }) => nominative === known.nominative)) names.push(known);
        this.#names.set(form, names);
      }
    }
  }

  /** All case forms of a name, the nominative first. */
  formsOf({ nominative, gender }: Pick<KnownName, 'nominative' | 'gender'>): readonly string[] {
    return this.#forms.get(`${nominative} ${gender}`) ?? formsOf('first', nominative, gender);
  }

  /** Under what other first names the same person may be called: «Валера» is Валерий. */
  relativesOf({ nominative, gender }: KnownName): readonly KnownName[] {
    return (this.#families.get(nominative) ?? []).flatMap((relative) =>
      (this.#names.get(relative) ?? []).filter(
        (known) => known.nominative === relative && known.gender === gender,
      ),
    );
  }

  readonly #readWord = remember((lower) => this.#names.get(lower) ?? this.#readPetName(lower));

  /** Some word of a phrase may be a first name. */
  isNamedIn(tokens: readonly Token[]): boolean {
    const known = this.#named.get(tokens);
    if (known !== undefined) return known;
    const isNamed = tokens.some((token) => this.readExpected(token).length > 0);
    this.#named.set(tokens, isNamed);
    return isNamed;
  }

  /** The first names that a word may stand for, in any case; none when in small letters it is likely another word. */
  readAny(token: Token | undefined): readonly KnownName[] {
    const names = this.readExpected(token);
    if (names.length === 0 || isCapitalized(token)) return names;
    return names.filter(({ everyday }) => !everyday);
  }

  /** As `readAny`, and also what in small letters may be another word: where the sentence asks for a name. */
  readExpected(token: Token | undefined): readonly KnownName[] {
    if (token?.kind !== 'word') return [];
    return this.#readWord(token.lower);
  }

  /** The first name in the nominative that a word is, under the same condition as `readAny`. */
  readNominative(token: Token | undefined): KnownName | null {
    return this.readAny(token).find(({ nominative }) => nominative === token?.lower) ?? null;
  }

  /** «Марин», «Светлан»: the short form in which a name ending in «а» or «я» is called; NULL for any other word. */
  readVocative(token: Token | undefined): KnownName | null {
    if (!isCapitalized(token) || token === undefined || token.lower.length < 3) return null;
    if (this.#names.has(token.lower)) return null;
    return this.#readShort(token.lower);
  }

  readonly #readShort = remember((lower): KnownName | null => {
    const long = [`${lower}а`, `${lower}я`].flatMap((form) => this.#names.get(form) ?? []);
    return long.find(({ nominative }) => nominative.slice(0, -1) === lower) ?? null;
  });

  /** «Леночка», «Танечке», «Сашенька», «Олюшка» */
  #readPetName(lower: string): readonly KnownName[] {
    if (!/[чнш]к/u.test(lower) && !lower.includes('ньк')) return [];
    const found = /^(\p{L}{2,})([ое]чк|[ео]ньк|[ую]шк)(?:а|и|е|у|ой|ою)$/u.exec(lower);
    if (found === null) return [];
    const [, stem = '', ending = ''] = found;
    const names = [`${stem}а`, `${stem}я`].flatMap((name) => this.#names.get(name) ?? []);
    return names
      .slice(0, 1)
      .map((name) => ({ ...name, name: `${stem}${ending}а`, nominative: `${stem}${ending}а` }));
  }
}
