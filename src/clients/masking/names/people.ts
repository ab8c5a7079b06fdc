import { isCapitalized, type Line, type Token } from '../speech.ts';
import type { FullName } from './full-name.ts';
import { formsOf, patronymicForms, patronymicOf, surnameForms } from './name-forms.ts';
import { smallVocatives, type KnownName, type NameIndex } from './name-index.ts';

interface Mention {
  readonly person: number;
  /** In small letters it may be another word. */
  readonly needsCapital: boolean;
}

/** Clients by all the forms of their names that the call has revealed. */
export class People {
  readonly #index: NameIndex;
  readonly #forms = new Map<string, Mention>();
  /** Names as they were said, with their forms. */
  readonly #said = new Map<string, readonly [string, boolean, boolean][]>();
  #count = 0;
  /** The first letters of all forms, as bits. */
  #initials = 0;

  constructor(index: NameIndex) {
    this.#index = index;
  }

  /** One of the names is said in a phrase. Asked of every phrase, therefore without its tokens. */
  mayBeIn({ reading }: Line): boolean {
    const { words } = reading;
    for (let at = 0; at < words.length; at += 1) {
      const lower = words[at]?.lower ?? '';
      const isInitial = ((this.#initials >>> (lower.charCodeAt(0) & 31)) & 1) !== 0;
      if (isInitial && this.#forms.has(lower)) return true;
    }
    return false;
  }

  /** Makes a revealed name known with all its forms; who shares a first name or surname is the same person. Returns the person. */
  add({ tokens }: Line, name: FullName): number {
    const parts = this.#formsOf(tokens, name);
    const known = parts.find(([form, , joins]) => joins && this.#forms.has(form));
    const person =
      known === undefined ? (this.#count += 1) : (this.#forms.get(known[0])?.person ?? this.#count);
    for (const [form, needsCapital] of parts) {
      this.#initials |= 1 << (form.charCodeAt(0) & 31);
      const before = this.#forms.get(form);
      if (before === undefined || (before.needsCapital && !needsCapital))
        this.#forms.set(form, { person, needsCapital });
    }
    return person;
  }

  /** All forms of a name: whether each needs a capital, and whether who shares it is the same person. */
  #formsOf(tokens: readonly Token[], name: FullName): readonly [string, boolean, boolean][] {
    const isSmall = !isCapitalized(tokens[name.first]);
    const said = [name.firstName, name.patronymic, name.surname].map((at) => tokens[at ?? -1]?.text ?? '');
    const key = `${isSmall ? 'small' : 'capital'} ${said.join(' ')}`;
    const known = this.#said.get(key);
    if (known !== undefined) return known;
    const forms = [...this.#firstNameForms(tokens, name, isSmall), ...namesOf(tokens, name, isSmall)];
    this.#said.set(key, forms);
    return forms;
  }

  /** Whose name a word is; NULL when it is nobody's. */
  personAt(token: Token | undefined): number | null {
    if (token?.kind !== 'word') return null;
    const mention = this.#forms.get(token.lower);
    return mention === undefined || (mention.needsCapital && !isCapitalized(token)) ? null : mention.person;
  }

  #firstNameForms(tokens: readonly Token[], name: FullName, isSmall: boolean): [string, boolean, boolean][] {
    const token = name.firstName === null ? undefined : tokens[name.firstName];
    if (token === undefined) return [];
    const candidates = firstNamesOf(this.#index, tokens, name);
    if (candidates.length === 0) return strangeForms(token.lower, isSmall);
    const family = candidates.flatMap((known) => this.#index.relativesOf(known));
    const all = [...candidates, ...family.filter((known) => !candidates.includes(known))];
    return all.flatMap((known) => {
      const { everyday } = known;
      const forms = this.#index.formsOf(known);
      const short = vocativeOf(forms[0] ?? '');
      return [
        // «вера спасибо»: told in small letters it is known so, but not «розы».
        ...forms.map((form, place): [string, boolean, boolean] => [
          form,
          everyday && !(isSmall && place === 0),
          true,
        ]),
        // «Марин, подскажите»
        ...(short === undefined
          ? []
          : [[short, !smallVocatives.test(short), false] satisfies [string, boolean, boolean]]),
      ];
    });
  }
}

/** «Марин», «Кать»; undefined where there is none. */
function vocativeOf(nominative: string): string | undefined {
  const stem = /^(.{2,}[бвгджзклмнпрстфхцчшщ])([ая])$/u.exec(nominative);
  if (stem === null) return /^(.{3,})[ая]$/u.exec(nominative)?.[1];
  return stem[2] === 'я' ? `${stem[1] ?? ''}ь` : (stem[1] ?? '').length > 2 ? stem[1] : undefined;
}

/** The first names that a told name may be: those in the nominative, and of these the ones that fit the patronymic. */
export function firstNamesOf(
  index: NameIndex,
  tokens: readonly Token[],
  name: FullName,
): readonly KnownName[] {
  if (name.firstName === null) return [];
  const token = tokens[name.firstName];
  const short = index.readVocative(token);
  const all = short === null ? index.readExpected(token) : [short];
  const gender =
    name.patronymic === null ? undefined : patronymicOf(tokens[name.patronymic]?.lower ?? '')?.gender;
  const fitting = all.filter((known) => gender === undefined || known.gender === gender);
  if (short !== null) return fitting;
  // «на эльнура»: Эльнур; in the nominative it would be Эльнура.
  const before = tokens[name.first - 1]?.lower ?? '';
  if (/^(?:на|для|от|с|к|ип|имя)$/u.test(before) && name.patronymic === null) return fitting;
  const nominative = fitting.filter((known) => known.nominative === token?.lower);
  if (nominative.length > 0) return nominative;
  return fitting.length > 0 ? fitting : all;
}

function strangeForms(lower: string, isSmall: boolean): [string, boolean, boolean][] {
  const forms = [...formsOf('first', lower, 'female'), ...formsOf('first', lower, 'male')];
  return forms.map((form) => [form, !isSmall, true]);
}

/** Patronymic and surname. A patronymic alone does not tell that two are the same person. */
function namesOf(tokens: readonly Token[], name: FullName, isSmall: boolean): [string, boolean, boolean][] {
  const middle = name.patronymic === null ? '' : (tokens[name.patronymic]?.lower ?? '');
  const surname = name.surname === null ? undefined : tokens[name.surname];
  return [
    ...patronymicForms(middle).map((form): [string, boolean, boolean] => [form, !isSmall, false]),
    ...(surname === undefined ? [] : surnameForms(surname.text)).map((form): [string, boolean, boolean] => [
      form,
      !isSmall,
      true,
    ]),
  ];
}
