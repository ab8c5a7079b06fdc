import { hints, mayBe } from '../speech.ts';
import { remember } from '../remember.ts';
import type { Finding } from '../finding.ts';
import type { Line, Token } from '../speech.ts';
import type { AddressContext, Place } from './address-context.ts';
import { addressContext, houseWords, settlementTypes, streetTypes } from './address-words.ts';
import { readAddressAnswer, readNumber } from './address-answers.ts';
import { extendLeft, extendRight } from './extend-left.ts';
import { isName } from './street-name.ts';
import { houseKey, stemOf } from './told-street.ts';
import { isSpokenOfAddress } from './bare-street.ts';
import { readHouseNumber, skipPauses } from './read-house.ts';
import { readPlace } from './read-place.ts';

/** Without a number there is an address only where a kind of street is named, whose house follows. */
const streetHint = /ул|просп|пер|бульв|шоссе|наб|микро|мкр|алле|тракт|пр т|б р/u;

/** Every address has one of these words: a kind of place or house, or what may be a street's name. */
const placeWords =
  hints.street |
  hints.streetType |
  hints.otherType |
  hints.settlement |
  hints.house |
  hints.flat |
  hints.streetName |
  hints.capital;
/** And one that begins with digits one of these. */
const besideDigits = hints.streetType | hints.otherType | hints.house | hints.flat;

/** Street addresses with a house number; a street alone only where an address was asked for or the house follows. */
export function findAddresses(lines: readonly Line[]): Finding[] {
  const asks = new Map<Line, boolean>();
  const findings: Finding[] = [];
  const streets = new Set<string>();
  let told: { line: Line; isOpen: boolean } | null = null;
  for (const line of lines) {
    const answer =
      readAddressAnswer(lines, line, told?.line.index ?? never) ??
      (told?.isOpen === true ? readGoingOn(told.line, line) : null);
    if (answer !== null) {
      told = { line, isOpen: false };
      findings.push(findingOf(line, answer));
      keepStreets(streets, line.tokens, answer);
      continue;
    }
    if (!mayBe(line, placeWords)) continue;
    if (!line.hasNumber && !(mayBe(line, hints.street) && streetHint.test(line.words))) continue;
    let context = contextOf(lines, line, asks, streets);
    const { tokens } = line;
    for (let at = 0; at < tokens.length; at += 1) {
      if (mayBe(tokens[at], hints.digits) && !mayBe(line, besideDigits)) continue;
      const place = readPlace(context, at);
      if (place === null) continue;
      const last = readFlatAlone(context, place);
      const whole = { first: extendLeft(tokens, place.first), last: extendRight(tokens, last) };
      findings.push(findingOf(line, whole));
      told = { line, isOpen: whole.last >= line.length - 2 && !hasNumber(tokens, whole) };
      at = whole.last;
      context = { ...context, found: true };
      keepStreets(streets, tokens, whole);
    }
  }
  return findings;
}

/** «адрес бульвар ямашева двадцать один двенадцать»: a flat without the word, to the end of what is told. */
function readFlatAlone({ tokens, asked }: AddressContext, { first, last }: Place): number {
  if (!mayBe(tokens[last + 1], hints.number | hints.digits)) return last;
  if (!hasNumber(tokens, { first, last }) || !(asked || isSpokenOfAddress(tokens, first))) return last;
  const flat = readHouseNumber(tokens, last + 1);
  const isWhole = flat !== null && (tokens[flat + 1] === undefined || tokens[flat + 1]?.kind === 'mark');
  return isWhole ? flat : last;
}

/** Keeps the words of an address that may be the street, alone and with the house. */
function keepStreets(streets: Set<string>, tokens: readonly Token[], { first, last }: Place): void {
  for (let name = first; name <= last; name += 1) {
    if (!mayBe(tokens[name], hints.streetName | hints.capital) || !isName(tokens[name])) continue;
    streets.add(stemOf(tokens[name]));
    streets.add(houseKey(tokens, name, last));
  }
}

/** No address has been told yet. */
const never = -1_000;

function hasNumber(tokens: readonly Token[], { first, last }: Place): boolean {
  return tokens.slice(first, last + 1).some((token) => mayBe(token, hints.number | hints.digits));
}

/** «улица шоссейная» (угу) «двадцать восемь»: the speaker goes on with the house. */
function readGoingOn(before: Line, line: Line): Place | null {
  const isNear = line.speaker === before.speaker && line.index - before.index <= 2;
  return isNear && line.length <= 6 ? readNumber(line.tokens, skipPauses(line.tokens, 0)) : null;
}

function findingOf(line: Line, { first, last }: Place): Finding {
  const { tokens } = line;
  const span = { line: line.index, start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 };
  return { kind: 'address', key: keyOf(tokens.slice(first, last + 1)), spans: [span] };
}

function contextOf(
  lines: readonly Line[],
  line: Line,
  asks: Map<Line, boolean>,
  streets: ReadonlySet<string>,
): AddressContext {
  const { tokens, speaker, index } = line;
  const asked = (before: Line | undefined): boolean => {
    if (before === undefined || !mayBe(before, hints.address | hints.streetType | hints.settlement))
      return false;
    const known = asks.get(before) ?? asksForAddress(before);
    asks.set(before, known);
    return known;
  };
  const next = lines[index + 1]?.speaker === speaker ? lines[index + 1] : lines[index + 2];
  return {
    tokens,
    streets,
    found: false,
    asked: asked(lines[index - 2]) || asked(lines[index - 1]),
    // «улица Садовая» / «дом двенадцать»
    continued:
      next?.speaker === speaker &&
      (isBareNumber(next) || (mayBe(next, hints.house) && houseWords.test(next.tokens[0]?.lower ?? ''))),
  };
}

/** «двадцать восемь» */
function isBareNumber(line: Line): boolean {
  return line.length <= 4 && line.firstNumber === 0 && readNumber(line.tokens, 0)?.last === line.length - 1;
}

/** «Где вы находитесь?», «где вас найти» */
const whereabouts =
  /(?:^| )где (?:вы|вас|у вас|находит|находя|ваш|это|сам|он|территориально|располож|забир|забрать)/u;

const speaksOfAddress = remember(
  (lower) =>
    addressContext.test(lower) || streetTypes.test(lower) || settlementTypes.test(lower) || lower === 'куда',
);

function asksForAddress({ tokens, words }: Line): boolean {
  if (whereabouts.test(words)) return true;
  const end = tokens.slice(-14);
  return end.some(
    ({ lower }, at) =>
      speaksOfAddress(lower) ||
      (lower === 'дом' && (end[at + 1] === undefined || end[at + 1]?.kind === 'mark')),
  );
}

/** The words and figures alone. */
function keyOf(tokens: readonly Token[]): string {
  return tokens
    .filter((token) => token.kind !== 'mark')
    .map((token) => token.lower)
    .join(' ');
}
