import { isStreetWord } from '../addresses/known-streets.ts';
import { wordPattern } from '../remember.ts';
import type { Token } from '../speech.ts';
import { looksLikeSurname } from './name-forms.ts';
import type { KnownName, NameIndex } from './name-index.ts';

/** Endings of surnames beside a first name in the nominative, and beside one in another case. */
const endings = {
  female: {
    nominative: /(?:[оеё]ва|[иы]на|[сц]кая|енко|чук|щук|дзе|швили|ян)$/u,
    other: /(?:[оеё]в(?:у|ой|ою)|[иы]н(?:у|ой|ою)|[сц]к(?:ую|ой)|енко|чук|щук|дзе|швили|ян)$/u,
  },
  male: {
    nominative: /(?:[оеё]в|[иы]н|[сц]кий|енко|чук|щук|дзе|швили|ян)$/u,
    other:
      /(?:[оеё]в(?:а|у|ым|е)|[иы]н(?:а|у|ым|е)|[сц]к(?:ого|ому|им|ом)|енко|[чщ]ук(?:а|у|ом|е)?|дзе|швили|ян(?:а|у|ом|е)?)$/u,
  },
} as const;

/** Everyday words that end like a surname, by their stems. */
const everyday = wordPattern(
  /^(?:машин|картин|корзин|половин|витрин|резин|малин|причин|середин|глубин|ширин|длин|свинин|говядин|баранин|телятин|конин|курятин|древесин|вершин|тишин|долин|плотин|шин|пружин|кабин|турбин|мужчин|женщин|родин|годовщин|дисциплин|величин|скотин|паутин|льдин|пластин|горловин|магазин|один|бензин|апельсин|кувшин|пингвин|мандарин|маргарин|витамин|георгин|господин|хозяин|гражданин|парафин|керосин|глицерин|стеарин|аспирин|вазелин|бетонин|мешковин|детин|кабинетин|основ|коров|готов|здоров|снов|слов|дров|сов|обнов|столов|остров|плов|улов|улым|ковров|кров|покров|альков|налив|клев|посев|обогрев|прилив|рев|хлев|рублев|перв|нов|суров|вдов|голов|половиков|часов|заказов|товаров|клиентов|вопросов|литров|метров|процентов|рублей|ящиков|мешков|пакетов|рулонов|блоков|наборов|килограммов|документов|актов|счетов|договоров|магазинов|складов|домов|этажов|рядов|видов|сортов|размеров|цветов|листов|дисков|болтов|саморезов|гвоздев|пирогов|тортов|соков|сыров|супов)(?:а|у|ы|ой|ою|ым|е)?$/u,
);

/** In small letters it is likely another word, or a street. */
export function isEveryday(lower: string): boolean {
  return everyday.test(lower) || isStreetWord(lower);
}

/** «юлия широкова», «на рустама мельникова»: in small letters a surname has the gender and the case of the first name. */
export function isSmallSurname(
  index: NameIndex,
  firstName: Token | undefined,
  token: Token | undefined,
): boolean {
  if (token?.kind !== 'word' || token.lower.length < 5 || !looksLikeSurname(token.lower)) return false;
  if (everyday.test(token.lower)) return false;
  return index.readExpected(firstName).some((name) => agrees(name, firstName?.lower ?? '', token.lower));
}

/** A surname has the gender and the case of a first name. */
export function agrees({ gender, nominative }: KnownName, said: string, surname: string): boolean {
  return endings[gender][said === nominative ? 'nominative' : 'other'].test(surname);
}
