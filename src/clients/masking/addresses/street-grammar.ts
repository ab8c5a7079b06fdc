import { isOrdinal } from './read-house.ts';
import { isKnownStreet, isPossibleStreet, isSureStreet } from './known-streets.ts';
import { endsLikeStreet, isFirstHalf, isName } from './street-name.ts';
import { remember, wordPattern } from '../remember.ts';
import { numberWords } from '../numbers/number-words.ts';
import { hints, isCapitalized, isGlued, mayBe, type Token } from '../speech.ts';

/** How much a name by itself says: `sure` is hardly anything but a street, `likely` often one, `possible` only by its grammar. */
export type Sureness = 'sure' | 'likely' | 'possible';

/** The name of a street without «улица»: its first token, and how sure it is. */
export interface StreetWords {
  readonly first: number;
  readonly sureness: Sureness;
}

/** «восьмого марта», «9 Мая», «двадцать второго партсъезда», «третьего интернационала» */
const numberedNames =
  /^(?:марта|мая|января|февраля|июля|октября|декабря|партсъезда|съезда|интернационала|пятилетки|гвардейской|армии|дивизии|стрелковой)$/u;
/** «сорок лет победы», «50 лет Октября», «сорокалетия октября» */
const jubilees = /^(?:победы|октября|комсомола|влксм|ссср|революции|пионерии|рсфср|казахстана)$/u;
const jubileeWords = /^(?:лет|летия|летие|\p{L}{5,}летия|\p{L}{5,}летие)$/u;
/** «парижской коммуны», «красного октября», «красных партизан» */
const collectives =
  /^(?:коммуны|октября|партизан|борцов|зорь|зори|знамени|маяка|роты|воли|войны|гвардии|слободы|стрелков|командиров|поляны|рощи|горки|моря|пути|труда|позиции|быта|сада|поля|луга|вала|ключа|бора|рабочих|космонавтов|строителей|героев|ленинцев|пятилеток|бригад|металлургов|моряков|летчиков|танкистов|казаков|добровольцев|дивизий|роз|рек|большевиков|коммунистов|бойцов|воинов|ветеранов|молодежи|интернационалистов|подпольщиков|рудокопов)$/u;

