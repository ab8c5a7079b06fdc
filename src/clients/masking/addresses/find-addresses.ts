import type { Finding } from '../finding.ts';
import type { Line, Token } from '../speech.ts';
import type { AddressContext } from './address-context.ts';
import { addressContext, houseWords, settlementTypes, streetTypes } from './address-words.ts';
import { extendLeft } from './extend-left.ts';
import { readPlace } from './read-place.ts';

/** Without a number there is an address only where a kind of street is named, whose house follows. */
const streetHint = /ул|просп|пер|бульв|шоссе|наб|микро|мкр|алле|тракт|пр т|б р/u;

/** Street addresses with a house number; a street alone only where an address was asked for or the house follows. */
export function findAddresses(lines: readonly Line[]): Finding[] {
  return lines.flatMap((line, index) => {
    const { tokens } = line;
    if (!line.hasNumber && !streetHint.test(line.words)) return [];
    const context = contextOf(lines, index);
    const findings: Finding[] = [];
    for (let at = 0; at < tokens.length; at += 1) {
      const place = readPlace(context, at);
      if (place === null) continue;
      const first = extendLeft(tokens, place.first);
      const start = tokens[first]?.start ?? 0;
      const end = tokens[place.last]?.end ?? 0;
      const key = keyOf(tokens.slice(first, place.last + 1));
      findings.push({ kind: 'address', key, spans: [{ line: line.index, start, end }] });
      at = place.last;
    }
    return findings;
  });
}

function contextOf(lines: readonly Line[], index: number): AddressContext {
  const { tokens, speaker } = lines[index] ?? { tokens: [], speaker: 'client' };
  const before = lines.slice(Math.max(0, index - 2), index);
  const next = lines.slice(index + 1, index + 3).find((line) => line.speaker === speaker);
  return {
    tokens,
    asked: before.some(asksForAddress),
    // «улица Садовая» / «дом двенадцать»
    continued: houseWords.test(next?.tokens[0]?.lower ?? ''),
  };
}

function asksForAddress({ tokens }: Line): boolean {
  const end = tokens.slice(-14);
  return end.some(
    ({ lower }, at) =>
      addressContext.test(lower) ||
      streetTypes.test(lower) ||
      settlementTypes.test(lower) ||
      lower === 'куда' ||
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
