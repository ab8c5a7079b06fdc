import { wordPattern } from '../remember.ts';
import type { AddressContext, Place } from './address-context.ts';
import { addressContext, bigTowns, deliveryWords, partWords, settlementTypes } from './address-words.ts';
import { countsGoods, endsHouse, readHouse, readHouseNumber, skipPauses } from './read-house.ts';
import { isPossibleStreet } from './known-streets.ts';
import { denials, isPlace, leaving } from './place-words.ts';
import { readStreetWords, type StreetWords, type Sureness } from './street-grammar.ts';
import { hasSureEnding, isName } from './street-name.ts';
import { hints, isCapitalized, isGlued, mayBe, type Token } from '../speech.ts';

/** So far around a name a word still says that somebody is or goes there. */
const reachBefore = 8;
const reachAfter = 4;

/** «мы на якутской дом семь», «везите на восточную, 72», «с малышева сорок два заберите»: a street without «улица» by its grammar. */
export function readToldStreet(context: AddressContext, at: number): Place | null {
  const { tokens } = context;
  if (!mayBe(tokens[at], hints.capital | hints.streetName)) return null;
  if (!mayBeHouse(tokens, at + 1)) return null;
  const isCode = isGlued(tokens, at + 1) && tokens[at + 1]?.kind === 'digits';
  const house = isCode ? null : readHouse(tokens, at + 1);
  if (house === null || tokens[house.last + 1]?.kind === 'digits') return null;
  const name = readStreetWords(tokens, at);
  if (name === null || !isInItsCase(context, name.first, at)) return null;
  if (!house.named && !context.found && isShareOut(tokens, name.first)) return null;
  const { first, sureness } = context.asked ? readWhole(tokens, name) : name;
  const isSpokenOf = context.asked || tokens.slice(0, first).some(({ lower }) => addressContext.test(lower));
  const last = readSecond(tokens, house.last, isSpokenOf ? 'sure' : sureness);
  const isRepeated = context.streets.has(houseKey(tokens, at, last));
  if (!isRepeated && !house.named && !house.withFlat && countsGoods(tokens, last)) return null;
  const told: Told = {
    first,
    last,
    at,
    sureness,
    named: house.named || house.withFlat,
    hasParts: tokens.slice(at, last + 1).some(({ lower }) => partWords.test(lower)),
  };
  return isTold(context, told) ? { first, last } : null;
}

/** In an answer they tell where to go, and are no part of a name. */
const noRareNames = wordPattern(
  /^(?:.*(?:те|ть|[ую]|[еи]м|сь|но)|вот|так|там|это|ага|угу|город|старая|новая|дом|улица|проспект|переулок|рядом)$/u,
);

/** «фатыха амирхана девяносто один» in answer: the word before may be a name of no list. */
export function readWhole(tokens: readonly Token[], name: StreetWords): StreetWords {
  const { lower } = tokens[0] ?? { lower: '' };
  const isRare =
    name.first === 1 &&
    isName(tokens[0]) &&
    !isPlace(lower) &&
    !addressContext.test(lower) &&
    !noRareNames.test(lower);
  if (!isRare) return name;
  return { first: 0, sureness: name.sureness === 'sure' ? 'sure' : 'likely' };
}

interface Told extends Place {
  /** The last word of the name. */
  readonly at: number;
  readonly sureness: Sureness;
  /** «дом», «офис» was said. */
  readonly named: boolean;
  /** «корпус 2» */
  readonly hasParts: boolean;
}

/** Without a preposition «сыр костромской двадцать» is no street. */
function isInItsCase({ tokens, asked }: AddressContext, first: number, at: number): boolean {
  const { lower } = tokens[at] ?? { lower: '' };
  if (!/(?:ой|ей|ую|юю)$/u.test(lower)) return true;
  // «везите заводскую пять»; of «фанеру берёзовую двадцать» the noun stands before it.
  if (/[ую]ю$/u.test(lower) && !/[ую]$/u.test(tokens[first - 1]?.lower ?? '')) return true;
  return asked || /^(?:на|по|с|со|от|до|к|из|в|за|у|около|возле)$/u.test(tokens[first - 1]?.lower ?? '');
}