/** Adjectives that hardly ever name a street: what is counted, ordered, paid or waited for. */
const noStreets = wordPattern(
  /^(?:городск|мобильн|домашн|сотов|стационарн|накладн|приходн|расходн|доверенн|счетн|перв|втор|треть|четверт|пят|шест|седьм|восьм|девят|десят|кажд|люб|друг|нов|стар|больш|маленьк|мал|следующ|последн|прошл|текущ|ближайш|нужн|важн|сам|вс|так|как|котор|одн|эт|эту|т|наш|ваш|мо|сво|разн|обща|полн|пуст|готов|торгов|продуктов|строительн|оптов|розничн|закупочн|отпускн|входн|выходн|общ|основн|запасн|резервн|свободн|отдельн|соседн|вчерашн|сегодняшн|завтрашн|недельн|месячн|дневн|ночн|утренн|вечерн|обеденн|рабоч|нерабоч|праздничн|бесплатн|платн|срочн|обычн|стандартн|двойн|тройн|цел|средн|верхн|нижн|лев|прав|передн|задн|холодн|горяч|тепл|свеж|сух|мокр|мягк|тверд|тонк|толст|тяжел|легк|прям|обратн|кругл|квадратн|длинн|коротк|широк|узк|прочн|дешев|дорог|выгодн|хорош|плох|лучш|худш|кассов|бонусн|скидочн|пробн|тестов|опытн|мелк|крупн|гуманитарн|электронн|личн|живой|дом|мебельн|продольн|поперечн|станц|прав|случайн|грузов|легков|морск|речн|железн)(?:ая|яя|ой|ей|ую|юю|ого|его|ых|их|о|ом|ем|а|е|и|я|ю|й|ых|ье|ья|ью|ьей|овой)$/u,
);
/** Adjectives of goods: they name a street only after «на» («на хлебной семь»). */
const goodsAdjectives = wordPattern(
  /^(?:гречнев|рисов|манн|перлов|пшенн|овсян|ржан|пшеничн|кукурузн|сахарн|поваренн|питьев|минеральн|газированн|детск|женск|мужск|сырокопчен|вареник|варен|копчен|докторск|краковск|любительск|белокочанн|керамическ|светодиодн|бельев|масл\p{L}*н|фасадн|интерьерн|офисн|цветн|офсетн|стальн|чугунн|медн|пластиков|деревянн|бумажн|картонн|стрейч|упаковочн|мусорн|туалетн|влажн|стиральн|жидк|сыпуч|сметан|молочн|творожн|сливочн|мясн|рыбн|овощн|хлебн|кондитерск|пивн|винн|водочн|табачн|чайн|кофейн|металлическ|оцинкованн|шлифовальн|монтажн|сварочн|электрическ|кабельн|черн|бел|красн|син|желт|зелен|сер|коричнев|розов|прозрачн)(?:ая|яя|ой|ей|ую|юю|ого|его|ых|их|ье|ья|ью|ьей)$/u,
);
/** Words after «на» that end like a genitive and are none. */
const noGenitives = wordPattern(
  /^(?:дома|места|ворота|окна|слова|города|масла|яйца|колеса|поезда|паспорта|сорта|завтра|утра|вчера|пока|когда|всегда|два|две|оба|полтора|склада|магазина|раза|ведра|рынка|человека|дня|часа|года|месяца|заказа|ящика|мешка|литра|метра|стола|счета|адреса|номера|телефона|договора|того|этого|него|всего|много|немного|самого|одного|каждого|другого|которого|людей|детей|гостей|дней|часов|людях|них|двоих|троих|всех|своих|ваших|наших|выходных|праздники|выходные|остатки|образцы|точки|склады|магазины|заявки|коробки|пачки|штуки|деньги|руки|доставки|сутки|недели|праздничных|полки|банки|сотрудников|работников|клиентов|покупателей|поставщиков|партнеров|водителей|продавцов|рублей|тысяч|процентов|штук|коробок|ящиков|мешков|кухня|партия|полтора|доставка|неделя|суббота|среда|пятница|цена|скидка|база|касса|заявка|\p{L}*(?:ция|ость|ние|ния|ству|ство))$/u,
);

const adjectiveEnd = /(?:ая|яя|ую|юю|ой|ей)$/u;
const genitiveEnd = /(?:[бвгджзклмнпрстфхцчшщ][аяыи]|[иьеяу]я|енко|ого|его|[ое]в|ей|ых|их)$/u;

/** It may be the last word of a street's name; judged of every word once. */
export const endsStreetName = remember(
  (lower) =>
    lower.length >= 3 &&
    (numberedNames.test(lower) ||
      collectives.test(lower) ||
      adjectiveEnd.test(lower) ||
      isGenitiveLike(lower)),
);

function isGenitiveLike(lower: string): boolean {
  return lower.length >= 4 && genitiveEnd.test(lower) && !noGenitives.test(lower);
}

