import { remember } from '../remember.ts';
import { comparable, isCapitalized, hints, mayBe, type Token } from '../speech.ts';
import { listFirstNames } from './first-names.ts';
import { listFamilies } from './name-families.ts';
import { formsOf, regularForms, type Gender } from './name-forms.ts';

/** A first name that a word may be a form of. */
export interface KnownName {
  readonly name: string;
  /** The nominative, in the form of comparisons. */
  readonly nominative: string;
  readonly gender: Gender;
  readonly everyday: boolean;
}

const none: readonly KnownName[] = [];

/** Short forms that in small letters too are nothing but a name: not «свет», «петь», «коль». */
export const smallVocatives =
  /^(?:наташ|сереж|саш|маш|тань|оль|юль|кать|дим|миш|леш|паш|вась|марин|ань|насть|надь|люд|галь|тамар|вов|вань|жень|лид|рит|зин|вик|алин|полин|кристин|ксюш|даш|андрюш|илюш|танюш|катюш|ир|ален|тонь|слав|гош|федь|кирюш|степ|люсь|ларис|светлан|татьян|екатерин|людмил|ирин|елен|оксан|анжел|диан|гульнар|регин|эльвир|эльмир|зульфи|зухр|мадин|карин|сабин|снежан|ульян|варь|ась|софь|лиз|лен|антонин|валентин|галин|нин|зой|раис|жанн)$/u;

/** First names by all their case forms. */
export class NameIndex {
  readonly #names = new Map<string, KnownName[]>();
  readonly #forms = new Map<string, readonly string[]>();
  readonly #families = listFamilies();
  readonly #relatives = new WeakMap<KnownName, readonly KnownName[]>();

  constructor() {
    for (const { name, gender, everyday } of listFirstNames()) {
      const known: KnownName = { name, nominative: comparable(name), gender, everyday };
      const forms = regularForms(name, gender) ?? formsOf('first', name, gender);
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
  relativesOf(name: KnownName): readonly KnownName[] {
    const known = this.#relatives.get(name) ?? this.#findRelatives(name);
    this.#relatives.set(name, known);
    return known;
  }

  #findRelatives({ nominative, gender }: KnownName): readonly KnownName[] {
    return (this.#families.get(nominative) ?? []).flatMap((relative) =>
      (this.#names.get(relative) ?? []).filter(
        (known) => known.nominative === relative && known.gender === gender,
      ),
    );
  }

  readonly #readWord = remember((lower) => this.#names.get(lower) ?? this.#readPetName(lower));

  /** A word may be a first name, in small letters too. */
  isName(lower: string): boolean {
    return this.#readWord(lower).length > 0;
  }

  /** The first names that a word may stand for, in any case; none when in small letters it is likely another word. */
  readAny(token: Token | undefined): readonly KnownName[] {
    const names = this.readExpected(token);
    if (names.length === 0 || isCapitalized(token)) return names;
    return names.filter(({ everyday }) => !everyday);
  }

  /** As `readAny`, and also what in small letters may be another word: where the sentence asks for a name. */
  readExpected(token: Token | undefined): readonly KnownName[] {
    return token !== undefined && mayBe(token, hints.name) ? this.#readWord(token.lower) : none;
  }

  /** The first name in the nominative that a word is, under the same condition as `readAny`. */
  readNominative(token: Token | undefined): KnownName | null {
    return this.readAny(token).find(({ nominative }) => nominative === token?.lower) ?? null;
  }

  /** «Марин», «Светлан»: the short form in which a name ending in «а» or «я» is called; NULL for any other word. */
  readVocative(token: Token | undefined): KnownName | null {
    return token !== undefined && mayBe(token, hints.called) && this.isShortName(token)
      ? this.#readVocative(token.lower)
      : null;
  }

  /** It is one that `readVocative` knows. */
  isShortName({ lower, capital }: Pick<Token, 'lower' | 'capital'>): boolean {
    return (capital || smallVocatives.test(lower)) && this.#readVocative(lower) !== null;
  }

  #readVocative(lower: string): KnownName | null {
    return lower.length < 3 || this.#names.has(lower) ? null : this.#readShort(lower);
  }

  readonly #readShort = remember((lower): KnownName | null => {
    // «Кать» is of Катя.
    const stem = lower.endsWith('ь') ? lower.slice(0, -1) : lower;
    const long = (stem === lower ? [`${stem}а`, `${stem}я`] : [`${stem}я`]).flatMap(
      (form) => this.#names.get(form) ?? [],
    );
    return long.find(({ nominative }) => nominative.slice(0, -1) === stem) ?? null;
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