/** What all cases of a street's name begin with. */
export function stemOf(token: Token | undefined): string {
  return token?.lower.slice(0, Math.max(4, token.lower.length - 2)) ?? '';
}

/** A street and the end of its house, as they are told again. */
export function houseKey(tokens: readonly Token[], name: number, last: number): string {
  return `${stemOf(tokens[name])} ${tokens[last]?.lower ?? ''}`;
}

/** «на гагарина две машины, на кирова одна»: so much for each place, told of streets as of shops. */
export function isShareOut(tokens: readonly Token[], first: number): boolean {
  if (!/^(?:на|по)$/u.test(tokens[first - 1]?.lower ?? '')) return false;
  for (let at = Math.max(0, first - 1 - reachBefore); at < first - 2; at += 1) {
    if (!/^(?:на|по)$/u.test(tokens[at]?.lower ?? '')) continue;
    if (
      [at + 2, at + 3].some((place) => place < first - 1 && mayBe(tokens[place], hints.number | hints.digits))
    )
      return true;
  }
  return false;
}

/** Asked first, because of few words the next is a number. */
function mayBeHouse(tokens: readonly Token[], from: number): boolean {
  const at = skipPauses(tokens, from);
  return (
    mayBe(tokens[at], hints.number | hints.digits | hints.house) || /^корп/u.test(tokens[at]?.lower ?? '')
  );
}

/** «космонавтов пятнадцать восемь»: a flat without the word, only after names that nothing else bears. */
function readSecond(tokens: readonly Token[], house: number, sureness: Sureness): number {
  const second = sureness === 'sure' ? readHouseNumber(tokens, house + 1) : null;
  return second !== null && endsHouse(tokens, second) ? second : house;
}

function isTold(context: AddressContext, told: Told): boolean {
  const { tokens, asked, found } = context;
  const { first, last, at, sureness, named } = told;
  if (context.streets.has(stemOf(tokens[at]))) return true;
  const preposition = tokens[first - 1]?.lower ?? '';
  const before = tokens.slice(Math.max(0, first - reachBefore), first);
  if (!named && before.slice(-5).some(({ lower }) => denials.test(lower))) return false;
  const isAddress = before.some(({ lower }) => addressContext.test(lower)) || (asked && first <= 6) || found;
  const isJoined = isAddress && (endsHouse(tokens, last) || sureness !== 'possible');
  // «адрес … торговая пять»: by its grammar alone only right where the address begins.
  if (isJoined && (sureness !== 'possible' || opensPart(tokens, first))) return true;
  if (/^(?:на|к|ко|по|до)$/u.test(preposition)) return isOn(context, told, before);
  if (/^(?:с|со|от|из)$/u.test(preposition)) {
    const near = [...before, ...tokens.slice(last + 1, last + 1 + reachAfter)];
    const isLeft = near.some(({ lower }) => leaving.test(lower) || deliveryWords.test(lower));
    const isKnown = sureness !== 'possible' || isPossibleStreet(tokens[at]) || isCapitalized(tokens[at]);
    const isMoved = near.some(({ lower }) =>
      /^(?:переех|переезж|забер|забра|самовывоз|возврат|вывез|съех)/u.test(lower),
    );
    return isLeft && (isKnown || named || (isMoved && endsHouse(tokens, last)));
  }
  return isNamedAlone(tokens, told, before);
}

/** «на X 5» */
function isOn(
  { tokens }: AddressContext,
  { first, last, at, sureness, named, hasParts }: Told,
  before: readonly Token[],
): boolean {
  const after = tokens.slice(last + 1, last + 1 + reachAfter);
  const isThere = [...before, ...after].some(({ lower }) => isPlace(lower));
  if (named || hasParts)
    return isThere || sureness !== 'possible' || isCapitalized(tokens[at]) || endsHouse(tokens, last);
  if (tokens[first - 1]?.lower !== 'на') return sureness !== 'possible' && isThere;
  // «не на полярную пять, а на северную семь»
  const isOther = /^(?:не|а)$/u.test(tokens[first - 2]?.lower ?? '');
  if (isThere || (isOther && endsHouse(tokens, last))) return true;
  if (sureness !== 'possible') return sureness === 'sure' || endsHouse(tokens, last);
  return isCapitalized(tokens[at]) && endsHouse(tokens, last);
}

