import { wordPattern } from '../remember.ts';
import { hints, isCapitalized, isGlued, mayBe, wordSet, type Token } from '../speech.ts';
import { looksLikeSurname, patronymicOf } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';
import { isSmallSurname } from './small-surnames.ts';

/** A name as it stands in a phrase: any of surname, first name and patronymic, one after the other. */
export interface FullName {
  /** Indexes of the first and last token. */
  readonly first: number;
  readonly last: number;
  readonly firstName: number | null;
  readonly patronymic: number | null;
  readonly surname: number | null;
}

/** Words after «меня зовут» that are no name. */
const noNames = wordSet(
  'как не тебя вас на в к и а но вообще там тут сюда домой играть работать обедать уже еще все всё держателя получателя владельца плательщика заказчика клиента покупателя отправителя ваша ваше их его ее этого да нет или это просто обычно кстати меня мне вам ваш ваша мой моя у из с со от до для то что кто где здравствуйте алло добрый день утро вечер слушаю слушай минутку секунду компания менеджер магазин директор оператор специалист клиент покупатель подождите повторите пожалуйста хорошо ладно ну так вот сейчас потом зачем почему какая разница неважно фамилия имя отчество значит раньше теперь иногда часто зовут по можно тоже вроде бы же ли ведь только сказать говорить он она они мы вы ты я сам сама сами бухгалтер продавец хозяин хозяйка владелец администратор заведующая товаровед секретарь снабженец закупщик представляюсь угу ага ой ах эй постоянный оптовик частный физлицо физическое юридическое лицо никак номер телефон звоню звонил звонила хочу хотел хотела нужно надо мама папа муж жена сын дочь коллеги ребята друзья клиенты начальство руководство покупатели срочно туда опять снова вновь обратно секундочку минуточку секунду момент слышно слышу перезвоните неважно тамошний люди соседи дети',
);

/** How far a name is told: a list of first names alone, or whatever stands where a name was asked for. */
type Trust = 'known' | 'expected';

/** The name that begins at this token; NULL when none does. */
export function readFullName(
  index: NameIndex,
  tokens: readonly Token[],
  at: number,
  trust: Trust,
): FullName | null {
  const isFirst = (place: number): boolean =>
    mayBe(tokens[place], hints.name) &&
    (trust === 'expected' || isBeforePatronymic(tokens, place)
      ? index.readExpected(tokens[place])
      : index.readAny(tokens[place])
    ).length > 0;
  if (isFirst(at) && !isBrand(tokens, at)) return withFollowers(index, tokens, at);
  const isBeside = (): boolean =>
    isSurname(tokens, at) || isRareSurname(tokens, at) || isAdjectiveSurname(tokens[at]);
  if (isFirst(at + 1) && isBeside() && !isBrand(tokens, at + 1)) {
    const name = withFollowers(index, tokens, at + 1);
    return { ...name, first: at, surname: at };
  }
  if (trust === 'known') return null;
  return readStrangeName(index, tokens, at);
}

/** «лев борисович»: before a patronymic «лев» is nothing else. */
function isBeforePatronymic(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return next?.kind === 'word' && patronymicOf(next.lower) !== null;
}

/** Patronymic and surname after a first name. */
function withFollowers(index: NameIndex, tokens: readonly Token[], firstName: number): FullName {
  const middle = tokens[firstName + 1];
  const patronymic = middle?.kind === 'word' && patronymicOf(middle.lower) !== null ? firstName + 1 : null;
  const next = (patronymic ?? firstName) + 1;
  const isTold = isCapitalized(tokens[next]) || patronymic !== null;
  const surname =
    (isTold && isSurname(tokens, next)) ||
    isSmallSurname(index, tokens[firstName], tokens[next]) ||
    isAdjectiveSurname(tokens[next]) ||
    (patronymic !== null && isCapitalized(tokens[next]) && !noNames.has(tokens[next]?.lower ?? ''))
      ? next
      : null;
  return { first: firstName, last: surname ?? patronymic ?? firstName, firstName, patronymic, surname };
}

/** «олег черных», «долгих анна» */
function isAdjectiveSurname(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    /^(?:черных|белых|седых|долгих|сухих|крутых|косых|кудрявых|гладких|русых|больших|коротких)$/u.test(
      token.lower,
    )
  );
}

function isSurname(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token?.kind === 'word' && looksLikeSurname(token.lower) && patronymicOf(token.lower) === null;
}

/** «Ким Алексей», «Громыко Алла»: two capitals inside a sentence or alone, the second one a first name. */
function isRareSurname(tokens: readonly Token[], at: number): boolean {
  const [surname, firstName] = [tokens[at], tokens[at + 1]];
  if (!isCapitalized(surname) || !isCapitalized(firstName) || surname === undefined) return false;
  if (surname.text.length < 2 || noNames.has(surname.lower) || patronymicOf(surname.lower) !== null)
    return false;
  const hasPatronymic =
    /(?:ич|на)$/u.test(tokens[at + 2]?.lower ?? '') &&
    patronymicOf(tokens[at + 2]?.lower ?? '') !== null &&
    !/(?:те|ть)$/u.test(surname.lower);
  return (
    hasPatronymic ||
    /^(?:это|я|фамилия|зовут|получатель|данные|на|меня|запишите)$/u.test(tokens[at - 1]?.lower ?? '')
  );
}

