import { bigTowns } from '../addresses/address-words.ts';
import { isCapitalized, type Line, type Token } from '../speech.ts';
import { readFullName, type FullName } from './full-name.ts';
import { isLonePatronymic } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative, type Place } from './told-names.ts';

/** «Лена это, из Рябинки», «серёга я из гаражей»: a name right before, and nothing but where from after it. */
export function readClosing(index: NameIndex, { tokens }: Line, { at }: Place): FullName | null {
  const after = tokens[at + 1];
  const ends =
    after === undefined ||
    after.kind === 'mark' ||
    closingWords.test(after.lower) ||
    bigTowns.test(after.lower);
  const said = tokens[at - 1];
  if (said?.kind !== 'word') return null;
  // «привет азамат это магазин» is said to Азамат.
  if (/^(?:привет|здорово|слушай|салам|здравствуй)$/u.test(tokens[at - 2]?.lower ?? '')) return null;
  for (let first = Math.max(0, at - 3); first < at; first += 1) {
    const isOpening = first === 0 && tokens[at]?.lower === 'я' && isLikelyOpening(index, tokens);
    const name = readFullName(index, tokens, first, isOpening ? 'expected' : 'known');
    if (!ends && name?.surname === null && name.patronymic === null) continue;
    if (name?.last === at - 1 && (isOpening || isNominative(index, tokens, name))) return name;
  }
  return ends && isLonePatronymic(said)
    ? { first: at - 1, last: at - 1, firstName: null, patronymic: at - 1, surname: null }
    : null;
}

/** «роза я цветочный павильон», «Нурсултан я» */
function isLikelyOpening(index: NameIndex, tokens: readonly Token[]): boolean {
  const [name, , after] = tokens;
  return (
    index.readExpected(name).length > 0 ||
    (isCapitalized(name) &&
      !ofState.test(name?.lower ?? '') &&
      (after === undefined || after.kind === 'mark'))
  );
}

/** «Самозанятая я.», «Новенький я» */
const ofState = /(?:ая|яя|ый|ий|ой|ица|щик|ник|тель|ист|лся|лась)$/u;

/** After «Расул я …»: where from, and what somebody is. */
const closingWords =
  /^(?:из|с|со|от|вас|вам|котор(?:ая|ый|ой)|вчера|снова|по|беспокою|звоню|насчет|опять|снова|ваш|ваша|новый|новая|директор|бухгалтер|водитель|магазин|павильон|\p{L}{3,}(?:ный|ной|ский|ная|ская|овый|евый|тель|щик|ник|ница|арь|ец|ист))$/u;