/** «наш магазин лесная пять», «Екатеринбург, Якутская, 12», «Токарей, 40, офис 3», «так лесная пять». */
function isNamedAlone(
  tokens: readonly Token[],
  { first, last, at, sureness, named, hasParts }: Told,
  before: readonly Token[],
): boolean {
  const words = before.filter(({ kind }) => kind === 'word');
  const near = words.slice(-3);
  const isTown =
    bigTowns.test(near.at(-1)?.lower ?? '') ||
    [...near, ...tokens.slice(last + 1, last + 2)].some(
      ({ lower }) => settlementTypes.test(lower) || /^г(?:ород)?$/u.test(lower),
    );
  if (isTown && (sureness !== 'possible' || named || endsHouse(tokens, last))) return true;
  if (first === 0 && isCapitalized(tokens[at]) && isShop(tokens[last + 1])) return true;
  // «первомайская двенадцать у нас магазин»
  const isVisited = /^(?:приезжайте|везите|привозите|подъезжайте|заезжайте|привезите)$/u.test(
    tokens[last + 1]?.lower ?? '',
  );
  if (isVisited && sureness !== 'possible' && opensPart(tokens, first)) return true;
  // «склад у нас индустриальная девять»
  const isOurs =
    near.at(-1)?.lower === 'нас' && near.at(-2)?.lower === 'у' && isPlace(near.at(-3)?.lower ?? '');
  if (isOurs && hasSureEnding(tokens[at]) && tokens[last + 1] === undefined) return true;
  const isShopNear = tokens.slice(last + 1, last + 4).some(isShop);
  if (opensPart(tokens, first) && hasSureEnding(tokens[at]) && isShopNear && endsHouse(tokens, last))
    return true;
  const isThere = words.some(({ lower }) => isPlace(lower));
  if (sureness === 'sure') return named || isThere || (opensPart(tokens, first) && endsHouse(tokens, last));
  if (sureness === 'possible') {
    const place = near.at(-1)?.lower === 'наш' ? near.at(-2) : near.at(-1);
    const isSurname =
      isPossibleStreet(tokens[at]) || /(?:[оеё]ва|[иы]на|[сц]кого)$/u.test(tokens[at]?.lower ?? '');
    const isBesidePlace = place?.lower === 'дом' || isPlace(place?.lower ?? '');
    const isBeside = isSurname && isBesidePlace && endsHouse(tokens, last);
    return isBeside || (named && isThere && isCapitalized(tokens[at]) && first > 0);
  }
  if (named) return isThere || opensPart(tokens, first);
  if (!endsHouse(tokens, last)) return false;
  if (hasParts && opensPart(tokens, first)) return true;
  return isThere
    ? tokens[last + 1] === undefined ||
        opensPart(tokens, first) ||
        words.length < 4 ||
        isPlace(near.at(-1)?.lower ?? '')
    : isChecked(tokens, first) ||
        (opensPart(tokens, first) &&
          /^(?:верно|правильно|так|да)$/u.test(tokens[last + 1]?.lower ?? '') &&
          last + 2 === tokens.length);
}

/** «Расточная 13, магазин» */
function isShop(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    /^(?:магазин|кафе|склад|офис|база|павильон|рынок|столовая|аптека|пекарня)$/u.test(token.lower)
  );
}

/** «так лесная пять», «значит, Лесная, 5» */
function isChecked(tokens: readonly Token[], first: number): boolean {
  const at = tokens[first - 1]?.kind === 'mark' ? first - 2 : first - 1;
  return /^(?:так|значит|пишу|записала?|итак|повторяю|пишите|запишите|а|это|теперь|угу|ага)$/u.test(
    tokens[at]?.lower ?? '',
  );
}

/** Nothing or a mark stands before it, or a word after which a new part of the sentence begins. */
function opensPart(tokens: readonly Token[], first: number): boolean {
  const before = tokens[first - 1];
  if (before === undefined || before.kind === 'mark') return true;
  return (
    addressContext.test(before.lower) ||
    /^(?:на|по|с|за|возле|около|напротив|и|а|так|да|нет|это|теперь|тоже|ну|вот|такой|доставки|прежний|наш|новый|значит|пишите|запишите|пишу|э|магазин|склад|улица|тут|там|здесь)$/u.test(
      before.lower,
    )
  );
}
