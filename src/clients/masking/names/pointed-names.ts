import { wordPattern } from '../remember.ts';
import type { Line, Token } from '../speech.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import { looksLikeSurname } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** What stands before a name that is told as a third person's: «Принимает Игорь», «Директор Руслан Маратович», «ИП Громов». */
const roles = wordPattern(
  /^(?:директор|хозяин|хозяйка|ип|заведующ\p{L}*|старш\p{L}*|бухгалтер|месте|лицо|контакт|владел\p{L}*|получател\p{L}*|заказчи\p{L}*|представител\p{L}*|плательщик|покупател\p{L}*|управляющ\p{L}*|закупщи\p{L}*|снабженец|ответственн\p{L}*|главн\p{L}*|администратор|кладовщи\p{L}*|спросите|ищите|зовите|позовите|наберите|запишите|пишите|базе|договоре|заявке|накладной|заказывала?|оставляла?|писала?|\p{L}{3,}(?:[еи]т|ать|ить))$/u,
);

/** «Принимает Игорь, это я», «ИП Громов — это я и есть»: a client who speaks of himself as of another. */
export function readPointedNames(index: NameIndex, line: Line): Introduction[] {
  if (line.speaker !== 'client') return [];
  const { tokens } = line;
  const found: Introduction[] = [];
  for (let at = 2; at < tokens.length - 1; at += 1) {
    if (!pointsAtSpeaker(tokens, at)) continue;
    const end = tokens[at - 1]?.kind === 'mark' ? at - 2 : at - 1;
    const name = readEnding(index, tokens, end);
    const isRole = name !== null && roles.test(tokens[name.first - 1]?.lower ?? '');
    if (isRole) found.push({ line, name, of: 'speaker', strong: false });
  }
  return found;
}

/** «это я», «то есть я» */
function pointsAtSpeaker(tokens: readonly Token[], at: number): boolean {
  const [first, second, third] = [tokens[at]?.lower, tokens[at + 1]?.lower, tokens[at + 2]?.lower];
  return (first === 'это' && second === 'я') || (first === 'то' && second === 'есть' && third === 'я');
}

function readEnding(index: NameIndex, tokens: readonly Token[], end: number): FullName | null {
  for (let first = Math.max(0, end - 2); first <= end; first += 1) {
    const name = readFullName(index, tokens, first, 'known');
    const isAsked = /^(?:спросите|ищите|зовите|позовите|наберите|запишите)$/u.test(
      tokens[first - 1]?.lower ?? '',
    );
    if (name?.last === end && (isAsked || isNominative(index, tokens, name))) return name;
  }
  const token = tokens[end];
  const isSurname =
    token?.kind === 'word' &&
    /(?:[оеи][вн]а?|ын|енко|ск(?:ий|ая))$/u.test(token.lower) &&
    looksLikeSurname(token.lower);
  return isSurname && !isBrand(tokens, end)
    ? { first: end, last: end, firstName: null, patronymic: null, surname: end }
    : null;
}
