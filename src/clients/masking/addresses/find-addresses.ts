import { mayHave } from '../speech.ts';
import { remember } from '../remember.ts';
import type { Finding } from '../finding.ts';
import type { Line, Token } from '../speech.ts';
import type { AddressContext, Place } from './address-context.ts';
import { addressContext, houseWords, settlementTypes, streetTypes } from './address-words.ts';
import { readAddressAnswer } from './address-answers.ts';
import { extendLeft, extendRight } from './extend-left.ts';
import { readPlace } from './read-place.ts';

/** Without a number there is an address only where a kind of street is named, whose house follows. */
const streetHint = /ул|просп|пер|бульв|шоссе|наб|микро|мкр|алле|тракт|пр т|б р/u;

/** Street addresses with a house number; a street alone only where an address was asked for or the house follows. */
export function findAddresses(lines: readonly Line[]): Finding[] {
  const asks = new Map<Line, boolean>();
  return lines.flatMap((line, index) => {
    const { tokens } = line;
    const answer = readAddressAnswer(lines, line);
    if (answer !== null) return [findingOf(line, answer)];
    if (!line.hasNumber && !(mayHave(line, 'street') && streetHint.test(line.words))) return [];
    const context = contextOf(lines, index, asks);
    const findings: Finding[] = [];
    for (let at = 0; at < tokens.length; at += 1) {
      const place = readPlace(context, at);
      if (place === null) continue;
      const whole = { first: extendLeft(tokens, place.first), last: extendRight(tokens, place.last) };
      findings.push(findingOf(line, whole));
      at = whole.last;
    }
    return findings;
  });
}

function findingOf(line: Line, { first, last }: Place): Finding {
  const { tokens } = line;
  const span = { line: line.index, start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 };
  return { kind: 'address', key: keyOf(tokens.slice(first, last + 1)), spans: [span] };
}

function contextOf(lines: readonly Line[], index: number, asks: Map<Line, boolean>): AddressContext {
  const { tokens, speaker } = lines[index] ?? { tokens: [], speaker: 'client' };
  const before = lines.slice(Math.max(0, index - 2), index);
  const next = lines.slice(index + 1, index + 3).find((line) => line.speaker === speaker);
  return {
    tokens,
    asked: before.some((one) => {
      const known = asks.get(one) ?? asksForAddress(one);
      asks.set(one, known);
      return known;
    }),
    // «улица Садовая» / «дом двенадцать»
    continued: houseWords.test(next?.tokens[0]?.lower ?? ''),
  };
}

const speaksOfAddress = remember(
  (lower) =>
    addressContext.test(lower) || streetTypes.test(lower) || settlementTypes.test(lower) || lower === 'куда',
);

function asksForAddress({ tokens }: Line): boolean {
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
