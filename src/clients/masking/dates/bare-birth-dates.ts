import { hints, mayBe, type Line, type Token } from '../speech.ts';
import { readOrdinal } from './date-words.ts';
import type { SpokenDate } from './read-date.ts';

/** How many phrases before a date still tell what it is. */
const phrasesBefore = 2;

/** Personal data are being taken down. */
const takingDown =
  /(?:^| )(?:записал\S*|записыва\S*|запиш\S*|пишите|пиши|пишу|паспорт\S*|анкет\S*|данные|данных|инн|снилс\S*|полис\S*|пропуск\S*|карты клиента|фио|фамили\S*|впи[сш]\S*|страховк\S*|отчеств\S*|\S{3,}(?:[ое]вна|[ое]вич|ична|ильич)|полных лет|верно|диктую|продиктуйте|дальше что|что дальше|дальше|полную дату|дату для|дата для|возраст\S*|сколько (?:вам |тебе )?лет|пенсион\S*|молод\S*|стукн\S*|исполн\S*|бонусн\S*|для скидки|юбиле\S*|\S{2,}летие)(?= |$)/u;

/** Somebody speaks of his age. */
const ages =
  /(?:^| )(?:я (?:еще )?молод\S*|молод(?:ой|ая) (?:я|еще)|сколько (?:вам |тебе )?(?:полных )?лет|полных лет|возраст\S*|совершеннолетн\S*|пенсион\S*|студент(?:ка)?|мне (?:вот )?(?:уже )?(?:стукн\S*|исполн\S*)|стукнуло)(?= |$)/u;

/** Whatever else has a date of long ago. */
const otherEvents =
  /(?:^| )(?:договор\S*|контракт\S*|выда\S*|получ(?:ал|ен)\S*|производств\S*|изготовл\S*|выпу\S*|вышл?[аи]?|основан\S*|открыт\S*|открыл\S*|зарегистр\S*|регистрац\S*|огрн\S*|парти\S*|счет\S*|накладн\S*|гост\S*|закон\S*|приказ\S*|постановлен\S*|лицензи\S*|сертификат\S*|свидетельств\S*|поверк\S*|постро\S*|работа\S*|действу\S*|образован\S*|создан\S*|акци\S*|отгруз\S*|постав\S*|достав\S*|заказ\S*|заявк\S*|свадьб\S*|поженил\S*|женат\S*|замуж\S*|умер\S*|войн\S*|фильм\S*|книг\S*|песн\S*|завод\S*|станок|станк\S*|здани\S*|магазин\S*|фирм\S*|компани\S*|артикул\S*|рецепт\S*|год выпуска|протокол\S*|акт|акта|чек\S*|документ от|документа от|издани\S*|закончил\S*|окончил\S*|устроил\S*|принят\S*|купл\S*|купил\S*)(?= |$)/u;

/** One look at a phrase spares looking for dates in it. */
export function mayBeLongAgo(line: Line): boolean {
  if (
    mayBe(line, hints.decade) ||
    (mayBe(line, hints.count) && mayBe(line, hints.ordinal) && line.text.includes('две тысячи'))
  )
    return true;
  return mayBe(line, hints.digits) && /19\d\d|20[01]\d г|\d\.\d\d\.\d\d/u.test(line.text);
}

/**
 * A full date in a year in which a customer may be born, told while data are taken down, and nothing said near it that
 * has a date of its own: «5 июня 1991 года, записали?». Contracts and deliveries are of late years. `isNear`: a date of
 * birth was just told.
 */
export function isBareBirthDate(
  lines: readonly Line[],
  line: Line,
  { date, isNear }: { readonly date: SpokenDate; readonly isNear: boolean },
): boolean {
  if (date.day === null || date.year === null) return false;
  if (!isLongAgo(line.tokens, date) && !isOfYoung(lines, line, date)) return false;
  const near = isNear ? [line] : lines.slice(Math.max(0, line.index - phrasesBefore), line.index + 1);
  if (near.some(({ words }) => otherEvents.test(words))) return false;
  // «от 5 мая 1991 года» is of a paper.
  if (/^(?:от|с|со|до|по|к)$/u.test(line.tokens[date.first - 1]?.lower ?? '')) return false;
  const next = lines[line.index + 1];
  return (
    isNear ||
    mayBe(line, hints.at) ||
    [...near, ...(next === undefined ? [] : [next])].some(({ words }) => takingDown.test(words))
  );
}

/** «двенадцатого десятого две тысячи первого, я молодая ещё» */
function isOfYoung(lines: readonly Line[], line: Line, { year, last, first }: SpokenDate): boolean {
  if (year === null || year > 12 || last - first < 2) return false;
  const near = [line, lines[line.index - 1]];
  return near.some((one) => one !== undefined && ages.test(one.words));
}

/** 1930 to 1999, in four digits, in words to the end, or as a written date of two digits each. */
function isLongAgo(tokens: readonly Token[], { year, last, first }: SpokenDate): boolean {
  if (year === null || year < 30) return false;
  const end = /^(?:год(?:а|у)?|г)$/u.test(tokens[last]?.lower ?? '') ? last - 1 : last;
  const token = tokens[end];
  if (token?.kind === 'digits') {
    const isWritten =
      token.text.length === 2 && tokens[end - 1]?.text === '.' && tokens[first]?.kind === 'digits';
    return /^19\d\d$/u.test(token.text) || isWritten;
  }
  return token !== undefined && readOrdinal(token.lower) !== null && end - first >= 2;
}
