import { hints, mayBe, type Line, type Token } from '../speech.ts';
import { readOrdinal } from './date-words.ts';
import type { SpokenDate } from './read-date.ts';

/** How many phrases before a date still tell what it is. */
const phrasesBefore = 2;

/** Personal data are being taken down. */
const takingDown =
  /(?:^| )(?:записал\p{L}*|записыва\p{L}*|запиш\p{L}*|пишите|пиши|пишу|паспорт\p{L}*|анкет\p{L}*|данные|данных|инн|снилс\p{L}*|полис\p{L}*|пропуск\p{L}*|карты клиента|фио|фамили\p{L}*|отчеств\p{L}*|\p{L}{3,}(?:[ое]вна|[ое]вич|ична|ильич)|полных лет|верно|диктую|продиктуйте|дальше что|что дальше|дальше|полную дату|дату для|дата для|возраст\p{L}*|сколько (?:вам |тебе )?лет|пенсион\p{L}*|молод\p{L}*|стукн\p{L}*|исполн\p{L}*|бонусн\p{L}*|для скидки|юбиле\p{L}*|\p{L}{2,}летие)(?= |$)/u;

/** Somebody speaks of his age. */
const ages =
  /(?:^| )(?:я (?:еще )?молод\p{L}*|молод(?:ой|ая) (?:я|еще)|сколько (?:вам |тебе )?(?:полных )?лет|полных лет|возраст\p{L}*|совершеннолетн\p{L}*|пенсион\p{L}*|студент(?:ка)?|мне (?:вот )?(?:уже )?(?:стукн\p{L}*|исполн\p{L}*)|стукнуло)(?= |$)/u;

/** Whatever else has a date of long ago. */
const otherEvents =
  /(?:^| )(?:договор\p{L}*|контракт\p{L}*|выда\p{L}*|получ(?:ал|ен)\p{L}*|производств\p{L}*|изготовл\p{L}*|выпу\p{L}*|вышл?[аи]?|основан\p{L}*|открыт\p{L}*|открыл\p{L}*|зарегистр\p{L}*|регистрац\p{L}*|огрн\p{L}*|парти\p{L}*|счет\p{L}*|накладн\p{L}*|гост\p{L}*|закон\p{L}*|приказ\p{L}*|постановлен\p{L}*|лицензи\p{L}*|сертификат\p{L}*|свидетельств\p{L}*|поверк\p{L}*|постро\p{L}*|работа\p{L}*|действу\p{L}*|образован\p{L}*|создан\p{L}*|акци\p{L}*|отгруз\p{L}*|постав\p{L}*|достав\p{L}*|заказ\p{L}*|заявк\p{L}*|свадьб\p{L}*|поженил\p{L}*|женат\p{L}*|замуж\p{L}*|умер\p{L}*|войн\p{L}*|фильм\p{L}*|книг\p{L}*|песн\p{L}*|завод\p{L}*|станок|станк\p{L}*|здани\p{L}*|магазин\p{L}*|фирм\p{L}*|компани\p{L}*|артикул\p{L}*|рецепт\p{L}*|год выпуска|протокол\p{L}*|акт|акта|чек\p{L}*|документ от|документа от|издани\p{L}*|закончил\p{L}*|окончил\p{L}*|устроил\p{L}*|принят\p{L}*|купл\p{L}*|купил\p{L}*)(?= |$)/u;

/** One look at a phrase spares looking for dates in it. */
export function mayBeLongAgo(line: Line): boolean {
  if (
    mayBe(line, hints.decade) ||
    (mayBe(line, hints.count) && mayBe(line, hints.ordinal) && line.text.includes('две тысячи'))
  )
    return true;
  return mayBe(line, hints.digits) && /19\d\d|\d\.\d\d\.\d\d/u.test(line.text);
}

/**
 * A full date in a year in which a customer may be born, told while data are taken down, and nothing said near it that
 * has a date of its own: «5 июня 1991 года, записали?». Contracts and deliveries are of late years.
 */
export function isBareBirthDate(lines: readonly Line[], line: Line, date: SpokenDate): boolean {
  if (date.day === null || date.year === null) return false;
  if (!isLongAgo(line.tokens, date) && !isOfYoung(lines, line, date)) return false;
  const near = lines.slice(Math.max(0, line.index - phrasesBefore), line.index + 1);
  if (near.some(({ words }) => otherEvents.test(words))) return false;
  // «от 5 мая 1991 года» is of a paper.
  if (/^(?:от|с|со|до|по|к)$/u.test(line.tokens[date.first - 1]?.lower ?? '')) return false;
  const next = lines[line.index + 1];
  return (
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