/** The name of a street that ends at a token; NULL when the word cannot be one. */
export function readStreetWords(tokens: readonly Token[], at: number): StreetWords | null {
  const token = tokens[at];
  if (token?.kind !== 'word') return null;
  const special = readSpecialName(tokens, at);
  if (special !== null) return { first: special, sureness: 'sure' };
  if (!isName(token) || isOrdinal(token.lower) || noStreets.test(token.lower)) return null;
  const isGoods = goodsAdjectives.test(token.lower) && !isCapitalized(token);
  if (isGoods && tokens[at - 1]?.lower !== 'на') return null;
  const first = startOfName(tokens, at);
  // «аделя кутуя»: a first name and any genitive after it
  const isMan = mayBe(tokens[at - 1], hints.name) && /[аяыи]$/u.test(tokens[at - 1]?.lower ?? '');
  if (first < at || isSureStreet(token)) return { first: isMan ? at - 1 : first, sureness: 'sure' };
  if (isMan && /[бвгджзклмнпрстфхцчшщуеиа][ая]$/u.test(token.lower))
    return { first: at - 1, sureness: 'likely' };
  const isRareMan = tokens[at - 2]?.lower === 'на' && /[ая]$/u.test(tokens[at - 1]?.lower ?? '');
  if (isRareMan && isName(tokens[at - 1]) && /[бвгджзклмнпрстфхцчшщуеиа][ая]$/u.test(token.lower))
    return { first: at - 1, sureness: 'possible' };
  if (isKnownStreet(token) || (isCapitalized(token) && endsLikeStreet(token.lower)))
    return { first, sureness: 'likely' };
  const isShaped = isPossibleStreet(token) || adjectiveEnd.test(token.lower) || isGenitiveLike(token.lower);
  return isShaped || isCapitalized(token) ? { first, sureness: 'possible' } : null;
}

/** Names that no other words make: the index of the first token. */
function readSpecialName(tokens: readonly Token[], at: number): number | null {
  const { lower } = tokens[at] ?? { lower: '' };
  const before = tokens[at - 1];
  if (before === undefined) return null;
  if (jubilees.test(lower) && jubileeWords.test(before.lower)) {
    const isCounted = isCount(tokens[at - 2]);
    return isCounted ? startOfCount(tokens, at - 2) : at - 1;
  }
  if (collectives.test(lower) && /(?:[оея]й|ого|его|[ыи]х)$/u.test(before.lower) && before.lower.length > 4)
    return isOrdinal(before.lower) ? startOfCount(tokens, at - 1) : at - 1;
  if (!numberedNames.test(lower)) return null;
  const isOrdinalName = /(?:ого|его|ой|ьей)$/u.test(before.lower) && isOrdinal(before.lower);
  if (isOrdinalName) return startOfCount(tokens, at - 1);
  const isDay = before.kind === 'digits' && before.text.length <= 2 && isCapitalized(tokens[at]);
  return isDay ? at - 1 : null;
}

function isCount(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return (
    token.kind === 'digits' ||
    numberWords.has(token.lower) ||
    /(?:сорока|десяти|дцати|ста)$/u.test(token.lower)
  );
}

/** «двадцать второго» begins with «двадцать». */
function startOfCount(tokens: readonly Token[], at: number): number {
  const before = tokens[at - 1];
  return before?.kind === 'word' && /^(?:двадцать|тридцать|сорок|пятьдесят|шестьдесят)$/u.test(before.lower)
    ? at - 1
    : at;
}

/** «сони морозовой», «павла шаманова» */
function isNamed(tokens: readonly Token[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  const isGenitive = /(?:[оеё]вой|[иы]ной|[сц]кой|[оеё]ва|[иы]на|[сц]кого)$/u.test(token?.lower ?? '');
  return isGenitive && mayBe(before, hints.name) && /[аяыи]$/u.test(before?.lower ?? '');
}

/** «ново вокзальная», «лево булачная» */
export const prefixes =
  /^(?:ново|старо|верхне|нижне|мало|северо|южно|западно|восточно|средне|больше|лево|право)$/u;

/** «маршала жукова», «героев танкистов», «мамина-сибиряка» */
function startOfName(tokens: readonly Token[], at: number): number {
  const isHalf = tokens[at - 1]?.text === '-' && isGlued(tokens, at) && isGlued(tokens, at - 1);
  if (isHalf && tokens[at - 2]?.kind === 'word') return at - 2;
  const isPrefix = prefixes.test(tokens[at - 1]?.lower ?? '') && adjectiveEnd.test(tokens[at]?.lower ?? '');
  return isPrefix || isFirstHalf(tokens[at - 1]) || isNamed(tokens, at) ? at - 1 : at;
}