/** «Анна-Мария» */
function endOfHalves(tokens: readonly Token[], last: number): number {
  const isHalf = tokens[last + 1]?.text === '-' && isGlued(tokens, last + 1) && isGlued(tokens, last + 2);
  return isHalf && tokens[last + 2]?.kind === 'word' ? last + 2 : last;
}

/** A name that is in no list: «меня зовут Гульчачак». */
function readStrangeName(index: NameIndex, tokens: readonly Token[], at: number): FullName | null {
  const token = tokens[at];
  if (token?.kind !== 'word' || token.text.length < 3 || noNames.has(token.lower)) return null;
  if (/(?:ть|ться|те|тся|[ую]|шь|ем|им)$/u.test(token.lower) && !isCapitalized(token)) return null;
  if (/^[a-z]/iu.test(token.lower)) return null;
  const halves = endOfHalves(tokens, at);
  if (halves > at) return { first: at, last: halves, firstName: at, patronymic: null, surname: halves };
  const middle = tokens[at + 1];
  const isMiddle = middle?.kind === 'word' && patronymicOf(middle.lower) !== null;
  const ends =
    middle === undefined ||
    middle.kind === 'mark' ||
    isMiddle ||
    /^(?:и|а|я|из|вот|мне|мы|у|очень|звоню|хочу|хотел|хотела)$/u.test(middle.lower);
  if (!ends && !isCapitalized(token)) return null;
  if (isSurname(tokens, at) && !isMiddle)
    return { first: at, last: at, firstName: null, patronymic: null, surname: at };
  const name = withFollowers(index, tokens, at);
  const second = name.last + 1;
  // «Нгуен Тхи», «Ким Ен Су»: capitals right after it belong to it.
  const more =
    isCapitalized(tokens[second]) &&
    isCapitalized(token) &&
    name.last === at &&
    !noNames.has(tokens[second]?.lower ?? '');
  return more ? { ...name, last: second, surname: second } : name;
}

const shops = /^(?:магазин\p{L}*|салон\p{L}*|компани[яию]|фирм[аыу]|это магазин)$/u;

const placesOf = wordPattern(
  /^(?:магазин\p{L}*|салон\p{L}*|студи\p{L}*|отдел\p{L}*|мастерск\p{L}*|центр\p{L}*|сеть|сети|дом|детск\p{L}*|торгов\p{L}*)$/u,
);
/** What a shop is of: «салон красоты», «магазин продуктов». */
export const ofPlaces = wordPattern(
  /^(?:красоты|одежды|обуви|продуктов|цветов|подарков|игрушек|мебели|здоровья|маникюра|тканей|посуды|косметики|питания|быта|сад|центр|дом|комплекс)$/u,
);

/** Right before a name they make it one of a place or of goods. */
const brands = wordPattern(
  /^(?:магазин\p{L}*|салон\p{L}*|кафе|парикмахерская|химчистка|прачечная|бутик|супермаркет|универсам|минимаркет|гастроном|булочная|закусочная|бистро|чайхана|автомойка|пекарн\p{L}*|столов(?:ая|ой|ую)|студи[яию]|ателье|шашлычн\p{L}*|кондитерск\p{L}*|кофейн\p{L}*|пиццери\p{L}*|бренд\p{L}*|марк[аиуе]|сорт\p{L}*|улиц\p{L}*|ул|имени|коллекци\p{L}*|модел[ьи]|сери[яию]|торт\p{L}*|шоколад\p{L}*|фирм[аыу]|компани[яию]|во|город\p{L}*|аптек\p{L}*|ресторан\p{L}*|гостиниц\p{L}*|отел\p{L}*|линейк\p{L}*|кукл\p{L}*|колонк\p{L}*|проспект\p{L}*|площад\p{L}*|бульвар\p{L}*|переул\p{L}*|станци\p{L}*|набережн\p{L}*|святого|святой)$/u,
);

/** «магазин «Марина»», «улица Марины»: a name that is no person's. */
export function isBrand(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  // «магазин Добрый Домовой»
  if (isCapitalized(before) && shops.test(tokens[at - 2]?.lower ?? '')) return true;
  // «салон красоты анжелика»
  if (placesOf.test(tokens[at - 2]?.lower ?? '') && ofPlaces.test(before?.lower ?? '')) return true;
  // «Али-Баба»
  const isHalf = tokens[at + 1]?.text === '-' && isGlued(tokens, at + 1) && isGlued(tokens, at + 2);
  if (isHalf) return true;
  if (before === undefined) return false;
  if (/^[«"“„]$/u.test(before.text)) return true;
  if (before.lower === 'имени' && tokens[at - 2]?.lower === 'по') return false;
  if (before.text === '-' && isGlued(tokens, at) && tokens[at - 2]?.kind === 'word') return true;
  return brands.test(before.lower);
}

/** A word that stands where a name was asked for and is none. */
export function isNoName(token: Token | undefined): boolean {
  return token === undefined || noNames.has(token.lower);
}
